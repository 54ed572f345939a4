import type Database from 'better-sqlite3'
import type { SnapPlace } from '../../../lib/place-grid.ts'
import type { UnitOfWork } from './unit-of-work.ts'

/** In memory both are the same one. */
export interface Connections {
  readConnection: Database.Database
  /** For statements inside a unit of work alone. */
  writeConnection: Database.Database
  transact: UnitOfWork
  /** Snaps a place to the grid of its owner (ruling U2). */
  snapPlace: SnapPlace
}

export const prepareConnection = (db: Database.Database) => {
  db.pragma('foreign_keys = ON')
  db.pragma('temp_store = MEMORY')
  // Zeros overwrite what is deleted, so that free pages hold nothing of a deleted person.
  db.pragma('secure_delete = ON')
  // KiB. The file is mapped into memory, so a larger cache would hold pages twice.
  db.pragma('cache_size = -8192')
  // SQLite's maximum: outside of the map each page costs a system call.
  db.pragma('mmap_size = 2147418112')
}
