import { render } from 'preact'
import { LanguageProvider } from '../shared/language.tsx'
import { ResetForm } from './reset-form.tsx'

const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? ''
// The token is a secret: it stays neither in the address bar nor in the history.
history.replaceState(null, '', location.pathname)

const root = document.querySelector('#reset')
if (root) {
  render(
    <LanguageProvider storage={localStorage} storageKey="language">
      <ResetForm token={token} />
    </LanguageProvider>,
    root,
  )
}
