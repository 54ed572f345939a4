import type { Client, Gig, GigEvent, GigOrder } from '../../../client/index.ts'
import type { Place } from '../../map/place.ts'

export interface Filters {
  text: string
  radiusKm: number
  /** Digits, or empty for no bound. */
  minBudget: string
  maxBudget: string
  order: GigOrder
}

export const radii = [1, 2, 5, 10, 25, 50, 100] as const

export const noFilters: Filters = { text: '', radiusKm: 10, minBudget: '', maxBudget: '', order: 'distance' }

type Search = Parameters<Client['searchGigs']>[0]

const minTextLength = 3

export const isTooShort = (text: string): boolean => {
  const length = [...text.trim()].length
  return length > 0 && length < minTextLength
}

const boundOf = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text))

/** For open gigs. */
export const searchOf = (filters: Filters, { latitude, longitude }: Place): Search => {
  const text = filters.text.trim()
  return {
    latitude,
    longitude,
    radius: filters.radiusKm,
    status: 'PENDING',
    min_budget: boundOf(filters.minBudget),
    max_budget: boundOf(filters.maxBudget),
    q: text === '' || isTooShort(text) ? undefined : text,
    sort: filters.order,
  }
}

/** Some gigs of the map are not meant. */
export const narrows = (filters: Filters): boolean =>
  (filters.text.trim() !== '' && !isTooShort(filters.text)) ||
  filters.minBudget.trim() !== '' ||
  filters.maxBudget.trim() !== ''

/** How many differ from the defaults. */
export const countFilters = ({ radiusKm, minBudget, maxBudget, order }: Filters): number =>
  [
    radiusKm !== noFilters.radiusKm,
    minBudget.trim() !== '',
    maxBudget.trim() !== '',
    order !== noFilters.order,
  ].filter(Boolean).length

/** An event knows neither distances nor what only the two people see. An older version changes nothing. */
export const changedBy = (gigs: readonly Gig[], event: GigEvent): readonly Gig[] => {
  if (event.type === 'gig_gone') return gigs
  const { gig } = event.data
  return gigs.map(known => {
    if (known.id !== gig.id || known.updated_at >= gig.updated_at) return known
    const { distance_km, room_id, payment_status } = known
    return { ...gig, distance_km, room_id, payment_status }
  })
}
