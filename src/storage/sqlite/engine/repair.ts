import Database, { SqliteError } from 'better-sqlite3'
import { DamageError } from '../../storage-error.ts'
import { migrate } from '../migrations/migrate.ts'
import { deriveRows } from './derive.ts'

const derivedTables = [
  'gig_places',
  'gig_packed_offsets',
  'gig_cell_changes',
  'gig_counts',
  'gig_chunks',
  'idempotency_people',
  'late_gigs',
  'list_totals',
]

export interface FileCorrections {
  missing: readonly string[]
  hashes: ReadonlyMap<string, string>
}

/**
 * Copies rows, money among them, and derives the rest, so a damaged index does no harm. @param source a copy
 * of the database, which is migrated first @param target a file that does not exist yet @throws DamageError
 * when a table cannot be read in full
 */
export const rebuildDatabase = (source: string, target: string, corrections: FileCorrections): void => {
  migrateCopy(source)
  const db = new Database(target)
  try {
    db.pragma('foreign_keys = OFF')
    db.pragma('temp_store = MEMORY')
    migrate(db)
    db.prepare('ATTACH ? AS old').run(source)
    db.transaction(() => {
      copyRows(db)
      correctFiles(db, corrections)
      deriveRows(db)
    }).immediate()
    db.exec('DETACH old')
  } finally {
    db.close()
  }
}

const migrateCopy = (file: string): void => {
  const db = new Database(file)
  try {
    migrate(db)
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error
    throw new DamageError([`The database cannot be read (${error.code}). Restore a backup.`])
  } finally {
    db.close()
  }
}

const copyRows = (db: Database.Database): void => {
  const names = db
    .prepare<[], string>(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
    )
    .pluck()
    .all()
    .filter(name => !derivedTables.includes(name))
  for (const name of names) {
    const columns = db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(name)
    const list = columns.map(column => `"${column}"`).join(', ')
    readTable(db, name, [
      `DELETE FROM main."${name}"`,
      `INSERT INTO main."${name}" (${list}) SELECT ${list} FROM old."${name}" NOT INDEXED`,
    ])
  }
  readTable(db, 'sqlite_sequence', [
    `UPDATE main.sqlite_sequence SET seq = max(seq, coalesce(
      (SELECT seq FROM old.sqlite_sequence AS former WHERE former.name = main.sqlite_sequence.name), 0))`,
  ])
}

/** @throws DamageError when the table cannot be read in full */
const readTable = (db: Database.Database, name: string, statements: readonly string[]): void => {
  try {
    for (const statement of statements) db.exec(statement)
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error
    throw new DamageError([
      `The table ${name} cannot be read in full (${error.code}): only a backup has its rows.`,
    ])
  }
}

const correctFiles = (db: Database.Database, { missing, hashes }: FileCorrections): void => {
  const forget = db.prepare<[string]>('UPDATE users SET profile_image_id = NULL WHERE profile_image_id = ?')
  const drop = db.prepare<[string]>('DELETE FROM files WHERE id = ?')
  for (const id of missing) {
    forget.run(id)
    drop.run(id)
  }
  const setHash = db.prepare<[string, string]>('UPDATE files SET sha256 = ? WHERE id = ? AND sha256 IS NULL')
  for (const [id, hash] of hashes) setHash.run(hash, id)
}
