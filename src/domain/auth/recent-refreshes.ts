import type { Config } from '../../config.ts'
import type { Bound } from '../../lib/bound.ts'
import type { Clock } from '../../lib/clock.ts'
import { createLru } from '../../lib/lru.ts'

/** How long the same pair of tokens gets the same answer. */
const maxKeptMs = 60_000

/** Further ones begin anew: they are counted again and get another good token. */
const maxKept = 10_000

interface Refresh {
  /** In elapsed time, and in the time of day: where that is set forward, the token expires early. */
  expiresAfter: { elapsed: number; now: number }
  /** The new access token; null until the work begins. */
  accessToken: Promise<string> | null
}

export interface TokenTexts {
  refreshToken: string
  oldAccessToken: string
}

/** Lets a refresh be repeated: clients that send many requests refresh once for each when a token expires (ruling A5). */
export class RecentRefreshes {
  readonly #kept = createLru<string, Refresh>(maxKept)

  readonly bound: Bound = {
    name: 'recent_refreshes',
    max: maxKept,
    used: () => this.#kept.size,
    atBound: 'replaces',
  }

  readonly #keptMs: number

  constructor(
    private readonly clock: Clock,
    { accessTokenMinutes }: Pick<Config, 'accessTokenMinutes'>,
  ) {
    // A short-lived token would have expired by the time it is given out again.
    this.#keptMs = Math.min(maxKeptMs, (accessTokenMinutes * 60_000) / 2)
  }

  /** Calls `count` for the first request of a pair and not for its repeats. What `count` throws leaves nothing behind. */
  countOnce(pair: TokenTexts, count: () => void | Promise<void>): void | Promise<void> {
    if (this.#find(pair)) return
    const counted = count()
    const begun = this.#begin(pair)
    return counted?.catch(error => {
      if (this.#find(pair) === begun) this.#kept.delete(keyOf(pair))
      throw error
    })
  }

  /** The answer to a pair, made by `refresh` unless it is made already. A failure is not kept. */
  answer(pair: TokenTexts, refresh: () => Promise<string>): Promise<string> {
    const kept = this.#find(pair) ?? this.#begin(pair)
    kept.accessToken ??= refresh().catch(error => {
      this.#kept.delete(keyOf(pair))
      throw error
    })
    return kept.accessToken
  }

  #find(pair: TokenTexts): Refresh | null {
    const kept = this.#kept.get(keyOf(pair))
    if (!kept) return null
    const { elapsed, now } = kept.expiresAfter
    return elapsed > this.clock.elapsed() && now > this.clock.now() ? kept : null
  }

  #begin(pair: TokenTexts): Refresh {
    const expiresAfter = {
      elapsed: this.clock.elapsed() + this.#keptMs,
      now: this.clock.now() + this.#keptMs,
    }
    const begun: Refresh = { expiresAfter, accessToken: null }
    this.#kept.set(keyOf(pair), begun)
    return begun
  }
}

const keyOf = ({ refreshToken, oldAccessToken }: TokenTexts): string => `${refreshToken} ${oldAccessToken}`
