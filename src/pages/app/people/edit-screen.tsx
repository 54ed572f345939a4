import { useState } from 'preact/hooks'
import { Button } from '../../shared/button.tsx'
import { ErrorNote, fieldErrorOf } from '../../shared/error-note.tsx'
import { Field, noteIdOf } from '../../shared/field.tsx'
import { useWords } from '../../shared/language.tsx'
import { useAction } from '../../shared/loading.ts'
import { goBack } from '../router.ts'
import { useSession } from '../session-context.ts'
import { peopleWords } from './words.ts'

export const EditScreen = () => {
  const words = useWords(peopleWords)
  const { client, user, reloadUser } = useSession()
  const action = useAction()
  const [values, setValues] = useState({
    full_name: user.full_name,
    contact_info: user.contact_info ?? '',
    address_text: user.address_text ?? '',
  })
  const save = async () => {
    const isSaved = await action.run(async () => {
      const { full_name, contact_info, address_text } = values
      await client.updateUserProfile({
        full_name,
        contact_info: contact_info.trim() || null,
        address_text: address_text.trim() || null,
      })
      await reloadUser()
    })
    if (isSaved) goBack('/me')
  }
  const fields = [
    { name: 'full_name', label: words.name, hint: undefined, autocomplete: 'name' },
    { name: 'contact_info', label: words.contact, hint: words.contactHint, autocomplete: 'off' },
    { name: 'address_text', label: words.address, hint: undefined, autocomplete: 'street-address' },
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
      {fields.map(({ name, label, hint, autocomplete }) => (
        <Field key={name} id={name} label={label} hint={hint} error={fieldErrorOf(action.error, name)}>
          <input
            id={name}
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
