import { useState } from 'preact/hooks'
import { ErrorNote } from '../shared/error-note.tsx'
import { LanguageSwitch, useWords } from '../shared/language.tsx'
import { LoginForm } from './login-form.tsx'
import { Personas } from './personas.tsx'
import { RegistrationForm } from './registration-form.tsx'
import type { Session } from './session.ts'
import { appWords } from './words.ts'

/** A demo has people whose logins are known. */
const isDemo = document.documentElement.dataset.mode === 'demo'

/** In a demo, a tap on a person is enough. */
export const Welcome = ({ session }: { session: Session }) => {
  const words = useWords(appWords)
  const [isNew, setNew] = useState(false)
  return (
    <div class="welcome">
      <header>
        <LanguageSwitch />
      </header>
      <main>
        <div class="brand">
          <h1>{words.name}</h1>
          <p>{words.slogan}</p>
        </div>
        <ErrorNote error={session.state.error} />
        {isDemo && !isNew && <Personas session={session} />}
        {isNew ? <RegistrationForm session={session} /> : <LoginForm session={session} isSecond={isDemo} />}
        <button type="button" class="button quiet wide" onClick={() => setNew(!isNew)}>
          {isNew ? words.haveAccount : words.newHere}
        </button>
      </main>
    </div>
  )
}
