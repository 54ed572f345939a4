import type { ComponentChildren } from 'preact'
import { useWords } from './language.tsx'
import { sharedWords } from './words.ts'

interface Props {
  children: ComponentChildren
  /** `quiet` is the usual one; `danger` is for what cannot be undone. */
  kind?: 'main' | 'quiet' | 'danger'
  type?: 'button' | 'submit'
  /** Further taps do nothing, and the focus stays. */
  isBusy?: boolean
  isDisabled?: boolean
  isWide?: boolean
  id?: string
  onClick?: (() => void) | undefined
}

export const Button = ({
  children,
  kind = 'main',
  type = 'button',
  isBusy = false,
  isDisabled = false,
  isWide = false,
  id,
  onClick,
}: Props) => {
  const words = useWords(sharedWords)
  return (
    <button
      id={id}
      type={type}
      class={`button ${kind}${isWide ? ' wide' : ''}`}
      disabled={isDisabled}
      aria-busy={isBusy}
      onClick={event => {
        if (isBusy) event.preventDefault()
        else onClick?.()
      }}
    >
      <span class="label">{children}</span>
      {isBusy && (
        <span class="spinner" role="status">
          <span class="unseen">{words.busy}</span>
        </span>
      )}
    </button>
  )
}
