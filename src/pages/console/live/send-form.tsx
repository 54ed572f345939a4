import { useState } from 'preact/hooks'
import { ErrorNote } from '../../shared/error-note.tsx'
import { useWords } from '../../shared/language.tsx'
import { useAction } from '../../shared/loading.ts'
import type { DevLogEntry } from '../controls.ts'
import { PersonOptions } from '../person-options.tsx'
import { addressOf, bodyOf, ownHeaders } from './as-code.ts'
import { type Draft, sendDraft } from './send-draft.ts'
import { liveWords } from './words.ts'

interface Props {
  entry: DevLogEntry
  isOpen: boolean
}

const draftOf = (entry: DevLogEntry): Draft => ({
  world: entry.world,
  userId: entry.user_id ?? '',
  method: entry.method ?? 'GET',
  address: addressOf(entry),
  headers: ownHeaders(entry)
    .filter(([name]) => !/^(authorization|x-world|idempotency-key)$/.test(name))
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n'),
  body: bodyOf(entry) ?? '',
})

/** With a token of the same user. */
export const SendForm = ({ entry, isOpen }: Props) => {
  const words = useWords(liveWords)
  const [draft, setDraft] = useState(() => draftOf(entry))
  const [status, setStatus] = useState<number | null>(null)
  const action = useAction()
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part })
  const send = () => void action.run(async () => setStatus(await sendDraft(draft)))
  const hasMask = `${draft.body}${draft.address}${draft.headers}`.includes('***')
  return (
    <form
      class="send"
      onSubmit={event => {
        event.preventDefault()
        send()
      }}
    >
      {isOpen && <DraftFields draft={draft} onChange={change} />}
      {hasMask && <p class="quiet">{words.maskedHint}</p>}
      <div class="actions">
        <button type="submit" class="small main" aria-busy={action.isBusy}>
          {isOpen ? words.send : words.sendAgain}
        </button>
        {status !== null && <span role="status">{words.answered(status)}</span>}
      </div>
      <ErrorNote error={action.error} />
    </form>
  )
}

interface FieldsProps {
  draft: Draft
  onChange(part: Partial<Draft>): void
}

const DraftFields = ({ draft, onChange }: FieldsProps) => {
  const words = useWords(liveWords)
  return (
    <>
      <div class="actions">
        <label>
          <span class="unseen">{words.method}</span>
          <select value={draft.method} onChange={event => onChange({ method: event.currentTarget.value })}>
            {['GET', 'POST', 'PUT', 'DELETE'].map(method => (
              <option key={method}>{method}</option>
            ))}
          </select>
        </label>
        <label class="grow">
          <span class="unseen">{words.path}</span>
          <input
            class="mono"
            value={draft.address}
            required
            pattern="/.*"
            onInput={event => onChange({ address: event.currentTarget.value })}
          />
        </label>
      </div>
      <label>
        {words.as}{' '}
        <select value={draft.userId} onChange={event => onChange({ userId: event.currentTarget.value })}>
          <option value="">{words.nobody}</option>
          <PersonOptions chosen={draft.userId} />
        </select>
      </label>
      <label class="stacked">
        {words.headersHint}
        <textarea
          class="mono"
          rows={2}
          value={draft.headers}
          onInput={event => onChange({ headers: event.currentTarget.value })}
        />
      </label>
      {draft.method !== 'GET' && (
        <label class="stacked">
          {words.body}
          <textarea
            class="mono"
            rows={5}
            value={draft.body}
            onInput={event => onChange({ body: event.currentTarget.value })}
          />
        </label>
      )}
    </>
  )
}
