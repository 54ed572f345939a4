import { render } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { askForFiles, keepPartsNamed } from './labels.ts'
import { LoginDialog } from './login-dialog.tsx'
import { PageSession } from './session.ts'
import { SessionBar } from './session-bar.tsx'
import { showOperations } from './swagger.ts'

const session = new PageSession()

const Session = () => {
  const [isOpen, setOpen] = useState(false)
  const [logins, setLogins] = useState<DemoLogin[] | null>()
  useEffect(() => showOperations({ session, openLogin: () => setOpen(true), onLoaded: setLogins }), [])
  const kind = logins === undefined ? null : logins ? 'demo' : 'production'
  return (
    <>
      <SessionBar session={session} kind={kind} onLogin={() => setOpen(true)} />
      <LoginDialog session={session} logins={logins ?? []} isOpen={isOpen} onClose={() => setOpen(false)} />
    </>
  )
}

const dark = matchMedia('(prefers-color-scheme: dark)')
const applyColours = () => document.documentElement.classList.toggle('dark-mode', dark.matches)
dark.addEventListener('change', applyColours)
applyColours()

const bar = document.querySelector('#session')
const operations = document.querySelector('#swagger-ui')
if (operations) {
  keepPartsNamed(operations)
  askForFiles(operations)
}
if (bar) render(<Session />, bar)
await session.loadUser()
