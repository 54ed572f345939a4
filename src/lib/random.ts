import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

export interface Random {
  bytes(length: number): Uint8Array<ArrayBuffer>
}

/** A call to the system for each id would take longer than the rest of the id. */
const drawnBytes = 4096

const createSystemRandom = (): Random => {
  let drawn = new Uint8Array(0)
  let used = 0
  return {
    bytes: length => {
      if (length > drawnBytes) return crypto.getRandomValues(new Uint8Array(length))
      if (used + length > drawn.length) {
        // Each block is new, because callers keep views of the old one.
        drawn = crypto.getRandomValues(new Uint8Array(drawnBytes))
        used = 0
      }
      used += length
      return drawn.subarray(used - length, used)
    },
  }
}

export const systemRandom: Random = createSystemRandom()

export interface SeededRandom extends Random {
  /** Both included. */
  whole(min: number, max: number): number
  /** `max` is not included. */
  between(min: number, max: number): number
  /** `choices` must not be empty. */
  pick<T>(choices: readonly T[]): T
  /** `share` from 0 to 1. */
  chance(share: number): boolean
}

/** The same seed gives the same numbers on every machine. Never for secrets. */
export const seededRandom = (seed: number): SeededRandom => {
  const generator = xoroshiro128plus(seed)
  const whole = (min: number, max: number) => uniformInt(generator, min, max)
  const between = (min: number, max: number) => min + (whole(0, 0xffff_fffe) / 0xffff_ffff) * (max - min)
  return {
    whole,
    between,
    bytes: length => Uint8Array.from({ length }, () => whole(0, 255)),
    pick: choices => {
      const choice = choices[whole(0, choices.length - 1)]
      if (choice === undefined) throw new RangeError('There is nothing to pick from.')
      return choice
    },
    chance: share => between(0, 1) < share,
  }
}
