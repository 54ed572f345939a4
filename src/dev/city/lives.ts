import type { SeededRandom } from '../../lib/random.ts'
import { type Calendar, hourMs, minuteMs } from './calendar.ts'
import type { Schedule } from './gig.ts'

/** How far a gig has come, and what became of its money. */
export type Life =
  | 'open'
  | 'withdrawn'
  | 'accepted'
  | 'declined'
  | 'processing'
  | 'paid'
  | 'under way'
  | 'called off'
  | 'unreleased'
  | 'done'

/** The lives of gigs in turn, so that even a small world has all of them; two thirds of the gigs are open. */
const lives: readonly Life[] = [
  ...(['open', 'open', 'done', 'open', 'paid', 'open', 'under way', 'open', 'open', 'called off'] as const),
  ...([
    'open',
    'open',
    'done',
    'open',
    'declined',
    'open',
    'withdrawn',
    'open',
    'open',
    'unreleased',
  ] as const),
  ...(['open', 'open', 'accepted', 'open', 'done', 'open', 'open', 'done', 'open', 'open'] as const),
]

/** The lives of gigs whose two have a room, in turn. */
const sharedLives = lives.filter(life => life !== 'open' && life !== 'withdrawn')

const inTurn = (choices: readonly Life[], number: number): Life => choices[number % choices.length] ?? 'open'

/** @param number of the gig in the world, from 0 */
export const lifeOf = (number: number): Life => {
  // The first is for the two whose logins are printed, so that they have a room to talk in.
  if (number === 0) return 'under way'
  // The server takes such a payment up when it starts, so one is enough.
  if (number === 1) return 'processing'
  return inTurn(lives, number)
}

/** @param number of the room of a person, from 0 */
export const sharedLifeOf = (number: number): Life => inTurn(sharedLives, number)

const halfHourMs = 30 * minuteMs

/** When things happen in a life. What has begun lies in the past, what has not in the future. */
export const drawSchedule = (
  random: SeededRandom,
  calendar: Calendar,
  life: Life,
  [least, most]: readonly [number, number],
): Schedule => {
  const hours = random.whole(least, most)
  const startsMs = drawStart(random, calendar, life)
  const latestPostMs = Math.min(startsMs, calendar.asOfMs) - 3 * hourMs
  const postedMs = calendar.dayTimeBefore(random, latestPostMs, life === 'open' ? 6 : 3)
  const latestMs = Math.min(postedMs + 12 * hourMs, latestPostMs + hourMs)
  const acceptedMs = Math.round(random.between(postedMs + 5 * minuteMs, latestMs))
  return { hours, startsMs, postedMs, acceptedMs }
}

const drawStart = (random: SeededRandom, calendar: Calendar, life: Life): number => {
  if (life === 'under way') return calendar.asOfMs - halfHourMs
  if (life === 'done' || life === 'unreleased' || life === 'called off' || life === 'withdrawn')
    return calendar.appointmentOn(random, -random.whole(2, 20))
  return calendar.appointmentOn(random, random.whole(1, 10))
}

/** The reviews of a world in turn: of every grade, and most are content. */
const grades = [5, 4, 5, 3, 5, 2, 5, 4, 1, 5, 5, 4, 5, 5, 3, 5, 4, 5, 5, 4] as const

/** @param number of the review in the world, from 0 */
export const gradeOf = (number: number): 1 | 2 | 3 | 4 | 5 => grades[number % grades.length] ?? 5
