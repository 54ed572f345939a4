import type { SeededRandom } from '../../lib/random.ts'
import { toTimestamp } from '../../lib/timestamp.ts'

/** Times at which people do things, by the sun of where they live. All are milliseconds since 1970. */

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

export interface Calendar {
  /** The present of the world: a whole hour. */
  asOfMs: number
  /** A moment between seven in the morning and ten in the evening, at most so many days before another. */
  dayTimeBefore(random: SeededRandom, latestMs: number, days: number): number
  /** A full or half hour between seven and six, so many days from today; a past day is negative. */
  appointmentOn(random: SeededRandom, day: number): number
  /** As on a clock there, `14:30`. */
  clockTime(ms: number): string
}

/** @param longitude in degrees: a zone of the sun is 15 of them wide; in Thailand it is the legal one. */
export const createCalendar = (asOfMs: number, longitude: number): Calendar => {
  const offsetMs = Math.round(longitude / 15) * hourMs
  const midnightOf = (ms: number) => Math.floor((ms + offsetMs) / dayMs) * dayMs - offsetMs
  return {
    asOfMs,
    dayTimeBefore: (random, latestMs, days) => {
      const midnight = midnightOf(latestMs) - random.whole(0, days - 1) * dayMs
      const atMs = Math.round(midnight + random.between(7, 22) * hourMs)
      return atMs > latestMs ? atMs - dayMs : atMs
    },
    appointmentOn: (random, day) => midnightOf(asOfMs) + day * dayMs + random.whole(14, 36) * (hourMs / 2),
    clockTime: ms => toTimestamp(ms + offsetMs).slice(11, 16),
  }
}
