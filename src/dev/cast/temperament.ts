import type { SeededRandom } from '../../lib/random.ts'

export const temperaments = [
  'friendly',
  'slow',
  'haggler',
  'ghost',
  'late-canceller',
  'racer',
  'harsh',
] as const
export type Temperament = (typeof temperaments)[number]

export const isTemperament = (text: string): text is Temperament => temperaments.some(one => one === text)

/** Somebody's way of dealing with a gig. */
export interface Character {
  /** Every wait takes this many times as long as a friendly person's. */
  pace: number
  /** Takes a gig and is never heard of again. */
  isSilent: boolean
  /** Asks for a better price before anything begins, and gives in. */
  haggles: boolean
  /** Calls the gig off when it is nearly done. */
  cancelsLate: boolean
  /** Takes a gig the moment it is seen, also one that another simulated person has posted. */
  races: boolean
  /** Stars in a review, the least and the most. */
  stars: readonly [number, number]
}

const friendly: Character = {
  pace: 1,
  isSilent: false,
  haggles: false,
  cancelsLate: false,
  races: false,
  stars: [5, 5],
}

export const characters: Record<Temperament, Character> = {
  friendly,
  slow: { ...friendly, pace: 10 },
  haggler: { ...friendly, haggles: true, stars: [4, 4] },
  ghost: { ...friendly, isSilent: true },
  'late-canceller': { ...friendly, cancelsLate: true },
  racer: { ...friendly, races: true },
  harsh: { ...friendly, stars: [1, 2] },
}

/** Of whom a mixed cast is made: most people are friendly. */
const mixture: readonly Temperament[] = ['friendly', 'friendly', 'friendly', ...temperaments]

export const drawTemperament = (wished: Temperament | 'mixed', random: SeededRandom): Temperament =>
  wished === 'mixed' ? random.pick(mixture) : wished
