import type { Box, GigMap, GigStatus } from '../../client/index.ts'
import type { Place } from './place.ts'

export interface MapPin extends Place {
  id: string
  title: string
  text: string
  /** PENDING unless it is given. */
  status?: GigStatus
}

export interface MapCluster extends Place {
  count: number
}

export type PersonState = 'working' | 'engaged' | 'asking' | 'available' | 'away'

export interface MapPerson extends Place {
  id: string
  name: string
  state: PersonState
}

export const readGigMap = (
  { features }: GigMap,
  textOf: (budget: number) => string = shortMoney,
): { pins: MapPin[]; clusters: MapCluster[] } => {
  const pins: MapPin[] = []
  const clusters: MapCluster[] = []
  for (const { geometry, properties } of features) {
    const [longitude = 0, latitude = 0] = geometry.coordinates
    const { gig_id, title, budget, count } = properties
    if (gig_id === null) clusters.push({ latitude, longitude, count })
    else pins.push({ latitude, longitude, id: gig_id, title: title ?? '', text: textOf(budget ?? 0) })
  }
  return { pins, clusters }
}

export const bboxOf = ({ west, south, east, north }: Box): string => [west, south, east, north].join(',')

/** ฿450, ฿1,450, ฿12k, ฿1.2M. */
export const shortMoney = (baht: number): string => {
  if (baht < 9_999.5) return `฿${Math.round(baht).toLocaleString('en')}`
  return `฿${shortCount(baht)}`
}

/** 87, 1.2k, 14k. */
export const shortCount = (count: number): string => {
  if (count < 1000) return String(count)
  return count < 999_500 ? `${shortened(count / 1000)}k` : `${shortened(count / 1_000_000)}M`
}

const shortened = (value: number): string =>
  value < 9.95 ? value.toFixed(1).replace('.0', '') : String(Math.round(value))
