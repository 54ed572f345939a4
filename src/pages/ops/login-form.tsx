import { Button } from '../shared/button.tsx'
import { ErrorNote } from '../shared/error-note.tsx'
import { Field } from '../shared/field.tsx'
import { useWords } from '../shared/language.tsx'
import { useAction } from '../shared/loading.ts'
import type { DeskClient } from './desk-client.ts'
import { CodeField, textsOf } from './fields.tsx'
import { Gate } from './gate.tsx'
import { deskWords } from './words.ts'

interface Props {
  client: DeskClient
  note: string | null
  onDone(): Promise<void>
}

export const LoginForm = ({ client, note, onDone }: Props) => {
  const words = useWords(deskWords)
  const action = useAction()
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const { email = '', password = '', code = '' } = textsOf(event.currentTarget)
    void action.run(async () => {
      await client.logIn('/login', { email, password, code })
      await onDone()
    })
  }
  return (
    <Gate>
      <form class="form" onSubmit={submit}>
        {note && <p role="status">{note}</p>}
        <Field id="email" label={words.email}>
          <input id="email" name="email" type="email" required autocomplete="username" />
        </Field>
        <Field id="password" label={words.password}>
          <input id="password" name="password" type="password" required autocomplete="current-password" />
        </Field>
        <CodeField />
        <ErrorNote error={action.error} />
        <Button type="submit" isBusy={action.isBusy} isWide>
          {words.logIn}
        </Button>
      </form>
    </Gate>
  )
}
