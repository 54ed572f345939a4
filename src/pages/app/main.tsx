import { render } from 'preact'
import { LanguageProvider } from '../shared/language.tsx'
import { App } from './app.tsx'
import { keepForOffline } from './offline.ts'
import { phoneOf } from './phone.ts'
import { Session } from './session.ts'

const phone = phoneOf(location.search)
const session = new Session(phone)
const root = document.querySelector('#app')
if (root) {
  render(
    <LanguageProvider storage={phone.storage} storageKey={`${phone.prefix}language`}>
      <App session={session} />
    </LanguageProvider>,
    root,
  )
}
keepForOffline()
