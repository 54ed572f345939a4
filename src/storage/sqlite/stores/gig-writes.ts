import type Database from 'better-sqlite3'
import { eq, getTableColumns } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { Gig } from '../../../domain/gigs/gig'
import type { GigId } from '../../../domain/ids'
import { AppError } from '../../../errors'
import { named, parametersFor } from '../engine/statements'
import { gigs } from '../engine/tables'
import { createGigPlacesInAct } from '../geo/index'

const { rowId, ...columns } = getTableColumns(gigs)
const { id: _id, createdAt: _createdAt, seekerId: _seekerId, ...changing } = columns

/** A gig as an act finds it, with its number in the geo index. */
export interface GigInAct {
  gigRowId: number
  gig: Gig
}

/** Reads and writes gigs, with their entries in the geo index, inside an act of the writer. */
export interface GigsInAct {
  /** @throws AppError RESOURCE_NOT_FOUND */
  get(id: GigId): GigInAct
  enter(gig: Gig): void
  /** Keeps `after` in the place of `before`; nothing is written when they are the same object. */
  replace(before: GigInAct, after: Gig): Gig
  remove(found: GigInAct): void
}

export const createGigsInAct = (inAct: Database.Database): GigsInAct => {
  const acts = drizzle(inAct)
  const places = createGigPlacesInAct(inAct)
  const find = acts
    .select({ rowId, ...columns })
    .from(gigs)
    .where(eq(gigs.id, named('id')))
    .prepare()
  const insert = acts.insert(gigs).values(parametersFor(columns)).returning({ rowId }).prepare()
  const update = acts
    .update(gigs)
    .set(parametersFor(changing))
    .where(eq(gigs.rowId, named('rowId')))
    .prepare()
  const remove = acts
    .delete(gigs)
    .where(eq(gigs.rowId, named('rowId')))
    .prepare()

  return {
    get: id => {
      const row = find.get({ id })
      if (!row) throw new AppError('RESOURCE_NOT_FOUND', 'There is no gig with this id.')
      const { rowId: gigRowId, ...gig } = row
      return { gigRowId, gig }
    },
    enter: gig => {
      const { rowId: gigRowId } = insert.get({ ...gig })
      places.enter(gigRowId, gig)
    },
    replace: ({ gigRowId, gig }, after) => {
      if (after === gig) return gig
      update.run({ ...after, rowId: gigRowId })
      places.remove(gigRowId, gig)
      places.enter(gigRowId, after)
      return after
    },
    remove: ({ gigRowId, gig }) => {
      places.remove(gigRowId, gig)
      remove.run({ rowId: gigRowId })
    },
  }
}
