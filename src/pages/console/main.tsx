import { render } from 'preact'
import { LanguageProvider } from '../shared/language.tsx'
import { App } from './app.tsx'
import { LiveLog } from './live/live-log.ts'

const log = new LiveLog()
log.follow()
const root = document.querySelector('#console')
if (root) {
  render(
    <LanguageProvider storage={localStorage} storageKey="console-language">
      <App log={log} />
    </LanguageProvider>,
    root,
  )
}
