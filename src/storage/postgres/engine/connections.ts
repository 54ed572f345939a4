import type { SnapPlace } from '../../../lib/place-grid.ts'
import type { Queries } from './queries.ts'
import type { UnitOfWork } from './unit-of-work.ts'

export interface Connections {
  /** Each read may run on another connection. Inside a unit of work it could wait for itself. */
  reads: Queries
  transact: UnitOfWork
  /** Snaps a place to the grid of its owner (ruling U2). */
  snapPlace: SnapPlace
}
