import { Button } from '../shared/button.tsx'
import { ErrorNote, fieldErrorOf } from '../shared/error-note.tsx'
import { Field, noteIdOf } from '../shared/field.tsx'
import { useWords } from '../shared/language.tsx'
import { useAction, useLoaded } from '../shared/loading.ts'
import { Waiting } from '../shared/waiting.tsx'
import type { DeskClient } from './desk-client.ts'
import { CodeField, textsOf } from './fields.tsx'
import { Gate } from './gate.tsx'
import { QrCode } from './qr-code.tsx'
import { deskWords } from './words.ts'

interface Props {
  client: DeskClient
  link: string
  onDone(): Promise<void>
}

export const LinkForm = ({ client, link, onDone }: Props) => {
  const words = useWords(deskWords)
  const { value, error } = useLoaded(`link ${link}`, () => client.post('/link', { link }))
  const action = useAction()
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const { password = '', code = '' } = textsOf(event.currentTarget)
    void action.run(async () => {
      await client.logIn('/link/use', { link, password, code })
      await onDone()
    })
  }
  if (!value) return <Gate>{error === null ? <Waiting /> : <ErrorNote error={error} />}</Gate>
  return (
    <Gate>
      <form class="form" onSubmit={submit}>
        <h2>{words.welcome(value.email)}</h2>
        <p>{words.setUp}</p>
        <input type="hidden" name="email" autocomplete="username" value={value.email} />
        <Field
          id="password"
          label={words.newPassword}
          hint={words.newPasswordHint}
          error={fieldErrorOf(action.error, 'password')}
        >
          <input
            id="password"
            name="password"
            type="password"
            minLength={12}
            required
            autocomplete="new-password"
            aria-describedby={noteIdOf('password')}
          />
        </Field>
        <p>{words.scan}</p>
        <QrCode rows={value.qr} label={words.scan} />
        <p>
          {words.key}: <code class="key">{value.secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
        </p>
        <CodeField error={fieldErrorOf(action.error, 'code')} />
        <ErrorNote error={action.error} hasFields />
        <Button type="submit" isBusy={action.isBusy} isWide>
          {words.begin}
        </Button>
      </form>
    </Gate>
  )
}
