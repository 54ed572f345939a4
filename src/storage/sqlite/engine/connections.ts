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
