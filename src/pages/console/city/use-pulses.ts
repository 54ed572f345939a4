import { useEffect, useRef, useState } from 'preact/hooks'
import type { DevCity } from '../controls.ts'
import { useWorld } from '../world-context.tsx'
import { changedBetween } from './city-marks.ts'

type Pulses = ReadonlyMap<string, number>

const withMore = (pulses: Pulses, ids: readonly string[]): Pulses => {
  const more = new Map(pulses)
  for (const id of ids) more.set(id, (more.get(id) ?? 0) + 1)
  return more
}

export const usePulses = (city: DevCity | null): Pulses => {
  const { log, world } = useWorld()
  const [pulses, setPulses] = useState<Pulses>(new Map())
  const before = useRef(city)
  useEffect(() => {
    const changed = before.current && city ? changedBetween(before.current, city) : []
    before.current = city
    if (changed.length > 0) setPulses(known => withMore(known, changed))
  }, [city])
  useEffect(
    () =>
      log.onEntry(entry => {
        const { user_id, ms, method } = entry
        const isDone = entry.world === world && user_id !== null && ms !== null && method !== 'GET'
        if (isDone && user_id) setPulses(known => withMore(known, [user_id]))
      }),
    [log, world],
  )
  return pulses
}
