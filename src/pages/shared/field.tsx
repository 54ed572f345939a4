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
  const wrong = useFieldError(error)
  return (
    <div class={error ? 'field wrong' : 'field'}>
      <label for={id}>{label}</label>
      {children}
      <p class="note" id={noteIdOf(id)} lang={wrong.lang}>
        {wrong.text || hint}
      </p>
    </div>
  )
}

/** @param error a sentence of the server; empty when nothing is wrong */
export const useFieldError = (error: string): { text: string; lang: 'en' | undefined } => {
  const { language } = useLanguage()
  const translated = language === 'th' ? translate(thaiFieldErrors, error) : null
  return { text: translated ?? error, lang: error && translated === null ? 'en' : undefined }
}

export const noteIdOf = (id: string): string => `${id}-note`
