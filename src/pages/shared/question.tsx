import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Button } from './button.tsx'
import { ErrorNote } from './error-note.tsx'
import { useAction } from './loading.ts'

interface Props {
  title: string
  children?: ComponentChildren
  yes: string
  no: string
  kind?: 'main' | 'danger'
  /** The question stays, with the error, when it rejects. */
  onYes(): Promise<unknown>
  onClose(): void
}

/** The browser's own dialog holds the focus and closes at Escape. */
export const Question = ({ title, children, yes, no, kind = 'danger', onYes, onClose }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const action = useAction()
  useEffect(() => dialog.current?.showModal(), [])
  const answer = async () => {
    if (await action.run(onYes)) onClose()
  }
  return (
    <dialog ref={dialog} class="question" aria-labelledby="question-title" onClose={onClose}>
      <h2 id="question-title">{title}</h2>
      {children}
      <ErrorNote error={action.error} />
      <div class="buttons">
        <Button kind="quiet" onClick={() => dialog.current?.close()}>
          {no}
        </Button>
        <Button kind={kind} isBusy={action.isBusy} onClick={() => void answer()}>
          {yes}
        </Button>
      </div>
    </dialog>
  )
}
