import type Database from 'better-sqlite3'
import { eq, getTableColumns } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { Gig } from '../../../domain/gigs/gig.ts'
import type { GigId } from '../../../domain/ids.ts'
import { AppError } from '../../../errors.ts'
import { named, parametersFor } from '../engine/statements.ts'
import { gigs } from '../engine/tables.ts'
import { createGigPlaceWrites } from '../geo/index.ts'

const { rowId, ...columns } = getTableColumns(gigs)
const { id: _id, createdAt: _createdAt, seekerId: _seekerId, ...changing } = columns

/** A gig as a transaction finds it, with its row in the geo index. */
export interface StoredGig {
  gigRowId: number
  gig: Gig
}

/** Reads and writes gigs, with their entries in the geo index, inside a transaction. */
export interface GigWrites {
  /** @throws AppError RESOURCE_NOT_FOUND */
  get(id: GigId): StoredGig
  insert(gig: Gig): void
  /** Replaces `before` with `after`; nothing is written when they are the same object. */
  replace(before: StoredGig, after: Gig): Gig
  remove(found: StoredGig): void
}

export const createGigWrites = (writeConnection: Database.Database): GigWrites => {
  const writeDb = drizzle(writeConnection)
  const places = createGigPlaceWrites(writeConnection)
  const find = writeDb
    .select({ rowId, ...columns })
    .from(gigs)
    .where(eq(gigs.id, named('id')))
    .prepare()
  const insertRow = writeDb.insert(gigs).values(parametersFor(columns)).returning({ rowId }).prepare()
  const update = writeDb
    .update(gigs)
    .set(parametersFor(changing))
    .where(eq(gigs.rowId, named('rowId')))
    .prepare()
  const remove = writeDb
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
    insert: gig => {
      const { rowId: gigRowId } = insertRow.get({ ...gig })
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
