import type { Copies } from './copies.ts'
import type { RedisCounters } from './redis-counters.ts'

/** What several copies of the server share besides the database. */
export interface Live {
  readonly copies: Copies
  /** Counts of limits; see `http/rate-limit.ts`. */
  readonly counters: Pick<RedisCounters, 'count'>
  /** Tells the others that this copy stops. */
  close(): Promise<void>
}
