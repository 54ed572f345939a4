import { useState } from 'preact/hooks'
import { createClient } from '../../client/index.ts'
import { basePath } from '../shared/base-path.ts'
import { Button } from '../shared/button.tsx'
import { ErrorNote } from '../shared/error-note.tsx'
import { LanguageSwitch, useWords } from '../shared/language.tsx'
import { useAction } from '../shared/loading.ts'
import { resetWords } from './words.ts'

/** @param token of the link; empty where the page was opened without one */
export const ResetForm = ({ token }: { token: string }) => {
  const words = useWords(resetWords)
  const action = useAction()
  const [password, setPassword] = useState('')
  const [isDone, setDone] = useState(false)
  const save = (event: Event) => {
    event.preventDefault()
    void action.run(async () => {
      await client.resetPassword({ token, new_password: password })
      setDone(true)
    })
  }
  return (
    <form class="card form" onSubmit={save}>
      <h1>{words.title}</h1>
      {isDone || token === '' ? (
        <p role="status">{isDone ? words.done : words.noToken}</p>
      ) : (
        <>
          <div class="field">
            <label for="password">{words.password}</label>
            <input
              id="password"
              type="password"
              autocomplete="new-password"
              minlength={8}
              maxlength={128}
              required
              value={password}
              onInput={event => setPassword(event.currentTarget.value)}
            />
          </div>
          <ErrorNote error={action.error} />
          <Button type="submit" kind="main" isWide isBusy={action.isBusy}>
            {words.save}
          </Button>
        </>
      )}
      <LanguageSwitch />
    </form>
  )
}

const client = createClient({ baseUrl: `${location.origin}${basePath}` })
