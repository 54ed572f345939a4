import type { ComponentChildren } from 'preact'
import { useLanguage } from './language.tsx'
import { thaiFieldErrors } from './thai-field-errors.ts'
import { translate } from './translate.ts'

interface Props {
  id: string
  label: string
  hint?: string | undefined
  error?: string
  children: ComponentChildren
}

/** The input takes `describedBy(id)` as its `aria-describedby`. */
export const Field = ({ id, label, hint, error = '', children }: Props) => {
  const { language } = useLanguage()
  const translated = language === 'th' ? translate(thaiFieldErrors, error) : null
  return (
    <div class={error ? 'field wrong' : 'field'}>
      <label for={id}>{label}</label>
      {children}
      <p class="note" id={noteIdOf(id)} lang={error && translated === null ? 'en' : undefined}>
        {translated ?? (error || hint)}
      </p>
    </div>
  )
}

export const noteIdOf = (id: string): string => `${id}-note`
