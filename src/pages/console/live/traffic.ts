import type { DevLogEntry } from '../controls.ts'
import { isError } from './entry-text.ts'

/** For a point of a curve. */
export const stepSeconds = 5
/** Ten minutes. */
const keptSteps = 120

interface Step {
  errors: number
  /** Milliseconds. */
  durations: number[]
}

/** Durations are null where nothing was asked. */
export interface TrafficSeries {
  /** Seconds since 1970. */
  at: number[]
  requests: number[]
  errors: number[]
  median: (number | null)[]
  slowest: (number | null)[]
}

/** The log itself keeps too few for a curve. */
export class Traffic {
  readonly #steps = new Map<number, Step>()

  add(entry: DevLogEntry): void {
    // A request without a response comes once more when it has one. A socket's time says nothing.
    if (entry.kind !== 'request' || entry.ms === null || entry.status === 101) return
    const at = stepOf(Date.parse(entry.at))
    const step = this.#steps.get(at) ?? { errors: 0, durations: [] }
    if (isError(entry)) step.errors += 1
    step.durations.push(entry.ms)
    this.#steps.set(at, step)
    for (const old of this.#steps.keys()) if (old <= at - keptSteps) this.#steps.delete(old)
  }

  /** @param now in milliseconds */
  series(now: number): TrafficSeries {
    const last = stepOf(now)
    const numbers = Array.from({ length: keptSteps }, (_, at) => last - keptSteps + 1 + at)
    const steps = numbers.map(number => this.#steps.get(number) ?? { errors: 0, durations: [] })
    return {
      at: numbers.map(number => number * stepSeconds),
      requests: steps.map(({ durations }) => durations.length),
      errors: steps.map(({ errors }) => errors),
      median: steps.map(({ durations }) => medianOf(durations)),
      slowest: steps.map(({ durations }) => (durations.length === 0 ? null : Math.max(...durations))),
    }
  }

  sum(now: number): { requests: number; errors: number; median: number | null; slowest: number | null } {
    const first = stepOf(now) - keptSteps + 1
    const steps = [...this.#steps].flatMap(([number, step]) => (number >= first ? [step] : []))
    const durations = steps.flatMap(step => step.durations)
    return {
      requests: durations.length,
      errors: steps.reduce((sum, { errors }) => sum + errors, 0),
      median: medianOf(durations),
      slowest: durations.length === 0 ? null : durations.reduce((most, ms) => Math.max(most, ms)),
    }
  }
}

const stepOf = (ms: number): number => Math.floor(ms / 1000 / stepSeconds)

const medianOf = (values: readonly number[]): number | null =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null
