import type Database from 'better-sqlite3'
import { eq, getTableColumns } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { Gig, GigId } from '../../domain/gigs/store.ts'
import { AppError } from '../../errors.ts'
import { createGigPlacesInAct } from './gig-index.ts'
import { named, parametersFor } from './statements.ts'
import { gigs } from './tables.ts'

const { n, ...columns } = getTableColumns(gigs)
const { id: _id, createdAt: _createdAt, seekerId: _seekerId, ...changing } = columns

/** A gig as an act finds it, with its number in the geo index. */
export interface GigInAct {
  gigN: number
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
    .select({ n, ...columns })
    .from(gigs)
    .where(eq(gigs.id, named('id')))
    .prepare()
  const insert = acts.insert(gigs).values(parametersFor(columns)).returning({ n }).prepare()
  const update = acts
    .update(gigs)
    .set(parametersFor(changing))
    .where(eq(gigs.n, named('n')))
    .prepare()
  const remove = acts
    .delete(gigs)
    .where(eq(gigs.n, named('n')))
    .prepare()

  return {
    get: id => {
      const row = find.get({ id })
      if (!row) throw new AppError('RESOURCE_NOT_FOUND', 'There is no gig with this id.')
      const { n: gigN, ...gig } = row
      return { gigN, gig }
    },
    enter: gig => {
      const { n: gigN } = insert.get({ ...gig })
      places.enter(gigN, gig)
    },
    replace: ({ gigN, gig }, after) => {
      if (after === gig) return gig
      update.run({ ...after, n: gigN })
      places.remove(gigN, gig)
      places.enter(gigN, after)
      return after
    },
    remove: ({ gigN, gig }) => {
      places.remove(gigN, gig)
      remove.run({ n: gigN })
    },
  }
}
