import type Database from 'better-sqlite3'
import type { SnapPlace } from '../../../lib/place-grid.ts'
import type { UnitOfWork } from './unit-of-work.ts'

/** The connections of the domain stores. In memory both are the same one. */
export interface Connections {
  /** For reads; sees what is committed. */
  readConnection: Database.Database
  /** For statements inside a unit of work, and for nothing else. */
  writeConnection: Database.Database
  transact: UnitOfWork
  /** To the grid of its owner (ruling U2). */
  snapPlace: SnapPlace
}

export const prepareConnection = (db: Database.Database) => {
  db.pragma('foreign_keys = ON')
  db.pragma('temp_store = MEMORY')
  // What is deleted is overwritten with zeros: a person who deletes their account leaves nothing in free pages.
  db.pragma('secure_delete = ON')
  // In KiB. The file is mapped into memory, so a larger cache would hold pages twice and make nothing faster.
  db.pragma('cache_size = -8192')
  // The most that SQLite takes: what is not in the map costs a system call for each page.
  db.pragma('mmap_size = 2147418112')
}
