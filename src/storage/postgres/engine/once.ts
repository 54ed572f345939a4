import type { Pool } from './pool.ts'

/**
 * Runs work at one copy of the server at a time: not at all where another one runs it now. The lock belongs to a
 * transaction, since a pooler would give that of a connection to everybody. A copy that dies gives it back; one that loses
 * its connection may still run when the next one begins, so the work has to be safe to do twice.
 * @returns whether it ran
 */
export const createRunOnce =
  (pool: Pick<Pool, 'transaction'>) =>
  (name: string, work: () => Promise<void>): Promise<boolean> =>
    pool.transaction(async tx => {
      const row = await tx.get<{ isTaken: boolean }>(
        'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS "isTaken"',
        [`work of one copy: ${name}`],
      )
      if (!row?.isTaken) return false
      await work()
      return true
    })
