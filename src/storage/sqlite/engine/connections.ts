import type Database from 'better-sqlite3'
import type { Once } from '../../../lib/once'

/** What the stores of the domains stand on. In memory both connections are the same one. */
export interface Connections {
  /** For reads; sees what is committed. */
  reader: Database.Database
  /** For statements inside acts of the writer, and for nothing else. */
  inAct: Database.Database
  /** The writer's `write`; with `once` the act is done once and its answer kept beside its effect. */
  write<Result>(act: () => Result, once?: Once<Result>): Promise<Result>
}
