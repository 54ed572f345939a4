import pLimit from 'p-limit'
import type { Pool } from './pool.ts'

/**
 * Runs work at one copy of the server at a time: not at all where another one runs it now. The lock belongs to a
 * transaction, since a pooler would give that of a connection to everybody. A copy that dies gives it back; one that loses
 * its connection may still run when the next one begins, so the work has to be safe to do twice.
 * @returns whether it ran
 */
export const createRunOnce = (pool: Pick<Pool, 'transaction' | 'maxConnections'>) => {
  // Work needs a connection beside that of its lock, so it must not take the last one.
  const limit = pLimit(pool.maxConnections - 1)
  const runUnderLock = (name: string, work: () => Promise<void>) =>
    pool.transaction(async tx => {
      const row = await tx.get<{ isTaken: boolean }>(
        'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS "isTaken"',
        [`work of one copy: ${name}`],
      )
      if (!row?.isTaken) return false
      await work()
      return true
    })
  const running = new Set<string>()
  return async (name: string, work: () => Promise<void>): Promise<boolean> => {
    if (running.has(name)) return false
    running.add(name)
    try {
      return await limit(() => runUnderLock(name, work))
    } finally {
      running.delete(name)
    }
  }
}
