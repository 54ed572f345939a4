import { useEffect, useRef, useState } from 'preact/hooks'
import { useWords } from '../../shared/language.tsx'
import { useWorld } from '../world-context.tsx'
import { EntryDetails } from './entry-details.tsx'
import { EntryTable, entryIdOf } from './entry-table.tsx'
import { selectEntries, type ViewName } from './entry-text.ts'
import { LiveBar } from './live-bar.tsx'
import { TrafficCurves } from './traffic-curves.tsx'
import { useEntries } from './use-entries.ts'
import { liveWords } from './words.ts'

const shownAtFirst = 100

/** Every request and frame as it happens, and everything about the one that is open. */
export const LiveRoom = ({ isShown }: { isShown: boolean }) => {
  const words = useWords(liveWords)
  const { log, nameOf } = useWorld()
  const [view, setView] = useState<ViewName>('all')
  const [text, setText] = useState('')
  const [isPaused, setPaused] = useState(false)
  const [limit, setLimit] = useState(shownAtFirst)
  const [openId, setOpenId] = useState<number | null>(null)
  const close = useReturningFocus(openId, () => setOpenId(null))
  const entries = useEntries(log, isPaused || !isShown)
  const selected = isShown ? selectEntries(entries, view, text, nameOf) : []
  const open = entries.find(({ id }) => id === openId) ?? null
  return (
    <div class={open ? 'live with-details' : 'live'}>
      <div class="live-list">
        <LiveBar
          view={view}
          text={text}
          isPaused={isPaused}
          count={words.count(selected.length, entries.length)}
          onView={setView}
          onText={setText}
          onPause={() => setPaused(!isPaused)}
          onClear={() => log.clear()}
        />
        {isShown && <TrafficCurves />}
        {selected.length === 0 ? (
          <p class="empty">{entries.length === 0 ? words.empty : words.nothingFound}</p>
        ) : (
          <EntryTable entries={selected.slice(0, limit)} openId={openId} onOpen={setOpenId} />
        )}
        {selected.length > limit && (
          <button type="button" class="small" onClick={() => setLimit(limit + shownAtFirst)}>
            {words.more}
          </button>
        )}
      </div>
      {open && <EntryDetails key={open.id} entry={open} onClose={close} />}
    </div>
  )
}

/** @returns what closes the entry that is open, and puts the focus back on its row */
const useReturningFocus = (openId: number | null, onClose: () => void): (() => void) => {
  const closedId = useRef<number | null>(null)
  useEffect(() => {
    if (openId === null && closedId.current !== null)
      document.getElementById(entryIdOf(closedId.current))?.focus()
    closedId.current = null
  }, [openId])
  return () => {
    closedId.current = openId
    onClose()
  }
}
