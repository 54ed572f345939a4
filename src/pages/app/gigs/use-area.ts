import { useEffect, useRef, useState } from 'preact/hooks'
import type { Box, Client, GigEvent } from '../../../client/index.ts'
import { holds, watchedAreaOf } from './area.ts'

interface Listener {
  event(event: GigEvent): void
  /** What was loaded before may be out of date. */
  opened(): void
}

/** One socket serves as long as the map stays within the watched area. */
export const useArea = (client: Client, view: Box | null, listener: Listener): void => {
  const latest = useRef(listener)
  latest.current = listener
  const [area, setArea] = useState<Box | null>(null)
  useEffect(() => {
    if (view) setArea(watched => (watched && holds(watched, view) ? watched : watchedAreaOf(view)))
  }, [view])
  useEffect(() => {
    if (!area) return
    const subscription = client.subscribe.map(area, update => {
      if (update.type !== 'connection') latest.current.event(update)
      else if (update.data.state === 'open') latest.current.opened()
    })
    return () => subscription.close()
  }, [client, area])
}
