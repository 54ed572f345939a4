import { inTime } from '../../../lib/deadline.ts'
import type { Queries } from './queries.ts'

const maxWaitMs = 1000

/** A server that only follows another one cannot be written. @param onError gets the reason */
export const createHealthCheck = (
  reads: Pick<Queries, 'get'>,
  onError: (error: unknown) => void,
): (() => Promise<boolean>) => {
  let pending: Promise<boolean> | null = null

  const check = async (): Promise<boolean> => {
    try {
      const row = await reads.get<{ isWritable: boolean }>(
        `SELECT NOT pg_is_in_recovery() AND current_setting('transaction_read_only') = 'off' AS "isWritable"`,
      )
      if (row?.isWritable) return true
      onError(new Error('PostgreSQL only reads.'))
    } catch (error) {
      onError(error)
    } finally {
      pending = null
    }
    return false
  }

  return async () => {
    // Checks of a frozen server share one connection.
    pending ??= check()
    return inTime(pending, maxWaitMs).catch(() => false)
  }
}
