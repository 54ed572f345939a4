import { useEffect, useRef, useState } from 'preact/hooks'
import { useWords } from '../../shared/language.tsx'
import type { DevLogEntry } from '../controls.ts'
import { useWorld } from '../world-context.tsx'
import { EntryDetails } from './entry-details.tsx'
import { EntryTable, entryIdOf } from './entry-table.tsx'
import { selectEntries, type ViewName } from './entry-text.ts'
import { LiveBar } from './live-bar.tsx'
import { TrafficCurves } from './traffic-curves.tsx'
import { useEntries } from './use-entries.ts'
import { liveWords } from './words.ts'

const shownAtFirst = 100

export const LiveRoom = ({ isShown }: { isShown: boolean }) => {
  const words = useWords(liveWords)
  const { log, nameOf } = useWorld()
  const [view, setView] = useState<ViewName>('all')
  const [text, setText] = useState('')
  const [isPaused, setPaused] = useState(false)
  const [limit, setLimit] = useState(shownAtFirst)
  const [openId, setOpenId] = useState<number | null>(null)
  const [focusedId, setFocusedId] = useState<number | null>(null)
  const close = useReturningFocus(openId, () => setOpenId(null))
  const entries = useEntries(log, isPaused || !isShown)
  const selected = isShown ? selectEntries(entries, view, text, nameOf) : []
  const open = useOpenEntry(entries, openId)
  // Newer entries push the row with the focus down; without its row the focus would be lost.
  const shown = Math.max(limit, 1 + selected.findIndex(({ id }) => id === focusedId))
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
          <EntryTable
            entries={selected.slice(0, shown)}
            openId={openId}
            onOpen={setOpenId}
            onFocus={setFocusedId}
          />
        )}
        {selected.length > shown && (
          <button type="button" class="small" onClick={() => setLimit(shown + shownAtFirst)}>
            {words.more}
          </button>
        )}
      </div>
      {open && <EntryDetails key={open.id} entry={open} onClose={close} />}
    </div>
  )
}

/** Somebody may read or edit an entry that the log keeps no more. */
const useOpenEntry = (entries: readonly DevLogEntry[], openId: number | null): DevLogEntry | null => {
  const last = useRef<DevLogEntry | null>(null)
  last.current = entries.find(({ id }) => id === openId) ?? last.current
  return last.current?.id === openId ? last.current : null
}

/** @returns what closes the entry and puts the focus back on its row */
const useReturningFocus = (openId: number | null, onClose: () => void): (() => void) => {
  const closedId = useRef<number | null>(null)
  useEffect(() => {
    if (openId === null && closedId.current !== null) {
      const row = document.getElementById(entryIdOf(closedId.current))
      ;(row ?? document.getElementById('filter'))?.focus()
    }
    closedId.current = null
  }, [openId])
  return () => {
    closedId.current = openId
    onClose()
  }
}
