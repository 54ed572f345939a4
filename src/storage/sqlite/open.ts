import {
  chmodSync,
  closeSync,
  existsSync,
  fdatasync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import Database, { SqliteError } from 'better-sqlite3'
import type { Log } from '../../lib/log.ts'
import { systemRandom } from '../../lib/random.ts'
import { StorageError } from '../storage-error.ts'
import type { Store } from '../store.ts'
import { createCheckpoints } from './engine/checkpoints.ts'
import { type Connections, prepareConnection } from './engine/connections.ts'
import { copyInto } from './engine/copy.ts'
import { createHealthCheck } from './engine/health.ts'
import { createReadQueue, noExpensiveReads } from './engine/read-queue.ts'
import { ReadThread } from './engine/read-thread.ts'
import { createUnitOfWork, type Publish } from './engine/unit-of-work.ts'
import { createWriter, type MakeDurable, type Writer } from './engine/writer.ts'
import { migrate } from './migrations/migrate.ts'
import { routeReads } from './read-routes.ts'
import { completeDisabling } from './stores/disabling.ts'
import { createDomainStores, type DomainStores } from './stores/domain-stores.ts'
import { openPlaceGrid } from './stores/place-writes.ts'

export interface OpenOptions {
  /** A folder, or `:memory:`. */
  dataDir: string
  /** The initial content of a store in memory: a file that `Store.copyTo` wrote. */
  image?: Buffer
  durability: 'grouped' | 'full'
  log: Log
  /** Makes the key of the grids of people's places, for a database that has none. At random when left out. */
  newPlaceKey?: () => Uint8Array
  /** Called with the effects of every write once it is durable. */
  publish?: Publish
  /** Called when a sync fails. What is durable is unknown then, so the process has to end. */
  onFatalStorageError: (error: unknown) => void
}

export const databaseFileName = 'chayenity.db'

/**
 * Opens the store and brings its schema up to date.
 * @throws StorageError when the folder cannot be used or another process uses it
 */
export const openSqliteStore = (options: OpenOptions): Store =>
  options.dataDir === ':memory:' ? openInMemory(options) : openOnDisk(options)

const openInMemory = (options: OpenOptions): Store => {
  const { image, onFatalStorageError } = options
  const db = new Database(image ?? ':memory:')
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

const openOnDisk = (options: OpenOptions): Store => {
  completeRestore(resolve(options.dataDir))
  makeFolder(options.dataDir)
  const lock = lockFolder(options.dataDir)
  try {
    return openLocked(options, lock)
  } catch (error) {
    lock.close()
    if (!(error instanceof SqliteError)) throw error
    throw new StorageError(
      `The database in "${options.dataDir}" cannot be opened (${error.code}). Restore it from a backup, or set DATA_DIR to another folder.`,
    )
  }
}

const openLocked = (options: OpenOptions, lock: Database.Database): Store => {
  const { dataDir, durability, log, onFatalStorageError } = options
  const file = join(dataDir, databaseFileName)
  const db = openDatabase(file, durability)
  const wal = openWal(db, file)
  syncFolder(dataDir)
  const readConnection = new Database(file, { readonly: true })
  prepareConnection(readConnection)
  const checkpoints = createCheckpoints(file, error => log.error({ err: error }, 'A checkpoint failed.'))
  const readThread = new ReadThread(file)
  const readQueue = createReadQueue({
    run: (call, signal) => readThread.run(call, signal),
    onDeath: error => log.error({ err: error }, 'The read worker died.'),
  })
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
    routeReads: stores => routeReads(stores, readConnection, readQueue),
    figures: () => ({
      ...writer.figures(),
      expensiveReads: readQueue.figures(),
      databaseBytes: statSync(file).size,
      walBytes: fstatSync(wal).size,
    }),
  })
}

