import { copyFileSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database, { SqliteError } from 'better-sqlite3'
import { giveTo, ownershipOf } from '../../../lib/ownership.ts'
import { systemRandom } from '../../../lib/random.ts'
import type { ExportSource, ImportTarget, RowBatches } from '../../move/port.ts'
import { type MovedTable, movedTables } from '../../move/tables.ts'
import { DamageError, StorageError } from '../../storage-error.ts'
import { databaseFileName, lockFolder, makeFolder } from '../folder.ts'
import { migrate } from '../migrations/migrate.ts'
import { openPlaceGrid } from '../stores/place-writes.ts'
import { copyDatabase, inspectDatabase } from './backup.ts'
import { deriveRows } from './derive.ts'
import { createRowWriter, readRows } from './moved-rows.ts'
import { replaceDatabaseFile } from './replace.ts'

/** A copy, so that nothing waits for its readers. @throws DamageError for contradictions, StorageError */
export const openSqliteSource = async (
  dataDir: string,
  stagingFolder: string,
  onProgress: (share: number) => void,
): Promise<ExportSource> => {
  const file = join(stagingFolder, databaseFileName)
  await copyDatabase(dataDir, file, onProgress)
  const { problems } = inspectDatabase(stagingFolder)
  if (problems.length > 0) throw new DamageError(problems)
  const db = new Database(file)
  migrate(db)
  openPlaceGrid(db, () => systemRandom.bytes(32))
  return {
    readTable: table => readRows(db, table),
    close: async () => {
      db.close()
      rmSync(file, { force: true })
    },
  }
}

/** @throws StorageError when the folder is not empty, or another process uses it */
export const claimEmptyFolder = (dataDir: string): { release(isFilled: boolean): void } => {
  const [file, isNew, owner] = [join(dataDir, databaseFileName), !existsSync(dataDir), ownershipOf(dataDir)]
  makeFolder(dataDir)
  giveTo(owner, dataDir)
  const lock = lockFolder(dataDir)
  const hasDatabase = existsSync(file)
  const release = (isFilled: boolean) => {
    if (!isFilled && !hasDatabase) rmSync(file, { force: true })
    if (!isFilled && isNew) rmSync(dataDir, { recursive: true, force: true })
    lock.close()
  }
  try {
    if (hasDatabase) assertWithoutRows(dataDir)
    return { release }
  } catch (error) {
    release(false)
    throw error
  }
}

const assertWithoutRows = (dataDir: string): void => {
  const { tables, problems } = inspectDatabase(dataDir)
  if (problems.length > 0) throw new DamageError(problems)
  // Every opened database has the key of the places of people.
  const filled = movedTables.find(({ name }) => name !== 'place_grid' && (tables[name] ?? 0) > 0)
  if (filled)
    throw new StorageError(
      `The data folder "${dataDir}" has a marketplace already, and an import fills an empty one. Set DATA_DIR to another folder.`,
    )
}

/** Replaces the database at the commit. Until then an empty one marks the folder as ours after a kill. */
export const openSqliteTarget = (dataDir: string, stagingFolder: string): ImportTarget => {
  const file = join(stagingFolder, databaseFileName)
  makeEmptyDatabase(file)
  if (!existsSync(join(dataDir, databaseFileName))) {
    copyFileSync(file, `${file}.empty`)
    replaceDatabaseFile(dataDir, `${file}.empty`)
  }
  const db = new Database(file)
  // The file is thrown away when anything fails.
  db.pragma('journal_mode = OFF')
  db.pragma('synchronous = OFF')
  db.pragma('foreign_keys = OFF')
  db.exec('BEGIN IMMEDIATE')
  return {
    readTable: table => readRows(db, table),
    writeTable: (table, rows) => writeRows(db, table, rows),
    derive: async () => {
      deriveRows(db)
      db.exec('COMMIT')
      return inspectDatabase(stagingFolder).problems
    },
    commit: async () => {
      db.close()
      replaceDatabaseFile(dataDir, file)
    },
    close: async () => {
      db.close()
    },
  }
}

const makeEmptyDatabase = (file: string): void => {
  const db = new Database(file)
  db.pragma('synchronous = OFF')
  migrate(db)
  db.close()
}

const writeRows = async (db: Database.Database, table: MovedTable, rows: RowBatches): Promise<void> => {
  const write = createRowWriter(db, table)
  for await (const batch of rows) {
    try {
      for (const row of batch) write(row)
    } catch (error) {
      if (!(error instanceof SqliteError)) throw error
      throw new DamageError([
        `The table ${table.name} has a row that breaks a rule of the data: ${error.message}.`,
      ])
    }
  }
}
