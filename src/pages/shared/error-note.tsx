import { ChayenityError } from '../../client/index.ts'
import { Button } from './button.tsx'
import { useLanguage, useWords } from './language.tsx'
import { thaiErrors } from './thai-errors.ts'
import { sharedWords } from './words.ts'

interface Props {
  /** What was thrown; nothing is shown for null. */
  error: unknown
  onRetry?: (() => void) | undefined
  /** Where each field shows its own error: whether the fields are left out here. */
  hasFields?: boolean
}

/** The sentence of the server with what helps beside it. It is in English; in Thai, a sentence for its code comes first. */
export const ErrorNote = ({ error, onRetry, hasFields = false }: Props) => {
  const words = useWords(sharedWords)
  const { language } = useLanguage()
  if (error === null || error === undefined) return null
  const known = error instanceof ChayenityError ? error : null
  const fields = hasFields ? [] : Object.entries(known?.fieldErrors ?? {}).slice(1)
  return (
    <div class="error-note" role="alert">
      {known && language === 'th' && <p>{thaiErrors[known.code] ?? words.unexpected}</p>}
      {known ? (
        <p lang="en" class={language === 'th' ? 'original' : undefined}>
          {known.message}
        </p>
      ) : (
        <p>{words.unexpected}</p>
      )}
      {fields.map(([field, messages]) => (
        <p key={field} lang="en">
          {field}: {messages.join(' ')}
        </p>
      ))}
      {known?.hint && <p lang="en">{known.hint}</p>}
      {known?.retryAfterSeconds != null && known.status === 429 && (
        <p>{words.retryAfter(known.retryAfterSeconds)}</p>
      )}
      {onRetry && (
        <Button kind="quiet" onClick={onRetry}>
          {words.retry}
        </Button>
      )}
    </div>
  )
}

/** What is wrong with one field of a form; empty when nothing is. */
export const fieldErrorOf = (error: unknown, field: string): string =>
  error instanceof ChayenityError ? (error.fieldErrors[field] ?? []).join(' ') : ''
