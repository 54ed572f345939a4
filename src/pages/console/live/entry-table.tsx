import { useWords } from '../../shared/language.tsx'
import type { DevLogEntry } from '../controls.ts'
import { useWorld } from '../world-context.tsx'
import { outcomeOf, titleOf, toneOf } from './entry-text.ts'
import { liveWords } from './words.ts'

/** On the button that opens the entry. */
export const entryIdOf = (id: number): string => `entry-${id}`

interface Props {
  entries: readonly DevLogEntry[]
  openId: number | null
  onOpen(id: number): void
  onFocus(id: number): void
}

/** In a narrow list a row takes two lines. */
export const EntryTable = ({ entries, openId, onOpen, onFocus }: Props) => {
  const words = useWords(liveWords)
  const hasWorlds = entries.some(({ world }) => world !== '')
  return (
    <table class={hasWorlds ? 'entries with-worlds' : 'entries'}>
      <thead>
        <tr>
          <th scope="col">{words.time}</th>
          <th scope="col">{words.who}</th>
          <th scope="col">{words.request}</th>
          <th scope="col">{words.outcome}</th>
          <th scope="col" class="number">
            {words.ms}
          </th>
          <th scope="col">{words.note}</th>
          {hasWorlds && <th scope="col">{words.world}</th>}
        </tr>
      </thead>
      <tbody>
        {entries.map(entry => (
          <EntryRow
            key={entry.id}
            entry={entry}
            isOpen={entry.id === openId}
            hasWorlds={hasWorlds}
            onOpen={() => onOpen(entry.id)}
            onFocus={() => onFocus(entry.id)}
          />
        ))}
      </tbody>
    </table>
  )
}

interface RowProps {
  entry: DevLogEntry
  isOpen: boolean
  hasWorlds: boolean
  onOpen(): void
  onFocus(): void
}

const EntryRow = ({ entry, isOpen, hasWorlds, onOpen, onFocus }: RowProps) => {
  const words = useWords(liveWords)
  const { nameOf } = useWorld()
  const { at, ms, kind, hint, prefer, rule_id, world, user_id } = entry
  const note = [prefer, rule_id !== null && prefer === null ? words.rule : null, hint]
    .filter(Boolean)
    .join(' · ')
  return (
    <tr class={`${kind === 'request' ? 'request' : 'frame'}${isOpen ? ' open' : ''}`} onClick={onOpen}>
      <td class="time">
        <time dateTime={at}>{clockTime(at)}</time>
      </td>
      <td class="who">{nameOf(user_id)}</td>
      <td class="title">
        <button
          type="button"
          id={entryIdOf(entry.id)}
          aria-expanded={isOpen}
          title={titleOf(entry)}
          onClick={onOpen}
          onFocus={onFocus}
        >
          {titleOf(entry)}
        </button>
      </td>
      <td class={`outcome ${toneOf(entry)}`}>{outcomeOf(entry, words)}</td>
      <td class="number">
        {ms === null || kind === 'socket_closed' ? '' : ms < 10 ? ms.toFixed(1) : Math.round(ms)}
      </td>
      <td class="note" title={note} lang="en">
        {note}
      </td>
      {hasWorlds && <td class="world-name">{world}</td>}
    </tr>
  )
}

/** The same in every language. */
const clockTime = (at: string): string => new Date(at).toLocaleTimeString('en-GB')
