import { useEffect, useState } from 'preact/hooks'
import { ErrorNote } from '../shared/error-note.tsx'
import { useWords } from '../shared/language.tsx'
import { forgetLoaded } from '../shared/loading.ts'
import { Waiting } from '../shared/waiting.tsx'
import type { Operator } from './api.ts'
import { DeskContext } from './desk.ts'
import type { DeskClient } from './desk-client.ts'
import { Frame } from './frame.tsx'
import { LinkForm } from './link-form.tsx'
import { LoginForm } from './login-form.tsx'
import { deskWords } from './words.ts'

type State =
  | { step: 'starting'; error: unknown }
  | { step: 'out'; note: 'ended' | 'noCookie' | null }
  | { step: 'in'; operator: Operator }

const linkIn = (hash: string): string => /^#link=(.+)$/.exec(hash)?.[1] ?? ''

export const App = ({ client }: { client: DeskClient }) => {
  const words = useWords(deskWords)
  const [state, setState] = useState<State>({ step: 'starting', error: null })
  const [link, setLink] = useState(() => linkIn(location.hash))
  const start = () => {
    client.session().then(
      session => setState(session ? { step: 'in', operator: session.operator } : { step: 'out', note: null }),
      error => setState({ step: 'starting', error }),
    )
  }
  useEffect(() => {
    start()
    const openLink = () => linkIn(location.hash) && setLink(linkIn(location.hash))
    addEventListener('hashchange', openLink)
    client.onEnd = () => {
      forgetLoaded()
      setState(before => (before.step === 'in' ? { step: 'out', note: 'ended' } : before))
    }
    return () => removeEventListener('hashchange', openLink)
  }, [client])

  /** A browser that did not keep the cookie would come back to the login for ever. */
  const enter = async () => {
    const session = await client.session()
    if (link) {
      setLink('')
      history.replaceState(null, '', '#/')
    }
    setState(session ? { step: 'in', operator: session.operator } : { step: 'out', note: 'noCookie' })
  }
  const logOut = () => {
    const leave = () => {
      forgetLoaded()
      setState({ step: 'out', note: null })
    }
    client.post('/logout').then(leave, leave)
  }

  if (link && window.isSecureContext) return <LinkForm client={client} link={link} onDone={enter} />
  if (state.step === 'starting')
    return (
      <main class="gate">
        {state.error === null ? <Waiting /> : <ErrorNote error={state.error} onRetry={start} />}
      </main>
    )
  if (state.step === 'out')
    return <LoginForm client={client} note={state.note && words[state.note]} onDone={enter} />
  return (
    <DeskContext.Provider value={{ client, operator: state.operator }}>
      <Frame onLogOut={logOut} />
    </DeskContext.Provider>
  )
}