const openDatabase = (file: string, durability: OpenOptions['durability']): Database.Database => {
  const db = new Database(file)
  try {
    chmodSync(file, 0o600)
    db.pragma('journal_mode = WAL')
    db.pragma(`synchronous = ${durability === 'full' ? 'FULL' : 'NORMAL'}`)
    // Checkpoints sync the disk, so they run in a thread of their own.
    db.pragma('wal_autocheckpoint = 0')
    db.pragma('journal_size_limit = 67108864')
    prepareConnection(db)
    migrate(db)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** What differs between a store on the disk and one in memory. */
interface Engine extends Omit<Connections, 'transact' | 'snapPlace'>, Pick<Store, 'close' | 'figures'> {
  writer: Writer
  routeReads(stores: DomainStores): DomainStores
}

const randomPlaceKey = () => systemRandom.bytes(32)

const assemble = (
  { log, newPlaceKey = randomPlaceKey, publish = () => {} }: OpenOptions,
  engine: Engine,
): Store => {
  const { readConnection, writeConnection, close, figures } = engine
  const snapPlace = openPlaceGrid(writeConnection, newPlaceKey)
  completeDisabling(writeConnection)
  const transact = createUnitOfWork({ ...engine, publish })
  const connections: Connections = { readConnection, writeConnection, transact, snapPlace }
  let closed: Promise<void> | null = null
  return {
    ...engine.routeReads(createDomainStores(connections)),
    record: (write, result) => transact(write, () => ({ result })),
    isHealthy: createHealthCheck(engine, error => log.error({ err: error }, 'A health check failed.')),
    copyTo: file => copyInto(readConnection, file),
    figures,
    // Closed twice, the descriptor of the WAL could be that of another file by then.
    close: () => {
      closed ??= close()
      return closed
    },
  }
}

const makeFolder = (dataDir: string) => {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    // A folder that exists already, such as the one in a clone, becomes private at the first start.
    if (!existsSync(join(dataDir, databaseFileName))) chmodSync(dataDir, 0o700)
    closeSync(openSync(join(dataDir, lockFileName), 'a', 0o600))
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new StorageError(
      `The data folder "${dataDir}" cannot be written${reason}. Set DATA_DIR to another folder.`,
    )
  }
}

const lockFileName = '.lock'

/**
 * Only one process may use a data folder. The lock is SQLite's own, on a file beside the database: the system releases
 * it when the process ends for any reason. The caller must keep the handle, because a collected handle releases it.
 */
export const lockFolder = (dataDir: string): Database.Database => {
  const lock = new Database(join(dataDir, lockFileName), { timeout: 0 })
  try {
    lock.pragma('journal_mode = MEMORY')
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    if (error instanceof SqliteError && error.code === 'SQLITE_BUSY') {
      throw new StorageError(
        `The data folder "${dataDir}" is used by another Chayenity process. Stop that one, or set DATA_DIR to another folder.`,
      )
    }
    throw error
  }
}

/** The WAL stays the same file while a connection is open, so one descriptor serves all syncs. */
const openWal = (db: Database.Database, file: string): number => {
  const wal = `${file}-wal`
  // SQLite creates the file at the first write of a connection.
  if (!existsSync(wal)) db.exec('UPDATE health SET checks = checks + 1')
  return openSync(wal, 'r+')
}

const syncOf =
  (descriptor: number): MakeDurable =>
  () =>
    new Promise((resolve, reject) => {
      fdatasync(descriptor, error => (error ? reject(error) : resolve()))
    })

/** A new file survives a power cut only when its folder is synced too. */
export const syncFolder = (folder: string) => {
  const descriptor = openSync(folder, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}

/** Ends the name of a restored folder that is verified and not yet renamed to the data folder. */
export const readySuffix = '.restored'

/** Completes an interrupted restore: renames the restored folder to the data folder, if that is missing. */
export const completeRestore = (dataDir: string) => {
  const ready = `${dataDir}${readySuffix}`
  if (existsSync(dataDir) || !existsSync(ready)) return
  renameSync(ready, dataDir)
  syncFolder(dirname(dataDir))
}
