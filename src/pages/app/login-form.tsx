import { useState } from 'preact/hooks'
import { Button } from '../shared/button.tsx'
import { ErrorNote } from '../shared/error-note.tsx'
import { useWords } from '../shared/language.tsx'
import { useAction } from '../shared/loading.ts'
import type { Session } from './session.ts'
import { appWords } from './words.ts'

interface Props {
  session: Session
  /** There is another way to log in above. */
  isSecond: boolean
}

export const LoginForm = ({ session, isSecond }: Props) => {
  const words = useWords(appWords)
  const action = useAction()
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const logIn = (event: Event) => {
    event.preventDefault()
    void action.run(() => session.logIn(email, password))
  }
  return (
    <form class="card form" onSubmit={logIn}>
      <h2>{isSecond ? words.orLogIn : words.logIn}</h2>
      <div class="field">
        <label for="email">{words.email}</label>
        <input
          id="email"
          type="email"
          autocomplete="username"
          required
          value={email}
          onInput={event => setEmail(event.currentTarget.value)}
        />
      </div>
      <div class="field">
        <label for="password">{words.password}</label>
        <input
          id="password"
          type="password"
          autocomplete="current-password"
          required
          value={password}
          onInput={event => setPassword(event.currentTarget.value)}
        />
      </div>
      <ErrorNote error={action.error} />
      <Button type="submit" kind={isSecond ? 'quiet' : 'main'} isWide isBusy={action.isBusy}>
        {words.logIn}
      </Button>
    </form>
  )
}
