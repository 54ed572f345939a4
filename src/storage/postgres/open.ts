import type { SessionStore } from '../../domain/auth/store.ts'
import { systemClock } from '../../lib/clock.ts'
import type { Log } from '../../lib/log.ts'
import { systemRandom } from '../../lib/random.ts'
import { maxWaitingReads } from '../expensive-reads.ts'
import type { Publish } from '../outcome.ts'
import { StorageError } from '../storage-error.ts'
import type { Store } from '../store.ts'
import { withTranslatedErrors } from './engine/conflicts.ts'
import type { Connections } from './engine/connections.ts'
import { holdDatabase } from './engine/database-lock.ts'
import { createExpensiveReads } from './engine/expensive-reads.ts'
import { followInDoubt, followRegularly } from './engine/followed.ts'
import { createHealthCheck } from './engine/health.ts'
import { createRunOnce } from './engine/once.ts'
import { createPool, maxWaitingCallers, type Pool } from './engine/pool.ts'
import { createUnitOfWork, maxWaitingWrites } from './engine/unit-of-work.ts'
import { prepareServer } from './server.ts'
import { completeInterrupted } from './stores/completion.ts'
import { openDomainStores } from './stores/domain-stores.ts'
import { openPlaceGrid } from './stores/place-writes.ts'

export interface OpenPostgresOptions {
  /** `postgres://user:password@host:port/database` */
  url: string
  log: Log
  /** Makes the key of the grids of people's places, for a database that has none. At random when left out. */
  newPlaceKey?: () => Uint8Array
  /** Called with the effects of every write once it is durable. */
  publish?: Publish
  maxConnections?: number
  /** Of each statement. */
  deadlineMs?: number
  /** Whether the server of the URL is a pooler that gives each transaction another connection. */
  isPooled?: boolean
  /** Whether no other copy of the server may use the database; each of several looks what the others have changed. */
  isSole?: boolean
  /** Called for a while after a COMMIT without an answer, where `isSole`: it may have ended sessions. */
  onDoubt?: (listEnded: SessionStore['listEnded']) => Promise<void>
}

/**
 * Opens the store and brings its schema up to date.
 * @throws StorageError when the server cannot be reached or used
 */
export const openPostgresStore = async (options: OpenPostgresOptions): Promise<Store> => {
  const { url, log, publish = () => {}, maxConnections = 16 } = options
  const { deadlineMs = 6000, isPooled = false, isSole = true } = options
  await prepareServer(url, (step, last) => log.info(`Migrating the data to schema ${step} of ${last}.`))
  // A pooler would give the lock of one connection to everybody.
  const lock = isPooled
    ? null
    : await holdDatabase(url, isSole, () =>
        log.error('The database of DATABASE_URL is used by a Chayenity server that excludes this one.'),
      )
  const pool = createPool({
    url,
    maxConnections,
    deadlineMs,
    preparesStatements: !isPooled,
    onReplaced: () => log.error('PostgreSQL has not answered in time. All connections were replaced.'),
  })
  const release = async () => {
    await pool.close()
    await lock?.release()
  }
  try {
    return await assemble(options, pool, createUnitOfWork(pool, publish), release)
  } catch (error) {
    await release()
    throw error
  }
}

const assemble = async (
  { log, newPlaceKey = () => systemRandom.bytes(32), isSole = true, onDoubt }: OpenPostgresOptions,
  pool: Pool,
  unitOfWork: ReturnType<typeof createUnitOfWork>,
  release: () => Promise<void>,
): Promise<Store> => {
  const { transact, figures, drain } = unitOfWork
  const snapPlace = await pool.transaction(tx => openPlaceGrid(tx, newPlaceKey))
  const runOnce = createRunOnce(pool)
  const complete = (isFirst: boolean) =>
    runOnce('what a crash interrupted', () => completeInterrupted(pool, systemClock, isSole && isFirst))
  await complete(true)
  const connections: Connections = { reads: withTranslatedErrors(pool.reads), transact, snapPlace }
  const expensiveReads = createExpensiveReads()
  const { followed, ...stores } = await openDomainStores(connections, isSole, expensiveReads)
  const sockets = { follow: async () => onDoubt?.(stores.sessions.listEnded) }
  const follower = isSole
    ? followInDoubt([...followed, sockets], () => complete(false))
    : followRegularly(followed, () => complete(false))
  pool.whenUncertain(follower.doubt)
  await warnOfSlowText(connections, log)
  let closed: Promise<void> | null = null
  return {
    ...stores,
    record: (write, result) => transact(write, async () => ({ result })),
    runOnce,
    isHealthy: createHealthCheck(pool.reads, error => log.error({ err: error }, 'A health check failed.')),
    copyTo: async () => {
      throw new StorageError('A copy in a file needs SQLite. Copy PostgreSQL with pg_dump.')
    },
    figures: () => ({
      ...figures(),
      expensiveReads: expensiveReads.figures(),
      databaseBytes: 0,
      walBytes: 0,
    }),
    // PostgreSQL overwrites what was deleted in its own time (autovacuum), and no copy of the server can hurry it.
    purge: async () => {},
    bounds: () => [
      {
        name: 'writer_waiting',
        max: maxWaitingWrites,
        used: () => figures().waitingTransactions,
        atBound: 'rejects',
      },
      { name: 'connections_waiting', max: maxWaitingCallers, used: pool.waitingCallers, atBound: 'rejects' },
      {
        name: 'expensive_reads_waiting',
        max: maxWaitingReads,
        used: () => expensiveReads.figures().waiting,
        atBound: 'rejects',
      },
      stores.sessions.bound(),
      ...stores.gigs.bounds(),
    ],
    close: () => {
      follower.stop()
      closed ??= drain().then(release)
      return closed
    },
  }
}

/** The index of words is made of what the database takes for letters. */
const warnOfSlowText = async ({ reads }: Connections, log: Log): Promise<void> => {
  const row = await reads.get<{ hasThai: boolean }>(`SELECT show_trgm('ขนของ') <> '{}' AS "hasThai"`)
  if (!row?.hasThai)
    log.warn('Searches for Thai text are slow in this database: its LC_CTYPE is C. Create one with C.UTF-8.')
}
