import { render } from 'preact'
import { LanguageProvider } from '../shared/language.tsx'
import { App } from './app.tsx'
import { DeskClient } from './desk-client.ts'

const root = document.querySelector('#root')
if (root)
  render(
    <LanguageProvider storage={localStorage} storageKey="ops-language">
      <App client={new DeskClient()} />
    </LanguageProvider>,
    root,
  )
