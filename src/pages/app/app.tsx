import { useEffect, useMemo, useReducer } from 'preact/hooks'
import type { Profile } from '../../client/index.ts'
import { ErrorNote } from '../shared/error-note.tsx'
import { useLanguage } from '../shared/language.tsx'
import { Waiting } from '../shared/waiting.tsx'
import { resumeConversations } from './chat/conversations.ts'
import { Frame, NotFound } from './frame.tsx'
import { Live } from './live.ts'
import { matchPath } from './route.ts'
import { navigate, useRoute } from './router.ts'
import { screens } from './screens.tsx'
import type { Session } from './session.ts'
import { SessionContext } from './session-context.ts'
import { Welcome } from './welcome.tsx'

export const App = ({ session }: { session: Session }) => {
  const [, update] = useReducer((count: number) => count + 1, 0)
  useEffect(() => session.subscribe(() => update(undefined)), [session])
  const { user, isLoggedIn, error } = session.state
  if (!isLoggedIn) return <Welcome session={session} />
  if (user) return <Screens key={user.id} session={session} user={user} />
  return (
    <main class="page">
      {error ? <ErrorNote error={error} onRetry={() => void session.loadUser()} /> : <Waiting lines={6} />}
    </main>
  )
}

const Screens = ({ session, user }: { session: Session; user: Profile }) => {
  const { client, phone } = session
  const live = useMemo(() => new Live(client), [client])
  useEffect(() => () => live.close(), [live])
  useEffect(
    () =>
      live.onNotification(({ type }) => {
        // The profile has the reputation in it.
        if (type === 'review_received') void session.loadUser()
      }),
    [live, session],
  )
  useEffect(() => resumeConversations({ client, phone, user }), [client])
  const value = {
    client,
    phone,
    user,
    live,
    reloadUser: () => session.loadUser(),
    // The next person begins at the map.
    logOut: async () => {
      await session.logOut()
      navigate('/', 'replace')
    },
  }
  return (
    <SessionContext.Provider value={value}>
      <CurrentScreen />
    </SessionContext.Provider>
  )
}

const CurrentScreen = () => {
  const { path, query } = useRoute()
  const { language } = useLanguage()
  for (const screen of screens) {
    const params = matchPath(screen.path, path)
    if (params) {
      const View = screen.view
      return (
        <Frame screen={screen} path={path} title={screen.title[language]}>
          <View key={path} params={params} query={query} />
        </Frame>
      )
    }
  }
  return <NotFound path={path} />
}
