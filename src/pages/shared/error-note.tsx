import { ChayenityError } from '../../client/index.ts'
import { Button } from './button.tsx'
import { useWords } from './language.tsx'
import { sharedWords } from './words.ts'

interface Props {
  /** Null shows nothing. */
  error: unknown
  onRetry?: (() => void) | undefined
  /** Whether each field shows its own error elsewhere. */
  hasFields?: boolean
}

/** The server's sentences are in English. */
export const ErrorNote = ({ error, onRetry, hasFields = false }: Props) => {
  const words = useWords(sharedWords)
  if (error === null || error === undefined) return null
  const known = error instanceof ChayenityError ? error : null
  const fields = hasFields ? [] : Object.entries(known?.fieldErrors ?? {}).slice(1)
  return (
    <div class="error-note" role="alert">
      <p lang="en">{known?.message ?? words.unexpected}</p>
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
