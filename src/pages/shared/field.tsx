import type { ComponentChildren } from 'preact'
import { thaiFieldErrorOf } from './error-words.ts'
import { useLanguage } from './language.tsx'

interface Props {
  id: string
  label: string
  hint?: string | undefined
  /** As the server says it. */
  error?: string
  /** Its id is that of the field. */
  children: ComponentChildren
}

/** The input takes `describedBy(id)` as its `aria-describedby`. */
export const Field = ({ id, label, hint, error = '', children }: Props) => {
  const { language } = useLanguage()
  const translated = language === 'th' ? thaiFieldErrorOf(error) : null
  return (
    <div class={error ? 'field wrong' : 'field'}>
      <label for={id}>{label}</label>
      {children}
      <p class="note" id={noteIdOf(id)} lang={error && !translated ? 'en' : undefined}>
        {translated || error || hint}
      </p>
    </div>
  )
}

export const noteIdOf = (id: string): string => `${id}-note`
