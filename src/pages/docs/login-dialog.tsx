import { useEffect, useRef, useState } from 'preact/hooks'
import type { PageSession } from './session.ts'
import { TokenForm } from './token-form.tsx'

interface DialogProps {
  session: PageSession
  logins: DemoLogin[]
  isOpen: boolean
  onClose(): void
}

export const LoginDialog = ({ session, logins, isOpen, onClose }: DialogProps) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const [error, setError] = useState('')
  useEffect(() => {
    if (isOpen) dialog.current?.showModal()
    else dialog.current?.close()
  }, [isOpen])
  const attempt = (login: Promise<void>) => {
    setError('')
    login.then(onClose, (cause: Error) => setError(cause.message))
  }
  const logIn = (email: string, password: string) => attempt(session.logIn(email, password))
  return (
    <dialog ref={dialog} id="login" aria-labelledby="login-title" onClose={onClose}>
      {isOpen && (
        <>
          <form
            onSubmit={event => {
              event.preventDefault()
              const fields = new FormData(event.currentTarget)
              logIn(String(fields.get('username')), String(fields.get('password')))
            }}
          >
            <h2 id="login-title">Log in</h2>
            <label for="username">User name (e-mail address)</label>
            <input id="username" name="username" type="email" autocomplete="username" required />
            <label for="password">Password</label>
            <input id="password" name="password" type="password" autocomplete="current-password" required />
            <p class="error" role="alert">
              {error}
            </p>
            <div class="buttons">
              <button class="primary" type="submit">
                Log in
              </button>
              <button type="button" onClick={onClose}>
                Close
              </button>
            </div>
            {logins.length > 0 && <h3>People of this demo</h3>}
            {logins.map(({ email, password, name, description }) => (
              <button key={email} class="persona" type="button" onClick={() => logIn(email, password)}>
                <strong>{name}</strong> {description}
              </button>
            ))}
          </form>
          <TokenForm onToken={token => attempt(session.useToken(token))} />
        </>
      )}
    </dialog>
  )
}
