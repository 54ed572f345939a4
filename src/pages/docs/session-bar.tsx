import { useEffect, useState } from 'preact/hooks'
import { basePath } from '../shared/base-path.ts'
import { type PageSession, world } from './session.ts'

interface BarProps {
  session: PageSession
  kind: 'demo' | 'production' | null
  onLogin(): void
}

export const SessionBar = ({ session, kind, onLogin }: BarProps) => {
  const { user, isLoggedIn, isTokenAlone, notice } = useSession(session)
  return (
    <>
      {kind === 'demo' && (
        <>
          <strong class="kind">Demo</strong>
          <a href={`${basePath}/app`}>App</a>
          <a href={`${basePath}/console`}>Console</a>
        </>
      )}
      {kind === 'production' && <strong class="kind production">Production: these requests are real</strong>}
      {kind === 'demo' && <WorldForm />}
      <span class="who">
        <span id="who" role="status">
          {notice || (isLoggedIn ? `Logged in as ${user?.full_name ?? '…'}` : 'Not logged in')}
        </span>
        {isLoggedIn ? (
          <button id="log-out" type="button" onClick={() => session.logOut()}>
            {isTokenAlone ? 'Forget token' : 'Log out'}
          </button>
        ) : (
          <button id="log-in" class="primary" type="button" onClick={onLogin}>
            Log in
          </button>
        )}
      </span>
    </>
  )
}

const useSession = (session: PageSession) => {
  const [state, setState] = useState(session.state)
  useEffect(() => {
    const show = () => setState(session.state)
    session.subscribe(show)
    show()
  }, [session])
  return state
}

/** In the address of the page, so that it can be passed on. */
const WorldForm = () => (
  <form
    class="world"
    onSubmit={event => {
      event.preventDefault()
      const name = String(new FormData(event.currentTarget).get('world') ?? '')
      location.search = name === '' ? '' : `?${new URLSearchParams({ __world: name })}`
    }}
  >
    <label for="world">World</label>
    <input
      id="world"
      name="world"
      defaultValue={world}
      placeholder="main"
      pattern="[a-z0-9\-]{1,40}(@[a-z0-9\-]{1,40})?"
      title="1 to 40 small letters, digits and hyphens; empty for the main world"
      size={10}
      autocapitalize="none"
    />
    <button type="submit">Go</button>
  </form>
)
