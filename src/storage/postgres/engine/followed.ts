import { systemClock } from '../../../lib/clock.ts'
import { repeat } from '../../../lib/repeat.ts'
import type { Queries } from './queries.ts'

/** A small set of rows that is kept in memory. Other copies of the server change it too. */
export interface FollowedSet {
  has(key: string): boolean
  /** Call it when the change is committed. */
  add(key: string): void
  delete(key: string): void
  /** Reads the set again when it is not the one in memory. */
  follow(): Promise<void>
}

interface SetStatements {
  /** Selects `key`. */
  keys: string
  /** Selects a `digest` of all keys, whatever their order, in one row. */
  digest: string
}

/** @param from what follows FROM, @param key the expression of the key */
export const selectKeys = (key: string, from: string): SetStatements => ({
  keys: `SELECT ${key} AS key FROM ${from}`,
  digest: `SELECT concat_ws(' ', count(*), bit_xor(hashtextextended(${key}, 0))) AS digest FROM ${from}`,
})

export const openFollowedSet = async (
  reads: Queries,
  { keys, digest }: SetStatements,
): Promise<FollowedSet> => {
  let known = new Set<string>()
  let knownDigest: string | null = null
  let changes = 0

  const follow = async (): Promise<void> => {
    const row = await reads.get<{ digest: string }>(digest)
    if (row?.digest === knownDigest) return
    const changesBefore = changes
    const rows = await reads.all<{ key: string }>(keys)
    // What this copy has changed meanwhile may not be among the rows: the next time reads them again.
    if (changesBefore !== changes) return
    known = new Set(rows.map(({ key }) => key))
    knownDigest = row?.digest ?? null
  }
  const change = (apply: () => void) => {
    changes += 1
    apply()
  }
  await follow()
  return {
    has: key => known.has(key),
    add: key => change(() => known.add(key)),
    delete: key => change(() => known.delete(key)),
    follow,
  }
}

/** How often a copy looks for what others have changed. */
const followMs = 400

/** How often what a copy has left unfinished is completed. */
const completionMs = 60_000

/** Of the time of one connection: with 100 000 disabled accounts a look takes 60 ms. */
const maxShare = 1 / 20
/** A frozen server takes long once. */
const maxWaitMs = 5000

/** Follows sets, and completes what other copies have left. An error waits for the next time: the database may be away. */
export const followRegularly = (
  sets: readonly Pick<FollowedSet, 'follow'>[],
  complete: () => Promise<unknown>,
): { stop(): void } => {
  const followAll = async () => {
    for (const set of sets) await set.follow()
  }
  const repeatEvery = (ms: number, run: () => Promise<unknown>) =>
    repeat(systemClock, ranMs => Math.max(ms, Math.min(maxWaitMs, ranMs / maxShare)), run)
  const timers = [repeatEvery(followMs, followAll), repeatEvery(completionMs, complete)]
  return {
    stop: () => {
      for (const timer of timers) timer.stop()
    },
  }
}
