import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import type { Bound } from '../lib/bound.ts'
import type { Clock } from '../lib/clock.ts'
import { createLru } from '../lib/lru.ts'
import type { FrameBudget } from '../realtime/frames.ts'
import { socketLimits } from '../realtime/limits.ts'
import type { RateClass } from './endpoint.ts'

/** `variant` counts new variants of pictures and rejects none; `operator_login` is counted always. */
export type CountedClass = Exclude<RateClass, 'none'> | 'variant' | 'operator_login'

const maxOperatorLogins = 10

export interface Quota {
  limit: number
  remaining: number
  resetSeconds: number
  isExceeded: boolean
}

interface Window {
  /** Elapsed time: a system clock that is set back would otherwise keep everybody out for as long. */
  endsAt: number
  count: number
}

interface FrameTokens {
  left: number
  refilledAt: number
}

/** Counts that several copies of the server share. */
export interface SharedCounters {
  /** @returns null when they cannot be reached now */
  count(key: string, windowMs: number): Promise<{ count: number; leftMs: number } | null>
}

/** null when limits are switched off. A promise where copies count together. */
type Counted = Quota | null | Promise<Quota | null>

const windowMs = 60_000
const { framesPerSecond, maxFramesAtOnce } = socketLimits

const maxClients = 100_000

/** A client's window of a minute begins with its first request (ruling G12). */
export class RateLimits {
  /** By client first: to put a client and a class together would take longer than to find both. */
  readonly #windows = createLru<string, Partial<Record<CountedClass, Window>>>(maxClients)
  readonly #frames = createLru<string, FrameTokens>(maxClients)
  readonly #limits: Record<CountedClass, number>

  constructor(
    readonly config: Pick<
      Config,
      'rateLimit' | 'rateLimitAuth' | 'rateLimitUploads' | 'rateLimitVariants' | 'rateLimitOther'
    >,
    readonly clock: Clock,
    private readonly shared: SharedCounters | null = null,
  ) {
    const { rateLimitAuth, rateLimitUploads, rateLimitVariants, rateLimitOther } = config
    this.#limits = {
      register: rateLimitAuth,
      login: rateLimitAuth,
      refresh: rateLimitAuth,
      upload: rateLimitUploads,
      variant: rateLimitVariants,
      other: rateLimitOther,
      operator_login: maxOperatorLogins,
    }
  }

  readonly bounds: readonly Bound[] = [
    {
      name: 'rate_limit_windows',
      max: maxClients,
      used: () => this.#windows.size,
      atBound: 'replaces',
    },
    {
      name: 'frame_budgets',
      max: maxClients,
      used: () => this.#frames.size,
      atBound: 'replaces',
    },
  ]

  limitOf(rateClass: CountedClass): number {
    return this.#limits[rateClass]
  }

  /** Counts at all copies together; while they cannot, at this one alone, which counts along. */
  count(rateClass: CountedClass, client: string): Counted {
    const here = this.countHere(rateClass, client)
    if (!here || !this.shared) return here
    return this.shared
      .count(`${rateClass} ${client}`, windowMs)
      .then(counted => (counted ? quotaOf(here.limit, counted.count, counted.leftMs) : here))
  }

  /** @returns null when limits are switched off */
  countHere(rateClass: CountedClass, client: string): Quota | null {
    if (!this.config.rateLimit && rateClass !== 'operator_login') return null
    const now = this.clock.elapsed()
    let windows = this.#windows.get(client)
    if (!windows) {
      windows = {}
      this.#windows.set(client, windows)
    }
    let window = windows[rateClass]
    if (!window || window.endsAt <= now) {
      window = { endsAt: now + windowMs, count: 0 }
      windows[rateClass] = window
    }
    window.count += 1
    return quotaOf(this.#limits[rateClass], window.count, window.endsAt - now)
  }

  /** Over all sockets of a user (ruling W4); frames that are no request, over those of this copy. @throws AppError RATE_LIMITED */
  countFrame(budget: FrameBudget, userId: string): void | Promise<void> {
    if (budget === 'frame') {
      if (this.config.rateLimit) this.#takeFrame(userId)
      return
    }
    const quota = this.count('other', userId)
    return quota instanceof Promise ? quota.then(assertWithin) : assertWithin(quota)
  }

  #takeFrame(userId: string): void {
    const now = this.clock.elapsed()
    const tokens = this.#frames.get(userId) ?? { left: maxFramesAtOnce, refilledAt: now }
    const earned = ((now - tokens.refilledAt) / 1000) * framesPerSecond
    const left = Math.min(maxFramesAtOnce, tokens.left + earned)
    this.#frames.set(userId, { left: left < 1 ? left : left - 1, refilledAt: now })
    if (left < 1) throw rateLimited(Math.ceil((1 - left) / framesPerSecond))
  }
}

const quotaOf = (limit: number, count: number, leftMs: number): Quota => ({
  limit,
  remaining: Math.max(0, limit - count),
  resetSeconds: Math.max(1, Math.ceil(leftMs / 1000)),
  isExceeded: count > limit,
})

const rateLimited = (retryAfterSeconds: number) =>
  new AppError('RATE_LIMITED', undefined, { retryAfterSeconds })

const assertWithin = (quota: Quota | null): void => {
  if (quota?.isExceeded) throw rateLimited(quota.resetSeconds)
}

/** @throws AppError RATE_LIMITED, or rejects with it */
export const applyQuota = (quota: Counted, headers: Record<string, unknown>): void | Promise<void> =>
  quota instanceof Promise ? quota.then(counted => apply(counted, headers)) : apply(quota, headers)

const apply = (quota: Quota | null, headers: Record<string, unknown>): void => {
  if (!quota) return
  // A login is counted by address and by account; the headers show the lower count.
  if (!quota.isExceeded && Number(headers['ratelimit-remaining'] ?? quota.limit) < quota.remaining) return
  headers['ratelimit-limit'] = String(quota.limit)
  headers['ratelimit-remaining'] = String(quota.remaining)
  headers['ratelimit-reset'] = String(quota.resetSeconds)
  assertWithin(quota)
}
