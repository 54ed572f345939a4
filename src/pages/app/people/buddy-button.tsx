import { useState } from 'preact/hooks'
import type { Buddy } from '../../../client/index.ts'
import { Button } from '../../shared/button.tsx'
import { ErrorNote, fieldErrorOf } from '../../shared/error-note.tsx'
import { Field, noteIdOf } from '../../shared/field.tsx'
import { useWords } from '../../shared/language.tsx'
import { useAction, useLoaded } from '../../shared/loading.ts'
import { useSession } from '../session-context.ts'
import { findBuddy } from './find-buddy.ts'
import { peopleWords } from './words.ts'

/** For a buddy, the note and how to remove them. */
export const BuddyButton = ({ userId }: { userId: string }) => {
  const words = useWords(peopleWords)
  const { client } = useSession()
  const { value, error, reload } = useLoaded(`buddy ${userId}`, async signal => ({
    buddy: await findBuddy(client, userId, signal),
  }))
  const action = useAction()
  const change = async (work: () => Promise<unknown>) => {
    if (await action.run(work)) reload()
  }
  if (error) return <ErrorNote error={error} onRetry={reload} />
  if (!value) return null
  const { buddy } = value
  return (
    <section class="card form">
      {buddy ? (
        <>
          <BuddyNotes buddy={buddy} onChange={reload} />
          <Button
            kind="danger"
            isBusy={action.isBusy}
            onClick={() => void change(() => client.removeBuddy({ buddy_id: buddy.id }))}
          >
            {words.removeBuddy}
          </Button>
        </>
      ) : (
        <Button
          kind="quiet"
          isBusy={action.isBusy}
          onClick={() => void change(() => client.addBuddy({ buddy_user_id: userId }))}
        >
          {words.addBuddy}
        </Button>
      )}
      <ErrorNote error={action.error} />
    </section>
  )
}

const BuddyNotes = ({ buddy, onChange }: { buddy: Buddy; onChange(): void }) => {
  const words = useWords(peopleWords)
  const { client } = useSession()
  const action = useAction()
  const [notes, setNotes] = useState(buddy.notes ?? '')
  const save = async () => {
    if (await action.run(() => client.updateBuddyNotes({ buddy_id: buddy.id, notes: notes.trim() || null })))
      onChange()
  }
  return (
    <form
      class="form"
      onSubmit={event => {
        event.preventDefault()
        void save()
      }}
    >
      <Field
        id="notes"
        label={words.notes}
        hint={words.notesHint}
        error={fieldErrorOf(action.error, 'notes')}
      >
        <textarea
          id="notes"
          rows={2}
          maxLength={500}
          aria-describedby={noteIdOf('notes')}
          value={notes}
          onInput={event => setNotes(event.currentTarget.value)}
        />
      </Field>
      <ErrorNote error={action.error} hasFields />
      {notes.trim() !== (buddy.notes ?? '') && (
        <Button type="submit" isBusy={action.isBusy}>
          {words.saveNotes}
        </Button>
      )}
    </form>
  )
}
