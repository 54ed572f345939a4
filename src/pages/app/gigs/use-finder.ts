import { useCallback, useState } from 'preact/hooks'
import type { MapView, Place } from '../../map/place.ts'
import type { Phone } from '../phone.ts'
import { type Filters, noFilters } from './search.ts'

interface Start {
  center: Place
  zoom: number
}

/** Bangkok, where the example data is. */
const firstStart: Start = { center: { latitude: 13.7563, longitude: 100.5018 }, zoom: 13 }

/** Until the page is left. */
let lastFilters = noFilters

/** The first place where the text cannot be read. */
export const readStart = (text: string | null): Start => {
  try {
    const { latitude, longitude, zoom } = JSON.parse(text ?? 'null')
    const isGood =
      Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && Number.isFinite(zoom) && zoom >= 3
    return isGood ? { center: { latitude, longitude }, zoom } : firstStart
  } catch {
    return firstStart
  }
}

/** Kept for other screens; the place also for the next visit. */
export const useFinder = ({ storage, prefix }: Phone) => {
  const name = `${prefix}map`
  const [start] = useState(() => readStart(storage.getItem(name)))
  const [filters, setFilters] = useState(lastFilters)
  const change = useCallback((changed: Filters) => {
    lastFilters = changed
    setFilters(changed)
  }, [])
  const keepView = useCallback(
    ({ center, zoom }: MapView) => storage.setItem(name, JSON.stringify({ ...center, zoom })),
    [storage, name],
  )
  return { start, filters, setFilters: change, keepView }
}
