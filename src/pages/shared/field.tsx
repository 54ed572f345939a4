import type { ComponentChildren } from 'preact'

interface Props {
  id: string
  label: string
  hint?: string | undefined
  error?: string
  /** Its id is that of the field. */
  children: ComponentChildren
}

/** The input takes `describedBy(id)` as its `aria-describedby`. */
export const Field = ({ id, label, hint, error = '', children }: Props) => (
  <div class={error ? 'field wrong' : 'field'}>
    <label for={id}>{label}</label>
    {children}
    <p class="note" id={noteIdOf(id)} lang={error ? 'en' : undefined}>
      {error || hint}
    </p>
  </div>
)

export const noteIdOf = (id: string): string => `${id}-note`
