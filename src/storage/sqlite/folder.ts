import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import Database, { SqliteError } from 'better-sqlite3'
import { giveTo, ownershipOf } from '../../lib/ownership.ts'
import { StorageError } from '../storage-error.ts'

export const databaseFileName = 'chayenity.db'

/** Unless a reader, such as a backup, needs what is in the WAL. */
export const maxWalBytes = 64 * 1024 ** 2

const lockFileName = '.lock'

/** A folder with these counts as new. */
const harmlessNames = ['backups', 'data-folder.json', 'lost+found', 'secret.key']
const emptyNames = ['thumbnails', 'uploads']

/** In a folder of somebody else, a start would close it to others and sweep its pictures. */
const findForeign = (dataDir: string): string | undefined =>
  readdirSync(dataDir).find(
    name =>
      // A killed process leaves half-written files that end in .new.
      !(name.startsWith('.') || harmlessNames.includes(name.replace(/\.new$/, ''))) &&
      !(emptyNames.includes(name) && readdirSync(join(dataDir, name)).length === 0),
  )

/** Readable by its owner only. @throws StorageError */
export const makeFolder = (dataDir: string) => {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    if (!existsSync(join(dataDir, databaseFileName))) {
      const foreign = findForeign(dataDir)
      if (foreign !== undefined)
        throw new StorageError(
          `The data folder "${dataDir}" has no database, but holds "${foreign}". Set DATA_DIR to an empty folder, or restore a backup.`,
        )
      // A folder that exists already, such as that of a clone, becomes private at the first start.
      chmodSync(dataDir, 0o700)
    }
    closeSync(openSync(join(dataDir, lockFileName), 'a', 0o600))
  } catch (error) {
    if (error instanceof StorageError) throw error
    const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new StorageError(
      `The data folder "${dataDir}" cannot be written${reason}. Set DATA_DIR to another folder.`,
    )
  }
}

/** The holder must keep it, because a collected lock is released. */
export interface Lock {
  close(): void
}

/** The system releases SQLite's lock however the process ends. @returns null when another process holds it */
export const lockFile = (file: string): Lock | null => {
  const lock = new Database(file, { timeout: 0 })
  try {
    lock.pragma('journal_mode = MEMORY')
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    if (error instanceof SqliteError && error.code === 'SQLITE_BUSY') return null
    throw error
  }
}

/** @throws StorageError when another process uses the folder */
export const lockFolder = (dataDir: string): Lock => {
  const file = join(dataDir, lockFileName)
  const lock = lockFile(file)
  if (!lock) {
    throw new StorageError(
      `The data folder "${dataDir}" is used by another Chayenity process. Stop that one, or set DATA_DIR to another folder.`,
    )
  }
  // Root may lock the folder of another user, who has to open the file later.
  giveTo(ownershipOf(dataDir), file)
  return lock
}

/** A new file survives a power cut only when its folder is synced too. */
export const syncPath = (path: string) => {
  const descriptor = openSync(path, 'r')
  fsyncSync(descriptor)
  closeSync(descriptor)
}

/** Ends the name of a restored folder that is verified and not yet renamed. */
export const readySuffix = '.restored'

/** Holds the name to which the former data folder is renamed first. */
export const replacedFileName = '.replaces'

/** Renames only if the former data folder was moved aside for the restored one. */
export const completeRestore = (dataDir: string) => {
  const ready = `${dataDir}${readySuffix}`
  const replaced = join(ready, replacedFileName)
  if (existsSync(dataDir) || !existsSync(replaced)) return
  if (!existsSync(join(dirname(dataDir), readFileSync(replaced, 'utf8')))) return
  renameSync(ready, dataDir)
  rmSync(join(dataDir, replacedFileName), { force: true })
  syncPath(dirname(dataDir))
}
