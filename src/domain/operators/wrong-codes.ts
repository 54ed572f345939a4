import type { Context } from '../../context.ts'
import type { OperatorId } from '../ids.ts'

/** After as many wrong codes the next one has to wait. */
const freeCodes = 5
const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const maxWaitMs = dayMs
/** Longer than the longest wait, or guessing would begin anew after each. */
const forgottenAfterMs = 2 * dayMs

interface Wrong {
  count: number
  /** Elapsed time, as is the next. */
  lastAt: number
  waitsUntil: number
}

const waitAfter = (count: number): number =>
  count < freeCodes ? 0 : Math.min(maxWaitMs, minuteMs * 2 ** (count - freeCodes))

/**
 * With a stolen password six digits remain to be guessed. From the fifth wrong code on, waits double from a
 * minute up to a day, which allows some 380 guesses in a year. A wrong password counts for nothing, so
 * strangers can lock nobody out. A new link ends the wait.
 */
export class WrongCodes {
  readonly #wrong = new Map<OperatorId, Wrong>()

  constructor(private readonly ctx: Pick<Context, 'clock'>) {}

  /**
   * Counts before the code is compared, so that attempts at once cannot all be the last free one. @returns
   * null while no code is taken; else the function that takes the count back
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

  /** 0 when a code is taken. */
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

export const wrongCodesOf = (ctx: Context): WrongCodes => {
  const known = ofContexts.get(ctx)
  if (known) return known
  const made = new WrongCodes(ctx)
  ofContexts.set(ctx, made)
  return made
}
