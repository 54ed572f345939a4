import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database, { SqliteError } from 'better-sqlite3'
import type { Timestamp } from '../../../lib/timestamp.ts'
import { StorageError } from '../../storage-error.ts'
import { schemaVersion } from '../migrations/migrate.ts'
import { databaseFileName } from '../open.ts'
import { copyInto } from './copy.ts'
import { type Findings, filesNamedBy, type NamedFile, verifyDatabase } from './verify.ts'

/**
 * Copies the database as it is at one moment, also while a server of another process writes to it. The copy is one
 * file without a WAL.
 * @param onProgress gets the completed share, from 0 to 1
 */
export const copyDatabase = async (
  dataDir: string,
  target: string,
  onProgress: (share: number) => void,
): Promise<void> => {
  const source = openReadOnly(dataDir)
  try {
    await copyInto(source, target, onProgress)
  } catch (error) {
    const damage = describeDamage(error)
    throw damage ? new StorageError(`${damage} Run "chayenity check", or restore a backup.`) : error
  } finally {
    source.close()
  }
}

/** A sentence for an error of SQLite that a damaged file causes; null for every other error. */
const describeDamage = (error: unknown): string | null =>
  error instanceof SqliteError && /^SQLITE_(NOTADB|CORRUPT|ERROR)/.test(error.code)
    ? `The database cannot be read (${error.code}).`
    : null

/** Verifies the database in a folder and lists the files that it names. */
export const inspectDatabase = (folder: string): Findings & { files: NamedFile[] } => {
  const db = openReadOnly(folder)
  try {
    return { ...verifyDatabase(db), files: filesNamedBy(db) }
  } catch (error) {
    const damage = describeDamage(error)
    if (!damage) throw error
    return { schema: 0, tables: {}, files: [], problems: [damage] }
  } finally {
    db.close()
  }
}

/** Ends every session in a database that nobody has opened, of any schema. @returns how many were open */
export const endSessionsIn = (folder: string, now: Timestamp): number => {
  const db = new Database(join(folder, databaseFileName))
  try {
    return db.prepare('UPDATE sessions SET ended_at = ? WHERE ended_at IS NULL').run(now).changes
  } finally {
    db.close()
  }
}

/**
 * The schema of a data folder that needs a migration, or null where none is needed. An unreadable database counts as
 * such a folder: opening it reports the error in a sentence.
 */
export const findOldSchema = (dataDir: string): number | null => {
  if (dataDir === ':memory:' || !existsSync(join(dataDir, databaseFileName))) return null
  try {
    return oldSchemaOf(openReadOnly(dataDir))
  } catch (error) {
    if (error instanceof SqliteError) return null
    throw error
  }
}

const oldSchemaOf = (db: Database.Database): number | null => {
  try {
    const found = Number(db.pragma('user_version', { simple: true }))
    return found > 0 && found < schemaVersion ? found : null
  } finally {
    db.close()
  }
}

const openReadOnly = (folder: string): Database.Database => {
  const file = join(folder, databaseFileName)
  if (!existsSync(file)) {
    throw new StorageError(`There is no database in "${folder}". Set DATA_DIR to the folder of the server.`)
  }
  return new Database(file, { readonly: true })
}
