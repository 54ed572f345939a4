import { type ErrorCode, errorCatalogue, errorCodes, isErrorCode } from '../errors.ts'
import type { SeededRandom } from '../lib/random.ts'
import { isTemperament, type Temperament } from './cast/temperament.ts'

/** What a client asks to happen to its own request, as in the `Prefer` header (RFC 7240). */
export interface Preferences {
  /** The refusal to answer with. */
  error?: ErrorCode
  /** Milliseconds to wait before anything happens, or like a phone on the move. */
  delay?: number | 'mobile'
  /** `hang` never answers, `cut` closes the connection. */
  fault?: 'hang' | 'cut'
  /** The work is done first, and then its answer is lost. */
  when?: 'after'
  /** How the simulated people take what the request does. */
  cast?: Temperament
}

/** The preferences that were understood, and how they are named in `Preference-Applied`. */
export interface Reading {
  preferences: Preferences
  applied: string[]
  /** Those that look like ours and cannot be done, in ASCII. */
  refused: string[]
}

export const maxDelayMs = 60_000

/** The refusal that a status usually means. */
const errorOfStatus = (status: number): ErrorCode | null => {
  // A fault of the server that clients meet most is one that passes.
  if (status === 503) return 'OVERLOADED'
  return errorCodes.find(code => errorCatalogue[code].status === status) ?? null
}

const readers: Record<string, (value: string) => Preferences | null> = {
  code: value => {
    const error = /^\d{3}$/.test(value) ? errorOfStatus(Number(value)) : null
    return error && { error }
  },
  error: value => (isErrorCode(value) ? { error: value } : null),
  delay: value => {
    if (value === 'mobile') return { delay: 'mobile' }
    const delay = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN
    return delay <= maxDelayMs ? { delay } : null
  },
  fault: value => (value === 'hang' || value === 'cut' ? { fault: value } : null),
  when: value => (value === 'after' ? { when: 'after' } : null),
  cast: value => (isTemperament(value) ? { cast: value } : null),
}

/**
 * Reads a `Prefer` header: preferences with commas (or semicolons) between, each `name=value`, the value in quotes or
 * not. Others than ours are left alone, as the RFC asks.
 */
export const readPreferences = (header: string): Reading => {
  const reading: Reading = { preferences: {}, applied: [], refused: [] }
  for (const part of header.slice(0, 1000).split(/[,;]/)) {
    const [, name = '', value = ''] = /^\s*([\w-]+)\s*=\s*"?([^"]*?)"?\s*$/.exec(part) ?? []
    const reader = Object.hasOwn(readers, name.toLowerCase()) ? readers[name.toLowerCase()] : undefined
    if (!reader) continue
    const read = reader(value)
    if (!read) {
      reading.refused.push(part.trim().replace(/[^ -~]/g, '?'))
      continue
    }
    // The first of a name counts, as the RFC has it.
    reading.preferences = { ...read, ...reading.preferences }
    reading.applied.push(`${name.toLowerCase()}=${value}`)
  }
  return reading
}

/**
 * How long a request waits, in milliseconds. `mobile` is log-normal with a median of 120 ms, as round trips over
 * cellular networks are, and one request in thirty stalls for one to four seconds, as when the cell changes.
 */
export const drawDelayMs = (delay: Preferences['delay'], random: SeededRandom): number => {
  if (delay !== 'mobile') return delay ?? 0
  if (random.chance(1 / 30)) return random.between(1000, 4000)
  // Box and Muller's method makes a normal number of two even ones.
  const normal =
    Math.sqrt(-2 * Math.log(1 - random.between(0, 1))) * Math.cos(2 * Math.PI * random.between(0, 1))
  return 120 * Math.exp(0.6 * normal)
}
