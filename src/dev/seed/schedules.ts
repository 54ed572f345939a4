import type { SeededRandom } from '../../lib/random.ts'
import { type Calendar, hourMs, minuteMs } from './calendar.ts'

/** No payment is PROCESSING, FAILED or CANCELLED, since clients can ask for those. */
export type GigOutcome =
  | 'open'
  | 'withdrawn'
  | 'accepted'
  | 'paid'
  | 'in progress'
  | 'cancelled'
  | 'unreleased'
  | 'done'

/** All times are in milliseconds since 1970. */
export interface Schedule {
  postedMs: number
  acceptedMs: number
  startsMs: number
  hours: number
}

/** Taken in turn, so small example data has all of them. Two thirds of the gigs are open. */
const outcomes: readonly GigOutcome[] = [
  ...(['open', 'open', 'done', 'open', 'paid', 'open', 'in progress', 'open', 'open', 'cancelled'] as const),
  ...(['open', 'open', 'done', 'open', 'accepted', 'open', 'withdrawn', 'open', 'open'] as const),
  'unreleased',
  ...(['open', 'open', 'accepted', 'open', 'done', 'open', 'open', 'done', 'open', 'open'] as const),
]

const roomOutcomes = outcomes.filter(outcome => outcome !== 'open' && outcome !== 'withdrawn')

const cycle = (choices: readonly GigOutcome[], index: number): GigOutcome =>
  choices[index % choices.length] ?? 'open'

export const outcomeOf = (index: number): GigOutcome => cycle(outcomes, index)

/** @param index of the room among those of one user, from 0 */
export const roomOutcomeOf = (index: number): GigOutcome => cycle(roomOutcomes, index)

const halfHourMs = 30 * minuteMs

/** Work that has started lies in the past, other work in the future. */
export const drawSchedule = (
  random: SeededRandom,
  calendar: Calendar,
  outcome: GigOutcome,
  [minHours, maxHours]: readonly [number, number],
): Schedule => {
  const hours = random.whole(minHours, maxHours)
  const startsMs = drawStart(random, calendar, outcome)
  const latestPostMs = Math.min(startsMs, calendar.asOfMs) - 3 * hourMs
  const postedMs = calendar.dayTimeBefore(random, latestPostMs, outcome === 'open' ? 6 : 3)
  const latestMs = Math.min(postedMs + 12 * hourMs, latestPostMs + hourMs)
  const acceptedMs = Math.round(random.between(postedMs + 5 * minuteMs, latestMs))
  return { hours, startsMs, postedMs, acceptedMs }
}

const pastOutcomes: readonly GigOutcome[] = ['done', 'unreleased', 'cancelled', 'withdrawn']

const drawStart = (random: SeededRandom, calendar: Calendar, outcome: GigOutcome): number => {
  if (outcome === 'in progress') return calendar.asOfMs - halfHourMs
  return pastOutcomes.includes(outcome)
    ? calendar.appointmentOn(random, -random.whole(2, 20))
    : calendar.appointmentOn(random, random.whole(1, 10))
}
