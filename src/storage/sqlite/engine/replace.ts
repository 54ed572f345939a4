import { chmodSync, existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { giveTo, ownershipOf } from '../../../lib/ownership.ts'
import { databaseFileName, syncPath } from '../folder.ts'

/** Replaces in one step. The owner and the mode stay. */
export const replaceDatabaseFile = (dataDir: string, rebuilt: string): void => {
  const file = join(dataDir, databaseFileName)
  const owner = ownershipOf(file)
  if (existsSync(file)) emptyWal(file)
  chmodSync(rebuilt, existsSync(file) ? owner.mode : 0o600)
  giveTo(owner, rebuilt)
  syncPath(rebuilt)
  renameSync(rebuilt, file)
  syncPath(dataDir)
}

const emptyWal = (file: string): void => {
  const db = new Database(file)
  try {
    db.pragma('wal_checkpoint(TRUNCATE)')
    db.pragma('journal_mode = DELETE')
  } finally {
    db.close()
  }
}
