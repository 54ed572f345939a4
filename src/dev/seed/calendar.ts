import type { SeededRandom } from '../../lib/random.ts'
import { toTimestamp } from '../../lib/timestamp.ts'

/** Plausible times of day for what people do, in local solar time. All times are milliseconds since 1970. */

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

export interface Calendar {
  /** The present of the example data: a whole hour. */
  asOfMs: number
  /** A random time between 07:00 and 22:00, before `latestMs` by at most `days` days. */
  dayTimeBefore(random: SeededRandom, latestMs: number, days: number): number
  /** A random full or half hour between 07:00 and 18:00, `day` days from the present; the past is negative. */
  appointmentOn(random: SeededRandom, day: number): number
  /** The local time, such as `14:30`. */
  clockTime(ms: number): string
}

/** @param longitude in degrees. 15 degrees are one hour; in Thailand this gives the legal time zone. */
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
