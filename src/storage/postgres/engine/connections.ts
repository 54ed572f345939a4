import type { SnapPlace } from '../../../lib/place-grid.ts'
import type { Queries } from './queries.ts'
import type { UnitOfWork } from './unit-of-work.ts'

/** What the domain stores need of the engine. */
export interface Connections {
  /** For reads outside of a unit of work; each may run on another connection. Not inside one: it could wait for itself. */
  reads: Queries
  transact: UnitOfWork
  /** To the grid of its owner (ruling U2). */
  snapPlace: SnapPlace
}
