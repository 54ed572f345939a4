import { useState } from 'preact/hooks'
import { Button } from '../../shared/button.tsx'
import { ErrorNote, fieldErrorOf } from '../../shared/error-note.tsx'
import { Field, noteIdOf } from '../../shared/field.tsx'
import { useWords } from '../../shared/language.tsx'
import { useAction } from '../../shared/loading.ts'
import { goBack } from '../router.ts'
import { useSession } from '../session-context.ts'
import { peopleWords } from './words.ts'

export const PasswordScreen = () => {
  const words = useWords(peopleWords)
  const { client, user } = useSession()
  const action = useAction()
  const [values, setValues] = useState({ old_password: '', new_password: '' })
  const save = async () => {
    if (await action.run(() => client.changePassword(values))) goBack('/me')
  }
  const fields = [
    { name: 'old_password', label: words.oldPassword, hint: undefined, autocomplete: 'current-password' },
    {
      name: 'new_password',
      label: words.newPassword,
      hint: words.newPasswordHint,
      autocomplete: 'new-password',
    },
  ] as const
  return (
    <form
      class="page"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        void save()
      }}
    >
      {/* Programs that keep passwords want to know whose it is. */}
      <input
        class="unseen"
        type="email"
        autocomplete="username"
        value={user.email}
        readOnly
        tabIndex={-1}
        aria-hidden="true"
      />
      {fields.map(({ name, label, hint, autocomplete }) => (
        <Field key={name} id={name} label={label} hint={hint} error={fieldErrorOf(action.error, name)}>
          <input
            id={name}
            type="password"
            autocomplete={autocomplete}
            aria-describedby={noteIdOf(name)}
            value={values[name]}
            onInput={event => setValues({ ...values, [name]: event.currentTarget.value })}
          />
        </Field>
      ))}
      <ErrorNote error={action.error} hasFields />
      <Button type="submit" isWide isBusy={action.isBusy}>
        {words.save}
      </Button>
    </form>
  )
}
