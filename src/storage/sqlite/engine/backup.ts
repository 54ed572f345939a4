import { existsSync } from 'node:fs'
import { join } from 'node:path'
import Database, { SqliteError } from 'better-sqlite3'
import type { Timestamp } from '../../../lib/timestamp.ts'
import type { NamedFile } from '../../named-file.ts'
import { DamageError, StorageError } from '../../storage-error.ts'
import { databaseFileName } from '../folder.ts'
import { schemaVersion } from '../migrations/migrate.ts'
import { findSchemaDifferences } from '../migrations/schema-differences.ts'
import { copyInto } from './copy.ts'
import { describeDamage, type Findings, filesNamedBy, quickCheck, verifyDatabase } from './verify.ts'

/** As of one moment, without a WAL, also while another process writes. @param onProgress from 0 to 1 */
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
    throw damage ? new DamageError([`${damage} Restore a backup.`]) : error
  } finally {
    source.close()
  }
}

export const inspectDatabase = (folder: string): Findings & { files: NamedFile[] } =>
  readDatabase(
    folder,
    db => ({ ...verifyDatabase(db), files: listNamedFiles(folder) }),
    damage => ({
      schema: 0,
      tables: {},
      files: [],
      damage: [damage],
      schemaDifferences: [],
      problems: [damage],
    }),
  )

/** Whether every page can be read. A sentence for each problem. */
export const quickCheckIn = (folder: string): string[] => readDatabase(folder, quickCheck, damage => [damage])

/** None when the database cannot be read. */
export const listNamedFiles = (folder: string): NamedFile[] => readDatabase(folder, filesNamedBy, () => [])

/** @param onDamage gets a sentence when the file cannot be read */
const readDatabase = <Result>(
  folder: string,
  read: (db: Database.Database) => Result,
  onDamage: (sentence: string) => Result,
): Result => {
  let db: Database.Database | null = null
  try {
    db = openReadOnly(folder)
    return read(db)
  } catch (error) {
    const damage = describeDamage(error)
    if (damage) return onDamage(damage)
    if (!(error instanceof SqliteError)) throw error
    throw new StorageError(`The database in "${folder}" cannot be opened (${error.code}).`)
  } finally {
    db?.close()
  }
}

/** In a database of any schema that nobody has opened. @returns how many were open */
export const endSessionsIn = (folder: string, now: Timestamp): number => {
  const db = new Database(join(folder, databaseFileName))
  try {
    const end = (table: string) =>
      db.prepare(`UPDATE ${table} SET ended_at = ? WHERE ended_at IS NULL`).run(now).changes
    const hasOperators = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'operator_sessions'").get()
    if (hasOperators) end('operator_sessions')
    return end('sessions')
  } finally {
    db.close()
  }
}

/** Null where no migration is needed, or where opening rejects the database with a sentence. */
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
    const isOld = found > 0 && found < schemaVersion && findSchemaDifferences(db).length === 0
    return isOld ? found : null
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
