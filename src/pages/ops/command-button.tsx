import { useState } from 'preact/hooks'
import { Button } from '../shared/button.tsx'
import type { Commands } from './api.ts'
import { type Command, CommandDialog } from './command-dialog.tsx'
import { useDesk } from './desk.ts'

interface Props<Name extends keyof Commands> extends Command<Name> {
  /** Where it differs from the title of the dialog. */
  label?: string
  onDone(answer: Commands[Name]['answer']): void
}

/** Viewers do not see it. */
export const CommandButton = <Name extends keyof Commands>({ label, onDone, ...command }: Props<Name>) => {
  const { operator } = useDesk()
  const [isOpen, setIsOpen] = useState(false)
  if (operator.role !== 'operator') return null
  return (
    <>
      <Button kind={command.kind === 'danger' ? 'danger' : 'quiet'} onClick={() => setIsOpen(true)}>
        {label ?? command.title}
      </Button>
      {isOpen && <CommandDialog command={command} onClose={() => setIsOpen(false)} onDone={onDone} />}
    </>
  )
}
