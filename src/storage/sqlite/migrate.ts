import type Database from 'better-sqlite3'
import { StorageError } from '../storage-error.ts'
import peopleAndGigs from './migrations/0001-people-and-gigs.sql' with { type: 'text' }
import files from './migrations/0002-files.sql' with { type: 'text' }
import chat from './migrations/0003-chat.sql' with { type: 'text' }
import buddiesAndReviews from './migrations/0004-buddies-and-reviews.sql' with { type: 'text' }
import money from './migrations/0005-money.sql' with { type: 'text' }
import search from './migrations/0006-search.sql' with { type: 'text' }

/** Every step of the schema in order. A step that has shipped is never changed; a new one is added behind it. */
const migrations: readonly string[] = [peopleAndGigs, files, chat, buddiesAndReviews, money, search]

export const schemaVersion = migrations.length

/**
 * Brings a database to the newest schema, each step in a transaction of its own with its number (`user_version`).
 * @throws StorageError when the database was written by a newer version of the product
 */
export const migrate = (db: Database.Database): void => {
  const found = Number(db.pragma('user_version', { simple: true }))
  if (found > schemaVersion) {
    throw new StorageError(
      `The data was written by a newer version: its schema is ${found}, this version knows ${schemaVersion}. Start the newer version instead.`,
    )
  }
  migrations.slice(found).forEach((sql, done) => {
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`user_version = ${found + done + 1}`)
    }).immediate()
  })
}
