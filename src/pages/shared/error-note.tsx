import { ChayenityError } from '../../client/index.ts'
import { Button } from './button.tsx'
import { thaiErrors, thaiFieldErrorOf } from './error-words.ts'
import { useLanguage, useWords } from './language.tsx'
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
  const { language } = useLanguage()
  if (error === null || error === undefined) return null
  const known = error instanceof ChayenityError ? error : null
  const translated = known && language === 'th' ? thaiErrors[known.code] : null
  // The sentence of the server names the first field.
  const fields = Object.entries(known?.fieldErrors ?? {}).slice(translated ? 0 : 1)
  return (
    <div class="error-note" role="alert">
      {known && !translated ? <p lang="en">{known.message}</p> : <p>{translated ?? words.unexpected}</p>}
      {!hasFields && fields.map(field => <FieldLine key={field[0]} field={field} />)}
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

const FieldLine = ({ field: [name, messages] }: { field: [string, string[]] }) => {
  const { language } = useLanguage()
  const message = messages.join(' ')
  const translated = language === 'th' ? thaiFieldErrorOf(message) : null
  return (
    <p lang={translated ? undefined : 'en'}>
      {name}: {translated ?? message}
    </p>
  )
}

export const fieldErrorOf = (error: unknown, field: string): string =>
  error instanceof ChayenityError ? (error.fieldErrors[field] ?? []).join(' ') : ''
