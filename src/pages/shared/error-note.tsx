import { ChayenityError } from '../../client/index.ts'
import { Button } from './button.tsx'
import { useLanguage, useWords } from './language.tsx'
import { thaiErrors } from './thai-errors.ts'
import { sharedWords } from './words.ts'

interface Props {
  error: unknown
  onRetry?: (() => void) | undefined
  hasFields?: boolean
}

/** Its message is for the person, in their language. */
export class ToldError extends Error {}

/** The server's sentences are in English: in Thai, one for the code comes before. */
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
        <p>{error instanceof ToldError ? error.message : words.unexpected}</p>
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

export const fieldErrorOf = (error: unknown, field: string): string =>
  error instanceof ChayenityError ? (error.fieldErrors[field] ?? []).join(' ') : ''
