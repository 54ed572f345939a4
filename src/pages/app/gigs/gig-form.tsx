import { useState } from 'preact/hooks'
import { Button } from '../../shared/button.tsx'
import { ErrorNote, fieldErrorOf } from '../../shared/error-note.tsx'
import { Field, noteIdOf } from '../../shared/field.tsx'
import { useWords } from '../../shared/language.tsx'
import { useAction } from '../../shared/loading.ts'
import { submitForm } from '../../shared/submit-form.ts'
import type { Draft } from './draft.ts'
import { PicturesField } from './pictures-field.tsx'
import { PlaceField } from './place-field.tsx'
import { formWords } from './words.ts'

interface Props {
  start: Draft
  submit: string
  onSubmit(draft: Draft): Promise<unknown>
}

/** The server's sentence about a field stands below it. */
export const GigForm = ({ start, submit, onSubmit }: Props) => {
  const words = useWords(formWords)
  const action = useAction()
  const [draft, setDraft] = useState(start)
  const [sent, setSent] = useState(start)
  const [isUploading, setUploading] = useState(false)
  const set = (change: Partial<Draft>) => setDraft(before => ({ ...before, ...change }))
  /** What is wrong with a field, until it is changed. */
  const errorOf = (field: string, part: keyof Draft) =>
    sent[part] === draft[part] ? fieldErrorOf(action.error, field) : ''
  return (
    <form
      class="page form"
      noValidate
      onSubmit={event => {
        event.preventDefault()
        setSent(draft)
        void submitForm(event.currentTarget, () => action.run(() => onSubmit(draft)))
      }}
    >
      <Field id="title" label={words.title} error={errorOf('title', 'title')}>
        <input
          id="title"
          type="text"
          aria-describedby={noteIdOf('title')}
          value={draft.title}
          onInput={event => set({ title: event.currentTarget.value })}
        />
      </Field>
      <Field id="description" label={words.description} error={errorOf('description', 'description')}>
        <textarea
          id="description"
          rows={4}
          aria-describedby={noteIdOf('description')}
          value={draft.description}
          onInput={event => set({ description: event.currentTarget.value })}
        />
      </Field>
      <PicturesField
        pictures={draft.pictures}
        error={errorOf('image_urls', 'pictures')}
        onChange={change => setDraft(before => ({ ...before, pictures: change(before.pictures) }))}
        onBusy={setUploading}
      />
      <PlaceField
        place={draft.place}
        error={errorOf('latitude', 'place') || errorOf('longitude', 'place')}
        onChange={place => set({ place })}
      />
      <Field id="address" label={words.address} error={errorOf('address_text', 'address')}>
        <input
          id="address"
          type="text"
          autocomplete="street-address"
          aria-describedby={noteIdOf('address')}
          value={draft.address}
          onInput={event => set({ address: event.currentTarget.value })}
        />
      </Field>
      <Numbers draft={draft} set={set} errorOf={errorOf} />
      <ErrorNote error={action.error} hasFields />
      <Button type="submit" isWide isBusy={action.isBusy} isDisabled={isUploading}>
        {submit}
      </Button>
    </form>
  )
}

interface NumbersProps {
  draft: Draft
  set(change: Partial<Draft>): void
  errorOf(field: string, part: keyof Draft): string
}

const Numbers = ({ draft, set, errorOf }: NumbersProps) => {
  const words = useWords(formWords)
  return (
    <div class="side-by-side">
      <Field
        id="starts-at"
        label={words.startsAt}
        hint={words.startsAtHint}
        error={errorOf('starts_at', 'startsAt')}
      >
        <input
          id="starts-at"
          type="datetime-local"
          aria-describedby={noteIdOf('starts-at')}
          value={draft.startsAt}
          onInput={event => set({ startsAt: event.currentTarget.value })}
        />
      </Field>
      <Field id="hours" label={words.hours} error={errorOf('duration_hours', 'hours')}>
        <input
          id="hours"
          type="number"
          inputMode="numeric"
          min="1"
          aria-describedby={noteIdOf('hours')}
          value={draft.hours}
          onInput={event => set({ hours: event.currentTarget.value })}
        />
      </Field>
      <Field id="budget" label={words.budget} hint={words.budgetHint} error={errorOf('budget', 'budget')}>
        <input
          id="budget"
          type="number"
          inputMode="decimal"
          min="0"
          step="any"
          aria-describedby={noteIdOf('budget')}
          value={draft.budget}
          onInput={event => set({ budget: event.currentTarget.value })}
        />
      </Field>
    </div>
  )
}
