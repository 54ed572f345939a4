import Database from 'better-sqlite3'
import { StorageError } from '../storage-error.ts'
import { findSchemaDifferences } from './migrations/schema-differences.ts'

/** A foreign trigger would run with the first write. @param what begins a sentence @throws StorageError */
export const assertOwnSchema = (db: Database.Database, what: string): void => {
  const differences = findSchemaDifferences(db)
  if (differences.length > 0)
    throw new StorageError(
      `${what} has another schema than its version. ${differences[0]} "chayenity check" lists all differences, and "chayenity repair --apply" takes its rows into a new database.`,
    )
}

/** For a file that nobody has opened. @throws StorageError */
export const assertOwnSchemaOf = (file: string): void => {
  const db = new Database(file, { readonly: true })
  try {
    assertOwnSchema(db, `The database "${file}"`)
  } finally {
    db.close()
  }
}
