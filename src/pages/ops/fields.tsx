import { Field, noteIdOf } from '../shared/field.tsx'
import { useWords } from '../shared/language.tsx'
import { deskWords } from './words.ts'

export const textsOf = (form: EventTarget | null): Record<string, string> => {
  if (!(form instanceof HTMLFormElement)) return {}
  return Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]))
}

export const CodeField = ({ error = '' }: { error?: string }) => {
  const words = useWords(deskWords)
  return (
    <Field id="code" label={words.code} hint={words.codeHint} error={error}>
      <input
        id="code"
        name="code"
        inputMode="numeric"
        autocomplete="one-time-code"
        pattern="[0-9]{6}"
        maxLength={6}
        required
        aria-describedby={noteIdOf('code')}
      />
    </Field>
  )
}
