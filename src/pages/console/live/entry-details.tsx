import { useEffect, useRef, useState } from 'preact/hooks'
import { useWords } from '../../shared/language.tsx'
import { serverUrl } from '../call-control.ts'
import type { DevLogEntry } from '../controls.ts'
import { CopyButton } from '../copy-button.tsx'
import { asCurl, asFetch } from './as-code.ts'
import { BodyText, HeaderList } from './entry-parts.tsx'
import { outcomeOf, titleOf, toneOf } from './entry-text.ts'
import { FailNext } from './fail-next.tsx'
import { SendForm } from './send-form.tsx'
import { liveWords } from './words.ts'

interface Props {
  entry: DevLogEntry
  onClose(): void
}

export const EntryDetails = ({ entry, onClose }: Props) => {
  const words = useWords(liveWords)
  const [isEditing, setEditing] = useState(false)
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => title.current?.focus(), [])
  const isRequest = entry.kind === 'request' && entry.status !== 101
  return (
    <aside
      class="panel details"
      aria-label={words.entry(titleOf(entry))}
      onKeyDown={event => event.key === 'Escape' && onClose()}
    >
      <div class="details-top">
        <h2 ref={title} tabIndex={-1}>
          {titleOf(entry)}
        </h2>
        <span class={`outcome ${toneOf(entry)}`}>{outcomeOf(entry, words)}</span>
        <button type="button" class="small" onClick={onClose}>
          {words.close}
        </button>
      </div>
      {entry.query !== '' && <p class="mono quiet">?{entry.query}</p>}
      {entry.hint && (
        <p class="hint" lang="en">
          {entry.hint}
        </p>
      )}
      {isRequest && (
        <div class="actions">
          <CopyButton label={words.curl} text={() => asCurl(entry, serverUrl)} />
          <CopyButton label={words.fetch} text={() => asFetch(entry, serverUrl)} />
          <button
            type="button"
            class="small"
            aria-expanded={isEditing}
            onClick={() => setEditing(!isEditing)}
          >
            {words.edit}
          </button>
        </div>
      )}
      {isRequest && <SendForm entry={entry} isOpen={isEditing} />}
      {isRequest && <FailNext entry={entry} />}
      <HeaderList title={words.headers} headers={entry.request_headers} />
      <BodyText title={words.body} text={entry.request_body} />
      <HeaderList title={words.responseHeaders} headers={entry.response_headers} />
      <BodyText title={words.responseBody} text={entry.response_body} />
    </aside>
  )
}
