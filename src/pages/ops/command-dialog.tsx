import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Button } from '../shared/button.tsx'
import { ErrorNote, fieldErrorOf } from '../shared/error-note.tsx'
import { Field, noteIdOf } from '../shared/field.tsx'
import { useWords } from '../shared/language.tsx'
import { useAction } from '../shared/loading.ts'
import { type Commands, commandNeeds } from './api.ts'
import { useDesk } from './desk.ts'
import { textsOf } from './fields.tsx'
import { deskWords } from './words.ts'

export interface Command<Name extends keyof Commands> {
  name: Name
  /** As on a button. */
  title: string
  /** Those that no input asks for. */
  fields: Partial<Commands[Name]['input']>
  kind?: 'main' | 'danger'
  inputs?: ComponentChildren
}

interface Props<Name extends keyof Commands> {
  command: Command<Name>
  onClose(): void
  onDone(answer: Commands[Name]['answer']): void
}

/** The browser's own dialog holds the focus and closes at Escape. */
export const CommandDialog = <Name extends keyof Commands>({ command, onClose, onDone }: Props<Name>) => {
  const words = useWords(deskWords)
  const { client } = useDesk()
  const { needsReason, confirmsPassword } = commandNeeds[command.name]
  const dialog = useRef<HTMLDialogElement>(null)
  const action = useAction()
  useEffect(() => dialog.current?.showModal(), [])
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    const { reason = '', ...texts } = textsOf(event.currentTarget)
    const fields = { ...command.fields, ...texts, ...(reason.trim() !== '' && { reason }) }
    void action.run(async () => {
      onDone(await client.command(command.name, fields))
      dialog.current?.close()
    })
  }
  return (
    <dialog ref={dialog} class="question" aria-labelledby="command-title" onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <h2 id="command-title">{command.title}</h2>
        {command.inputs}
        <Field
          id="reason"
          label={words.reason}
          hint={words.reasonHint}
          error={fieldErrorOf(action.error, 'reason')}
        >
          <textarea
            id="reason"
            name="reason"
            rows={2}
            maxLength={500}
            required={needsReason}
            aria-describedby={noteIdOf('reason')}
          />
        </Field>
        {confirmsPassword && (
          <Field
            id="operator_password"
            label={words.yourPassword}
            error={fieldErrorOf(action.error, 'operator_password')}
          >
            <input
              id="operator_password"
              name="operator_password"
              type="password"
              required
              autocomplete="current-password"
              aria-describedby={noteIdOf('operator_password')}
            />
          </Field>
        )}
        <ErrorNote error={action.error} hasFields />
        <div class="buttons">
          <Button kind="quiet" onClick={() => dialog.current?.close()}>
            {words.cancel}
          </Button>
          <Button type="submit" kind={command.kind ?? 'main'} isBusy={action.isBusy}>
            {command.title}
          </Button>
        </div>
      </form>
    </dialog>
  )
}
