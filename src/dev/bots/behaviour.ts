import type { SeededRandom } from '../../lib/random.ts'

export const behaviours = [
  'friendly',
  'slow',
  'haggler',
  'ghost',
  'late-canceller',
  'racer',
  'harsh',
] as const
export type Behaviour = (typeof behaviours)[number]

export const isBehaviour = (text: string): text is Behaviour => behaviours.some(one => one === text)

export interface BehaviourTraits {
  waitFactor: number
  isSilent: boolean
  haggles: boolean
  cancelsLate: boolean
  races: boolean
  ratingRange: readonly [number, number]
}

const friendly: BehaviourTraits = {
  waitFactor: 1,
  isSilent: false,
  haggles: false,
  cancelsLate: false,
  races: false,
  ratingRange: [5, 5],
}

export const behaviourTraits: Record<Behaviour, BehaviourTraits> = {
  friendly,
  slow: { ...friendly, waitFactor: 10 },
  haggler: { ...friendly, haggles: true, ratingRange: [4, 4] },
  ghost: { ...friendly, isSilent: true },
  'late-canceller': { ...friendly, cancelsLate: true },
  racer: { ...friendly, races: true },
  harsh: { ...friendly, ratingRange: [1, 2] },
}

const mixture: readonly Behaviour[] = ['friendly', 'friendly', 'friendly', ...behaviours]

export const drawBehaviour = (choice: Behaviour | 'mixed', random: SeededRandom): Behaviour =>
  choice === 'mixed' ? random.pick(mixture) : choice
