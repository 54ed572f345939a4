import { chmodSync, closeSync, fstatSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import Database, { SqliteError } from 'better-sqlite3'
import type { Log } from '../../lib/log.ts'
import { systemRandom } from '../../lib/random.ts'
import { maxWaitingReads, noExpensiveReads } from '../expensive-reads.ts'
import type { Publish } from '../outcome.ts'
import { StorageError } from '../storage-error.ts'
import type { Store } from '../store.ts'
import { createCheckpoints, usedWalOf } from './engine/checkpoints.ts'
import { type Connections, prepareConnection } from './engine/connections.ts'
import { copyInto } from './engine/copy.ts'
import { createHealthCheck } from './engine/health.ts'
import { createRunOnce } from './engine/once.ts'
import { createReadQueue } from './engine/read-queue.ts'
import { ReadThread } from './engine/read-thread.ts'
import { StoreDatabase } from './engine/store-database.ts'
import { createUnitOfWork } from './engine/unit-of-work.ts'
import { openWal, syncOf } from './engine/wal-file.ts'
import { createWriter, maxQueueLength, type Writer } from './engine/writer.ts'
import {
  completeRestore,
  databaseFileName,
  type Lock,
  lockFolder,
  makeFolder,
  maxWalBytes,
  readySuffix,
  syncPath,
} from './folder.ts'
import { migrate } from './migrations/migrate.ts'
import { assertOwnSchema } from './own-schema.ts'
import { routeReads } from './read-routes.ts'
import { completeDeletions } from './stores/deletion.ts'
import { completeDisabling } from './stores/disabling.ts'
import { createDomainStores, type DomainStores } from './stores/domain-stores.ts'
import { openPlaceGrid } from './stores/place-writes.ts'

export interface OpenOptions {
  dataDir: string
  image?: Buffer
  durability: 'grouped' | 'full'
  log: Log
  /** For a database without a key. At random when left out. */
  newPlaceKey?: () => Uint8Array
  publish?: Publish
  /** When a sync fails, what is durable is unknown and the process has to end. */
  onFatalStorageError: (error: unknown) => void
}

/** @throws StorageError when the folder cannot be used or another process uses it */
export const openSqliteStore = (options: OpenOptions): Store =>
  options.dataDir === ':memory:' ? openInMemory(options) : openOnDisk(options)

const openInMemory = (options: OpenOptions): Store => {
  const { image, onFatalStorageError } = options
  const db = new StoreDatabase(image ?? emptyImage())
  if (image) assertOwnSchema(db, 'The saved database')
  prepareConnection(db)
  migrate(db)
  const writer = createWriter({
    db,
    makeDurable: async () => {},
    afterBatch: async () => {},
    onFatalStorageError,
  })
  return assemble(options, {
    readConnection: db,
    writeConnection: db,
    writer,
    close: async () => {
      await writer.drain()
      db.close()
    },
    purge: async () => {},
    // A worker cannot open a database in memory.
    routeReads: stores => stores,
    figures: () => ({
      ...writer.figures(),
      expensiveReads: noExpensiveReads,
      databaseBytes: 0,
      walBytes: 0,
    }),
  })
}

let newestImage: Buffer | undefined

/** Migrated once, since a process may open many in memory. */
const emptyImage = (): Buffer => {
  if (newestImage) return newestImage
  const db = new Database(':memory:')
  migrate(db)
  newestImage = db.serialize()
  db.close()
  return newestImage
}

const openOnDisk = (options: OpenOptions): Store => {
  completeRestore(resolve(options.dataDir))
  makeFolder(options.dataDir)
  const lock = lockFolder(options.dataDir)
  try {
    // A restore that still ran would hold the lock, so this one failed and must not be completed later.
    rmSync(`${resolve(options.dataDir)}${readySuffix}`, { recursive: true, force: true })
    return openLocked(options, lock)
  } catch (error) {
    lock.close()
    if (!(error instanceof SqliteError)) throw error
    throw new StorageError(
      `The database in "${options.dataDir}" cannot be opened (${error.code}). Restore it from a backup, or set DATA_DIR to another folder.`,
    )
  }
}

const openLocked = (options: OpenOptions, lock: Lock): Store => {
  const { dataDir, durability, log, onFatalStorageError } = options
  const file = join(dataDir, databaseFileName)
  const db = openDatabase(file, options)
  const wal = openWal(db, file)
  syncPath(dataDir)
  const readConnection = new StoreDatabase(file, { readonly: true })
  prepareConnection(readConnection)
  const readThread = new ReadThread(file)
  const readQueue = createReadQueue({
    run: (call, signal) => readThread.run(call, signal),
    onDeath: error => log.error({ err: error }, 'The read worker died.'),
  })
  const checkpoints = createCheckpoints({
    file,
    walBytes: usedWalOf(db),
    onError: error => log.error({ err: error }, 'A checkpoint failed.'),
  })
  const touch = db.prepare('UPDATE health SET checks = checks + 1')
  const makeDurable = durability === 'full' ? async () => {} : syncOf(wal)
  const writer = createWriter({ db, makeDurable, afterBatch: checkpoints.afterBatch, onFatalStorageError })
  return assemble(options, {
    readConnection,
    writeConnection: db,
    writer,
    close: async () => {
      await writer.drain()
      await readQueue.close()
      await readThread.end()
      await checkpoints.stop()
      readConnection.close()
      db.close()
      closeSync(wal)
      lock.close()
    },
    // The two checkpoints follow a batch each.
    purge: async () => {
      checkpoints.requestEmptyWal()
      await writer.write(() => touch.run())
      await checkpoints.idle()
      await writer.write(() => touch.run())
      await writer.drain()
    },
    routeReads: stores => routeReads(stores, readConnection, readQueue),
    figures: () => ({
      ...writer.figures(),
      expensiveReads: readQueue.figures(),
      databaseBytes: statSync(file).size,
      walBytes: fstatSync(wal).size,
    }),
  })
}

const openDatabase = (file: string, { durability, log }: OpenOptions): Database.Database => {
  const db = new StoreDatabase(file)
  try {
    assertOwnSchema(db, `The database "${file}"`)
    chmodSync(file, 0o600)
    db.pragma('journal_mode = WAL')
    db.pragma(`synchronous = ${durability === 'full' ? 'FULL' : 'NORMAL'}`)
    // Checkpoints sync the disk, so they run in a thread of their own.
    db.pragma('wal_autocheckpoint = 0')
    db.pragma(`journal_size_limit = ${maxWalBytes}`)
    prepareConnection(db)
    migrate(db, (step, last) => log.info(`Migrating the data to schema ${step} of ${last}.`))
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

interface Engine
  extends Omit<Connections, 'transact' | 'snapPlace'>,
    Pick<Store, 'close' | 'figures' | 'purge'> {
  writer: Writer
  routeReads(stores: DomainStores): DomainStores
}

const randomPlaceKey = () => systemRandom.bytes(32)

const assemble = (
  { log, newPlaceKey = randomPlaceKey, publish = () => {} }: OpenOptions,
  engine: Engine,
): Store => {
  const { readConnection, writeConnection, writer, close, figures, purge } = engine
  const snapPlace = openPlaceGrid(writeConnection, newPlaceKey)
  completeDisabling(writeConnection)
  completeDeletions(writeConnection)
  const transact = createUnitOfWork({ ...engine, publish })
  const connections: Connections = { readConnection, writeConnection, transact, snapPlace }
  const stores = createDomainStores(connections)
  let closed: Promise<void> | null = null
  return {
    ...engine.routeReads(stores),
    record: (write, result) => transact(write, () => ({ result })),
    runOnce: createRunOnce(),
    isHealthy: createHealthCheck(engine, error => log.error({ err: error }, 'A health check failed.')),
    copyTo: file => copyInto(readConnection, file),
    figures,
    purge,
    bounds: () => [
      {
        name: 'writer_waiting',
        max: maxQueueLength,
        used: () => writer.figures().waitingTransactions,
        atBound: 'rejects',
      },
      { name: 'wal_bytes', max: maxWalBytes, used: () => figures().walBytes, atBound: 'waits' },
      {
        name: 'expensive_reads_waiting',
        max: maxWaitingReads,
        used: () => figures().expensiveReads.waiting,
        atBound: 'rejects',
      },
      stores.sessions.bound(),
      stores.users.bound(),
      ...stores.gigs.bounds(),
    ],
    // Closed twice, the descriptor of the WAL could be that of another file.
    close: () => {
      closed ??= close()
      return closed
    },
  }
}
