import { type SeededRandom, seededRandom } from '../../src/lib/random.ts'

/**
 * Draws at one place of every range: 0 is the least and the first, 1 the greatest and the last, and what has a
 * chance happens only at 0. Bytes differ, so that ids do.
 */
export const drawingAt = (place: number): SeededRandom => ({
  whole: (min, max) => Math.round(min + place * (max - min)),
  between: (min, max) => min + place * (max - min),
  pick: choices => {
    const choice = choices[Math.round(place * (choices.length - 1))]
    if (choice === undefined) throw new RangeError('There is nothing to pick from.')
    return choice
  },
  chance: share => place < share,
  bytes: seededRandom(1).bytes,
})
