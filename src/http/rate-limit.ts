import { LRUCache } from 'lru-cache'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import type { Clock } from '../lib/clock.ts'
import type { RateClass } from './endpoint.ts'

/** The classes of endpoints, and `variant` for new variants of pictures, which are never rejected. */
export type CountedClass = Exclude<RateClass, 'none'> | 'variant'

/** The state of a client's limit after one more request. */
export interface Quota {
  limit: number
  remaining: number
  /** Whole seconds until everything is allowed again. */
  resetSeconds: number
  isExceeded: boolean
}

interface Window {
  /** In elapsed time: a system clock that is set back would otherwise keep everybody out for as long. */
  endsAt: number
  count: number
}

const windowMs = 60_000

/** The maximum number of counted clients. Beyond it the least recently seen are dropped, so the memory is bounded. */
const maxWindows = 100_000

/** Counts requests by client and class in windows of a minute that begin with a client's first request (ruling G12). */
export class RateLimits {
  readonly #windows = new LRUCache<string, Window>({ max: maxWindows })
  readonly #limits: Record<CountedClass, number>

  constructor(
    readonly config: Pick<
      Config,
      'rateLimit' | 'rateLimitAuth' | 'rateLimitUploads' | 'rateLimitVariants' | 'rateLimitOther'
    >,
    readonly clock: Clock,
  ) {
    const { rateLimitAuth, rateLimitUploads, rateLimitVariants, rateLimitOther } = config
    this.#limits = {
      register: rateLimitAuth,
      login: rateLimitAuth,
      refresh: rateLimitAuth,
      upload: rateLimitUploads,
      variant: rateLimitVariants,
      other: rateLimitOther,
    }
  }

  limitOf(rateClass: CountedClass): number {
    return this.#limits[rateClass]
  }

  /** @returns null when limits are switched off */
  count(rateClass: CountedClass, client: string): Quota | null {
    if (!this.config.rateLimit) return null
    const now = this.clock.elapsed()
    const key = `${rateClass} ${client}`
    let window = this.#windows.get(key)
    if (!window || window.endsAt <= now) {
      window = { endsAt: now + windowMs, count: 0 }
      this.#windows.set(key, window)
    }
    window.count += 1
    const limit = this.#limits[rateClass]
    return {
      limit,
      remaining: Math.max(0, limit - window.count),
      resetSeconds: Math.max(1, Math.ceil((window.endsAt - now) / 1000)),
      isExceeded: window.count > limit,
    }
  }
}

/** Sets the rate-limit headers. @throws AppError RATE_LIMITED */
export const applyQuota = (quota: Quota | null, headers: Record<string, unknown>): void => {
  if (!quota) return
  // A login is counted twice, by address and by account: the headers show the limit with fewer requests left.
  if (!quota.isExceeded && Number(headers['ratelimit-remaining'] ?? quota.limit) < quota.remaining) return
  headers['ratelimit-limit'] = String(quota.limit)
  headers['ratelimit-remaining'] = String(quota.remaining)
  headers['ratelimit-reset'] = String(quota.resetSeconds)
  if (quota.isExceeded)
    throw new AppError('RATE_LIMITED', undefined, { retryAfterSeconds: quota.resetSeconds })
}
