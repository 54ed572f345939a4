import type { SeededRandom } from '../../lib/random.ts'
import { toTimestamp } from '../../lib/timestamp.ts'

/** Milliseconds since 1970, plausible in local solar time. */

export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const dayMs = 24 * hourMs

export interface Calendar {
  asOfMs: number
  /** Between 07:00 and 22:00, at most `days` days before `latestMs`. */
  dayTimeBefore(random: SeededRandom, latestMs: number, days: number): number
  /** A full or half hour between 07:00 and 18:00, `day` days from the present; the past is negative. */
  appointmentOn(random: SeededRandom, day: number): number
  clockTime(ms: number): string
}

/** @param longitude 15 degrees are one hour, which is the legal time zone in Thailand */
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
