import { useEffect, useRef, useState } from 'preact/hooks'
import type { Box, Client, GigEvent } from '../../../client/index.ts'
import { bboxOf, type MapCluster, type MapPin, readGigMap, shortMoney } from '../../map/marks.ts'
import { useLoaded } from '../../shared/loading.ts'
import { pinsAfter } from './area.ts'

interface MapPins {
  pins: readonly MapPin[]
  clusters: readonly MapCluster[]
  /** Counts what happened to each gig. */
  pulses: ReadonlyMap<string, number>
  error: unknown
  apply(event: GigEvent): void
  reload(): void
}

/** The server counts clusters, so they are asked for again this often. */
const clusterPauseMs = 5000

const nothing = { pins: [], clusters: [] }

export const useMapPins = (client: Client, box: Box | null): MapPins => {
  const bbox = box ? bboxOf(box) : ''
  const loaded = useLoaded(
    `map ${bbox}`,
    async signal =>
      bbox === '' ? { pins: [], clusters: [] } : readGigMap(await client.getGigMap({ bbox }, { signal })),
    { keeps: true },
  )
  const [pulses, setPulses] = useState<ReadonlyMap<string, number>>(new Map())
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  useEffect(() => () => clearTimeout(timer.current ?? undefined), [])
  const { pins, clusters } = loaded.value ?? nothing
  const apply = (event: GigEvent) => {
    if (event.type !== 'gig_gone') {
      const { id } = event.data.gig
      setPulses(before => new Map(before).set(id, (before.get(id) ?? 0) + 1))
    }
    if (clusters.length === 0) {
      loaded.set(before => ({ ...before, pins: [...pinsAfter(before.pins, event, shortMoney)] }))
      return
    }
    timer.current ??= setTimeout(() => {
      timer.current = null
      loaded.reload()
    }, clusterPauseMs)
  }
  return { pins, clusters, pulses, error: loaded.error, apply, reload: loaded.reload }
}
