import { useWords } from '../../shared/language.tsx'
import { useWorld } from '../world-context.tsx'
import { outcomeOf, titleOf, toneOf } from './entry-text.ts'
import { useEntries } from './use-entries.ts'
import { liveWords } from './words.ts'

const shownEntries = 40

/** Frames and reads of pictures would push requests out of sight. */
export const SideLog = () => {
  const words = useWords(liveWords)
  const { log, nameOf } = useWorld()
  const entries = useEntries(log, false)
    .filter(({ kind, path }) => kind === 'request' && !path.startsWith('/api/upload/'))
    .slice(-shownEntries)
    .reverse()
  return (
    <aside class="side" aria-label={words.sideTitle}>
      <h2>
        <a href="#/live">{words.sideTitle}</a>
      </h2>
      {entries.length === 0 && <p class="quiet">{words.empty}</p>}
      <ol>
        {entries.map(entry => (
          <li key={entry.id}>
            <span class="title" title={titleOf(entry)}>
              {titleOf(entry)}
            </span>
            <span class={`outcome ${toneOf(entry)}`}>{outcomeOf(entry, words)}</span>
            <span class="quiet who">{nameOf(entry.user_id)}</span>
          </li>
        ))}
      </ol>
    </aside>
  )
}
