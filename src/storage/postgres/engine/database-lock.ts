import { SQL } from 'bun'
import { StorageError } from '../../storage-error.ts'

/** The number says nothing. */
const lockKey = 7_223_370_011

const checkMs = 2000

/** The server before it may have been killed a moment ago. */
const patienceMs = 3000

/**
 * Keeps other copies of the server from the database of one that is to be alone: it reads sessions and what is hidden
 * once, and hears of no change that another one makes. The server frees the lock when the connection ends.
 * @param isSole false for one of several copies, which share the lock: they keep a server with COPIES=1 away, and it them
 * @param onLost called when another copy holds the lock after the connection was lost
 * @throws StorageError where another copy runs
 */
export const holdDatabase = async (
  url: string,
  isSole: boolean,
  onLost: () => void,
): Promise<{ release(): Promise<void> }> => {
  const sql = new SQL({ url, max: 1, idleTimeout: 0, connectionTimeout: 10 })
  const takeLock = async (): Promise<boolean> => {
    const [row]: { isHeld: boolean }[] = await sql.unsafe(
      `SELECT CASE WHEN EXISTS (SELECT 1 FROM pg_locks
          WHERE locktype = 'advisory' AND granted AND pid = pg_backend_pid()) THEN true
        ELSE pg_try_advisory_lock${isSole ? '' : '_shared'}($1) END AS "isHeld"`,
      [lockKey],
    )
    return row?.isHeld ?? false
  }
  const since = performance.now()
  while (!(await takeLock())) {
    if (performance.now() - since > patienceMs) {
      await sql.close({ timeout: 0 })
      throw new StorageError(
        isSole
          ? 'Another Chayenity server uses the database of DATABASE_URL. Stop that one: COPIES=1 means one at a time.'
          : 'A Chayenity server with COPIES=1 uses the database of DATABASE_URL. Stop that one, or start it without COPIES=1.',
      )
    }
    await Bun.sleep(100)
  }
  // A connection that was lost takes the lock again as soon as there is a new one.
  const timer = setInterval(() => {
    takeLock().then(
      isHeld => isHeld || onLost(),
      () => {},
    )
  }, checkMs)
  timer.unref()
  return {
    release: async () => {
      clearInterval(timer)
      await sql.close({ timeout: 0 })
    },
  }
}
