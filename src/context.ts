import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, hasCopies } from './config.ts'
import { AccountCaches } from './domain/accounts/caches.ts'
import { publishTo } from './domain/notifications/publish.ts'
import { createBucketFileStore } from './files/bucket.ts'
import { accessTo, type BucketAccess } from './files/bucket-requests.ts'
import { createDiskFileStore } from './files/disk.ts'
import type { FileStore } from './files/file-store.ts'
import { createMemoryFileStore } from './files/memory.ts'
import { type Clock, systemClock } from './lib/clock.ts'
import { createNewId, type NewId } from './lib/ids.ts'
import { createLog, type Log } from './lib/log.ts'
import { type Random, systemRandom } from './lib/random.ts'
import type { Live } from './live/live.ts'
import { createSendMail, type SendMail } from './mail/mailer.ts'
import { Hub } from './realtime/hub.ts'
import { createSessionCheck } from './realtime/session-check.ts'
import { openSqliteStore } from './storage/sqlite/open.ts'
import { openPictureFolder } from './storage/sqlite/picture-folder.ts'
import { StorageError } from './storage/storage-error.ts'
import type { Store } from './storage/store.ts'
import { Upkeep } from './storage/upkeep.ts'

export interface Context {
  config: Config
  /** Signs the tokens; at least 32 bytes. */
  secretKey: Uint8Array
  store: Store
  files: FileStore
  clock: Clock
  newId: NewId
  log: Log
  /** Publish only what is durable. */
  hub: Hub
  upkeep: Upkeep
  /** Null where no mail is sent. */
  sendMail: SendMail | null
  accountCaches: AccountCaches
  /** What is shared with other copies of the server; null where there is one. */
  live: Live | null
}

export interface Surroundings {
  clock?: Clock
  random?: Random
  log?: Log
  files?: FileStore
  secretKey?: Uint8Array
  placeKey?: Uint8Array
  image?: Buffer
  /** The process has to end. */
  onFatalStorageError?: (error: unknown) => void
  /** Whether other copies of the server hear this one. A command that runs beside them is not heard. */
  joinsCopies?: boolean
}

/** Opens the SQLite store. @throws StorageError when the folder cannot be used */
export const createContext = (config: Config, surroundings: Surroundings = {}): Context => {
  const { dataDir, durability } = config
  const { image, onFatalStorageError = () => {} } = surroundings
  const parts = partsOf(config, surroundings)
  const store = openSqliteStore({
    dataDir,
    durability,
    onFatalStorageError,
    ...openingOf(config, surroundings, parts),
    ...(image && { image }),
  })
  return assemble(config, surroundings, parts, { store, live: null })
}

/** @throws StorageError when the engine of the settings cannot be used */
export const openContext = async (config: Config, surroundings: Surroundings = {}): Promise<Context> => {
  const { databaseUrl, databaseConnections, databasePooler, dataDir } = config
  if (databaseUrl === null) return createContext(config, surroundings)
  const folder = openPictureFolder(dataDir)
  const parts = partsOf(config, surroundings)
  let live: Live | null = null
  try {
    if (surroundings.joinsCopies) live = await joinCopies(config, surroundings, parts)
    const { openPostgresStore } = await import('./storage/postgres/open.ts')
    const store = await openPostgresStore({
      url: databaseUrl,
      maxConnections: databaseConnections,
      isPooled: databasePooler === 'transaction',
      isSole: !hasCopies(config),
      onDoubt: createSessionCheck(parts.hub),
      ...openingOf(config, surroundings, parts),
    })
    // What was written last has to be told before.
    const close = () =>
      store
        .close()
        .finally(() => live?.close())
        .finally(() => folder.close())
    return assemble(config, surroundings, parts, { store: { ...store, close }, live })
  } catch (error) {
    await live?.close()
    folder.close()
    throw error
  }
}

/** @throws StorageError when REDIS_URL cannot be used */
const joinCopies = async (
  config: Config,
  surroundings: Surroundings,
  { clock, log, newId }: Parts,
): Promise<Live | null> => {
  if (config.redisUrl === null || !hasCopies(config)) return null
  const secretKey = surroundings.secretKey ?? secretKeyOf(config)
  const name = createHash('sha256').update('copies of ').update(secretKey).digest('hex')
  // Nothing of Redis is loaded where there is none.
  const { openLive } = await import('./live/open.ts')
  try {
    return await openLive({ url: config.redisUrl, name, id: newId(), clock, log })
  } catch (error) {
    throw new StorageError(error instanceof Error ? error.message : String(error))
  }
}

const partsOf = (config: Config, surroundings: Surroundings) => {
  const clock = surroundings.clock ?? systemClock
  const random = surroundings.random ?? systemRandom
  const log = surroundings.log ?? createLog(config.logLevel)
  return { clock, random, log, newId: createNewId(clock, random), hub: new Hub(clock) }
}

type Parts = ReturnType<typeof partsOf>

const openingOf = ({ mode }: Config, { placeKey }: Surroundings, { log, hub, random }: Parts) => ({
  log,
  publish: publishTo(hub),
  // Demo people are made up, and the same seed makes the same world.
  newPlaceKey: () => placeKey ?? (mode === 'demo' ? new Uint8Array(32) : random.bytes(32)),
})

const assemble = (
  config: Config,
  surroundings: Surroundings,
  { clock, log, newId, hub }: Parts,
  { store, live }: Pick<Context, 'store' | 'live'>,
): Context => {
  return {
    config,
    secretKey: surroundings.secretKey ?? secretKeyOf(config),
    store,
    files: surroundings.files ?? createFileStore(config, clock),
    clock,
    newId,
    log,
    hub,
    upkeep: new Upkeep(),
    sendMail: createSendMail(config, log),
    accountCaches: new AccountCaches(),
    live,
  }
}

const createFileStore = (config: Config, clock: Clock): FileStore => {
  const bucket = bucketAccessOf(config)
  if (bucket) return createBucketFileStore(bucket)
  return config.dataDir === ':memory:' ? createMemoryFileStore(clock) : createDiskFileStore(config.dataDir)
}

export const bucketAccessOf = (config: Config): BucketAccess | null =>
  config.s3Bucket === null ? null : accessTo(config.s3Bucket, config)

export const disposeContext = (ctx: Context): Promise<void> => ctx.store.close()

/** The first start creates it in the data folder, for its owner only. */
const secretKeyOf = ({ jwtSecret, dataDir }: Config): Uint8Array => {
  if (jwtSecret) return new TextEncoder().encode(jwtSecret)
  if (dataDir === ':memory:') return randomBytes(32)
  const file = join(dataDir, 'secret.key')
  if (!existsSync(file)) {
    // A crash must not leave half a key.
    writeFileSync(`${file}.new`, randomBytes(32).toString('base64url'), { mode: 0o600, flush: true })
    renameSync(`${file}.new`, file)
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url')
  if (key.length >= 32) return key
  throw new StorageError(
    `The key in "${file}" is damaged. Restore it, or delete it: then everybody has to log in again.`,
  )
}
