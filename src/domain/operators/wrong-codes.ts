import type { Context } from '../../context.ts'
import type { OperatorId } from '../ids.ts'

/** So many wrong codes, and the next one has to wait. */
const freeCodes = 5
const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const maxWaitMs = dayMs
/** Longer than the longest wait, or guessing would begin anew after each. */
const forgottenAfterMs = 2 * dayMs

interface Wrong {
  count: number
  /** In elapsed time, as is the next. */
  lastAt: number
  waitsUntil: number
}

const waitAfter = (count: number): number =>
  count < freeCodes ? 0 : Math.min(maxWaitMs, minuteMs * 2 ** (count - freeCodes))

/**
 * Wrong codes that came with the right password, by operator: a stolen password leaves six digits to be guessed. From the
 * fifth one on no code is taken for a minute, and for twice as long after each further one, up to a day. That allows some
 * 380 guesses in a year. A wrong password counts for nothing, so strangers can lock nobody out. It is kept in memory; a
 * new link ends the wait.
 */
export class WrongCodes {
  readonly #wrong = new Map<OperatorId, Wrong>()

  constructor(private readonly ctx: Pick<Context, 'clock'>) {}

  /**
   * Counts a code as wrong before it is compared, so that attempts at once cannot all be the last free one.
   * @returns null while no code is taken; otherwise the function that takes the count back, for a right one
   */
  begin(id: OperatorId): (() => void) | null {
    const now = this.ctx.clock.elapsed()
    const before = this.#current(id, now)
    if (before && before.waitsUntil > now) return null
    const count = (before?.count ?? 0) + 1
    this.#wrong.set(id, { count, lastAt: now, waitsUntil: now + waitAfter(count) })
    return () => {
      const after = this.#wrong.get(id)
      if (after) this.#wrong.set(id, { ...after, count: after.count - 1, waitsUntil: now })
    }
  }

  /** How many milliseconds no code of an operator is taken for; 0 when one is. */
  waitMsOf(id: OperatorId): number {
    const now = this.ctx.clock.elapsed()
    return Math.max(0, (this.#current(id, now)?.waitsUntil ?? 0) - now)
  }

  forget(id: OperatorId): void {
    this.#wrong.delete(id)
  }

  #current(id: OperatorId, now: number): Wrong | null {
    const wrong = this.#wrong.get(id)
    return wrong && wrong.lastAt + forgottenAfterMs > now ? wrong : null
  }
}

const ofContexts = new WeakMap<Context, WrongCodes>()

/** Those of a server, for HTTP and for the command line that it executes. */
export const wrongCodesOf = (ctx: Context): WrongCodes => {
  const known = ofContexts.get(ctx)
  if (known) return known
  const made = new WrongCodes(ctx)
  ofContexts.set(ctx, made)
  return made
}
