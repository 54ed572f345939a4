import type { Config } from '../../config.ts'
import type { Bound } from '../../lib/bound.ts'
import type { Clock } from '../../lib/clock.ts'
import { createLru } from '../../lib/lru.ts'

const maxKeptMs = 60_000

/** Beyond it the oldest count again and get another token. */
const maxKept = 10_000

interface Refresh {
  /** Both clocks, because the token expires early where the time of day is set forward. */
  expiresAfter: { elapsed: number; now: number }
  accessToken: Promise<string> | null
}

export interface TokenTexts {
  refreshToken: string
  oldAccessToken: string
}

/** Clients with many requests refresh once for each when a token expires (ruling A5). */
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
    // A short-lived token would have expired before it is given out again.
    this.#keptMs = Math.min(maxKeptMs, (accessTokenMinutes * 60_000) / 2)
  }

  /** What `count` throws leaves nothing behind. */
  countOnce(pair: TokenTexts, count: () => void | Promise<void>): void | Promise<void> {
    if (this.#find(pair)) return
    const counted = count()
    const begun = this.#begin(pair)
    return counted?.catch(error => {
      if (this.#find(pair) === begun) this.#kept.delete(keyOf(pair))
      throw error
    })
  }

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
