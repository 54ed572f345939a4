import { useState } from 'preact/hooks'
import { Button } from '../shared/button.tsx'
import { ErrorNote, fieldErrorOf } from '../shared/error-note.tsx'
import { Field, noteIdOf } from '../shared/field.tsx'
import { useWords } from '../shared/language.tsx'
import { useAction } from '../shared/loading.ts'
import { submitForm } from '../shared/submit-form.ts'
import type { Session } from './session.ts'
import { appWords } from './words.ts'

/** By the names of the API, so that each shows what the server says about it. */
const fields = [
  {
    name: 'full_name',
    input: { type: 'text', autocomplete: 'name' },
    label: 'fullName',
    hint: 'fullNameHint',
  },
  { name: 'email', input: { type: 'email', autocomplete: 'username' }, label: 'email', hint: null },
  {
    name: 'password',
    input: { type: 'password', autocomplete: 'new-password' },
    label: 'password',
    hint: 'passwordHint',
  },
  {
    name: 'contact_info',
    input: { type: 'text', autocomplete: 'off' },
    label: 'contact',
    hint: 'contactHint',
  },
] as const

export const RegistrationForm = ({ session }: { session: Session }) => {
  const words = useWords(appWords)
  const action = useAction()
  const [values, setValues] = useState({ full_name: '', email: '', password: '', contact_info: '' })
  const register = async () => {
    await session.client.registerUser({ ...values, contact_info: values.contact_info || null })
    await session.logIn(values.email, values.password)
  }
  return (
    <form
      class="card form"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        void submitForm(event.currentTarget, () => action.run(register))
      }}
    >
      <h2>{words.register}</h2>
      {fields.map(({ name, input, label, hint }) => (
        <Field
          key={name}
          id={name}
          label={words[label]}
          hint={hint ? words[hint] : undefined}
          error={fieldErrorOf(action.error, name)}
        >
          <input
            id={name}
            {...input}
            aria-describedby={noteIdOf(name)}
            value={values[name]}
            onInput={event => setValues({ ...values, [name]: event.currentTarget.value })}
          />
        </Field>
      ))}
      <ErrorNote error={action.error} hasFields />
      <Button type="submit" isWide isBusy={action.isBusy}>
        {words.register}
      </Button>
    </form>
  )
}
