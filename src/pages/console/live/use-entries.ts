import { useEffect, useState } from 'preact/hooks'
import type { DevLogEntry } from '../controls.ts'
import type { LiveLog } from './live-log.ts'

/** Those of the moment since which it is paused. */
export const useEntries = (log: LiveLog, isPaused: boolean): readonly DevLogEntry[] => {
  const [entries, setEntries] = useState(log.entries)
  useEffect(() => {
    if (isPaused) return
    setEntries(log.entries)
    return log.onChange(() => setEntries(log.entries))
  }, [log, isPaused])
  return entries
}
