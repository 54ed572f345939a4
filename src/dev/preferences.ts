import { type ErrorCode, errorCatalogue, errorCodes, isErrorCode } from '../errors.ts'
import type { SeededRandom } from '../lib/random.ts'
import { type Behaviour, isBehaviour } from './bots/behaviour.ts'

/** A client sends them in the `Prefer` header (RFC 7240). */
export interface Preferences {
  error?: ErrorCode
  /** Milliseconds before anything else. */
  delay?: number | 'mobile'
  /** `hang` never responds, `cut` resets the connection. */
  fault?: 'hang' | 'cut'
  /** The request is processed before its response is lost. */
  when?: 'after'
  cast?: Behaviour
}

export interface ParsedPreferences {
  preferences: Preferences
  applied: string[]
  /** Known names with invalid values, in ASCII. */
  invalid: string[]
}

export const maxDelayMs = 60_000

const defaultErrorOf = (status: number): ErrorCode | null => {
  if (status === 503) return 'OVERLOADED'
  return errorCodes.find(code => errorCatalogue[code].status === status) ?? null
}

const parsers: Record<string, (value: string) => Preferences | null> = {
  code: value => {
    const error = /^\d{3}$/.test(value) ? defaultErrorOf(Number(value)) : null
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
  cast: value => (isBehaviour(value) ? { cast: value } : null),
}

/** Drops spaces and quotes at a linear cost. */
const splitPair = (pair: string): readonly [name: string, value: string] => {
  const equals = pair.indexOf('=')
  const name = pair.slice(0, Math.max(equals, 0)).trim().toLowerCase()
  return [
    name,
    pair
      .slice(equals + 1)
      .trim()
      .replace(/^"|"$/g, ''),
  ]
}

/** Separated by commas or semicolons. Only the first pair of a name counts (RFC 7240). */
export const parsePreferences = (header: string): ParsedPreferences => {
  const parsed: ParsedPreferences = { preferences: {}, applied: [], invalid: [] }
  const seen = new Set<string>()
  for (const pair of header.slice(0, 1000).split(/[,;]/)) {
    const [name, value] = splitPair(pair)
    const parse = Object.hasOwn(parsers, name) ? parsers[name] : undefined
    if (!parse || seen.has(name)) continue
    seen.add(name)
    const preference = parse(value)
    if (!preference) {
      parsed.invalid.push(pair.trim().replace(/[^ -~]/g, '?'))
      continue
    }
    // Two names for one preference; the first counts.
    if (preference.error && parsed.preferences.error) continue
    parsed.preferences = { ...parsed.preferences, ...preference }
    parsed.applied.push(`${name}=${value}`)
  }
  return parsed
}

/** Milliseconds. `mobile` is log-normal with a median of 120 ms; one request in thirty stalls for seconds. */
export const drawDelayMs = (delay: Preferences['delay'], random: SeededRandom): number => {
  if (delay !== 'mobile') return delay ?? 0
  if (random.chance(1 / 30)) return random.between(1000, 4000)
  // Box-Muller transform.
  const normal =
    Math.sqrt(-2 * Math.log(1 - random.between(0, 1))) * Math.cos(2 * Math.PI * random.between(0, 1))
  return 120 * Math.exp(0.6 * normal)
}
