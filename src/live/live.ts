import type { Copies } from './copies.ts'

/** What several copies of the server share besides the database. */
export interface Live {
  readonly copies: Copies
  /** Counts of limits; see `http/rate-limit.ts`. */
  readonly counters: {
    /** @returns null while they cannot be reached */
    count(key: string, windowMs: number): Promise<{ count: number; leftMs: number } | null>
  }
  /** Tells the others that this copy stops. */
  close(): Promise<void>
}
