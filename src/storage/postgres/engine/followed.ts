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
    // What is added after a COMMIT without an answer may not be in the database, whose digest is then the same as before.
    knownDigest = null
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

const repeatEvery = (ms: number, run: () => Promise<unknown>) =>
  repeat(systemClock, ranMs => Math.max(ms, Math.min(maxWaitMs, ranMs / maxShare)), run)

type Followed = readonly Pick<FollowedSet, 'follow'>[]

export interface Follower {
  /** Call it when a COMMIT got no answer. */
  doubt(): void
  stop(): void
}

const followAll = async (sets: Followed): Promise<void> => {
  for (const set of sets) await set.follow()
}

/** Follows sets, and completes what other copies have left. An error waits for the next time: the database may be away. */
export const followRegularly = (sets: Followed, complete: () => Promise<unknown>): Follower => {
  const timers = [repeatEvery(followMs, () => followAll(sets)), repeatEvery(completionMs, complete)]
  return {
    doubt: () => {},
    stop: () => {
      for (const timer of timers) timer.stop()
    },
  }
}

/** A frozen server may make a COMMIT long after the connection was given up, but soon after it answers others again. */
const looksInDoubt = 200

/**
 * For a server that is alone, whose memory can be wrong only after a COMMIT without an answer: follows sets from then on,
 * and at last completes what that COMMIT was the first part of.
 */
export const followInDoubt = (sets: Followed, complete: () => Promise<unknown>): Follower => {
  let left = 0
  let timer: { stop(): void } | null = null
  let isStopped = false
  const rest = () => {
    timer?.stop()
    timer = null
  }
  const look = async () => {
    await followAll(sets)
    left -= 1
    if (left > 0) return
    await complete()
    // Another COMMIT may have got no answer meanwhile.
    if (left <= 0) rest()
  }
  return {
    doubt: () => {
      left = looksInDoubt
      if (!isStopped) timer ??= repeatEvery(followMs, look)
    },
    stop: () => {
      isStopped = true
      rest()
    },
  }
}
