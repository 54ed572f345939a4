import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from './config.ts'
import { AccountCaches } from './domain/accounts/caches.ts'
import { publishTo } from './domain/notifications/publish.ts'
import { createBucketFileStore } from './files/bucket.ts'
import type { BucketAccess } from './files/bucket-requests.ts'
import { createDiskFileStore } from './files/disk.ts'
import type { FileStore } from './files/file-store.ts'
import { createMemoryFileStore } from './files/memory.ts'
import { type Clock, systemClock } from './lib/clock.ts'
import { createNewId, type NewId } from './lib/ids.ts'
import { createLog, type Log } from './lib/log.ts'
import { type Random, systemRandom } from './lib/random.ts'
import { createSendMail, type SendMail } from './mail/mailer.ts'
import { Hub } from './realtime/hub.ts'
import { openSqliteStore } from './storage/sqlite/open.ts'
import { StorageError } from './storage/storage-error.ts'
import type { Store } from './storage/store.ts'
import { Upkeep } from './storage/upkeep.ts'

/** What the product needs from around it. It is made once, at the start, and handed down. */
export interface Context {
  config: Config
  /** Signs the tokens; at least 32 bytes. */
  secretKey: Uint8Array
  store: Store
  files: FileStore
  clock: Clock
  newId: NewId
  log: Log
  /** Every open socket. Publish to it only what is durable. */
  hub: Hub
  upkeep: Upkeep
  /** null where no mail is sent. */
  sendMail: SendMail | null
  accountCaches: AccountCaches
}

export interface Surroundings {
  clock?: Clock
  random?: Random
  log?: Log
  files?: FileStore
  secretKey?: Uint8Array
  /** Of the grids of people's places, for a new folder. */
  placeKey?: Uint8Array
  /** The initial content of a store in memory: a file that `Store.copyTo` wrote. */
  image?: Buffer
  /** Called when a sync fails; the process has to end. */
  onFatalStorageError?: (error: unknown) => void
}

/** @throws StorageError when the data folder cannot be used */
export const createContext = (config: Config, surroundings: Surroundings = {}): Context => {
  const clock = surroundings.clock ?? systemClock
  const log = surroundings.log ?? createLog(config.logLevel)
  const random = surroundings.random ?? systemRandom
  const { dataDir, durability } = config
  const { image, onFatalStorageError = () => {} } = surroundings
  const newId = createNewId(clock, random)
  const hub = new Hub(clock)
  const store = openSqliteStore({
    dataDir,
    durability,
    log,
    publish: publishTo(hub),
    onFatalStorageError,
    // The people of a demo are made up, and the same seed makes the same world.
    newPlaceKey: () =>
      surroundings.placeKey ?? (config.mode === 'demo' ? new Uint8Array(32) : random.bytes(32)),
    ...(image && { image }),
  })
  const files = surroundings.files ?? createFileStore(config, clock)
  const secretKey = surroundings.secretKey ?? secretKeyOf(config)
  return {
    config,
    secretKey,
    store,
    files,
    clock,
    newId,
    log,
    hub,
    upkeep: new Upkeep(),
    sendMail: createSendMail(config, log),
    accountCaches: new AccountCaches(),
  }
}

/** The pictures are in a bucket where there is one, else beside the database. */
const createFileStore = (config: Config, clock: Clock): FileStore => {
  const bucket = bucketAccessOf(config)
  if (bucket) return createBucketFileStore(bucket)
  return config.dataDir === ':memory:' ? createMemoryFileStore(clock) : createDiskFileStore(config.dataDir)
}

/** @returns null where pictures are in the data folder */
export const bucketAccessOf = (config: Config): BucketAccess | null => {
  const { s3Bucket: bucket, s3Endpoint, s3Region, s3AccessKeyId, s3SecretAccessKey } = config
  if (bucket === null) return null
  return {
    endpoint: s3Endpoint,
    region: s3Region,
    accessKeyId: s3AccessKeyId,
    secretAccessKey: s3SecretAccessKey,
    bucket,
  }
}

/** Finishes the accepted writes and releases the data folder. */
export const disposeContext = (ctx: Context): Promise<void> => ctx.store.close()

/** The configured key, or one that the first start creates in the data folder, readable by its owner only. */
const secretKeyOf = ({ jwtSecret, dataDir }: Config): Uint8Array => {
  if (jwtSecret) return new TextEncoder().encode(jwtSecret)
  if (dataDir === ':memory:') return randomBytes(32)
  const file = join(dataDir, 'secret.key')
  if (!existsSync(file)) {
    // Written under another name and then renamed, so that a crash cannot leave half a key.
    writeFileSync(`${file}.new`, randomBytes(32).toString('base64url'), { mode: 0o600, flush: true })
    renameSync(`${file}.new`, file)
  }
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url')
  if (key.length >= 32) return key
  throw new StorageError(
    `The key in "${file}" is damaged. Restore it, or delete it: then everybody has to log in again.`,
  )
}
