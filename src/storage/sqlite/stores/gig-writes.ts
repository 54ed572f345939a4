import type Database from 'better-sqlite3'
import { and, eq, getTableColumns, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { Gig, GigChange, GigDetails } from '../../../domain/gigs/gig.ts'
import type { GigId, UserId } from '../../../domain/ids.ts'
import { gigNotFound } from '../../../domain/not-found.ts'
import { gigs } from '../../tables.ts'
import { named, parametersFor, prepareRows, prepareWrite } from '../engine/statements.ts'
import { createGigPlaceWrites } from '../geo/index.ts'
import { createWordMerges } from '../geo/words.ts'
import { createGigPeople } from './gig-people.ts'

const { rowId, isHidden, ...columns } = getTableColumns(gigs)
const { id: _id, createdAt: _createdAt, seekerId: _seekerId, ...changing } = columns

export interface StoredGig<Found extends Gig = Gig> {
  gigRowId: number
  /** The seeker is disabled, or an operator hides the gig. */
  isHidden: boolean
  gig: Found
}

export interface GigWrites {
  /** @throws AppError RESOURCE_NOT_FOUND */
  get(id: GigId): StoredGig
  /** @throws AppError RESOURCE_NOT_FOUND */
  getDetails(id: GigId): StoredGig<GigDetails>
  complete(gig: Gig): GigDetails
  insert(gig: Gig): void
  /** Nothing is written when both are the same object. */
  replace(before: StoredGig, after: Gig): Gig
  remove(found: StoredGig): void
  hideOne(stored: StoredGig): GigChange[]
  showOne(stored: StoredGig): GigChange[]
  /** Changes at most `limit` gigs that are not in that state yet. */
  hide(seekerId: UserId, isHidden: boolean, limit: number): GigChange[]
}

/** There is none for a hidden gig (ruling K7), or for one that stayed the same object. */
export const gigChangesOf = (
  { gig: before, isHidden: isUnseen }: StoredGig,
  gig: Gig | null,
  complete: () => GigDetails | null,
): GigChange[] => (before === gig || isUnseen ? [] : [{ before, after: complete() }])

export const withHidden = (
  gig: GigDetails,
  { isHidden: isOutside }: Pick<StoredGig, 'isHidden'>,
): GigDetails => (isOutside ? { ...gig, isHidden: true } : gig)

/** Rows of the index of words are made of text and place. */
const hasOtherWords = (before: Gig, after: Gig): boolean =>
  before.title !== after.title ||
  before.description !== after.description ||
  before.latitude !== after.latitude ||
  before.longitude !== after.longitude

export const createGigWrites = (
  writeConnection: Database.Database,
  recallPerson?: Parameters<typeof createGigPeople>[1],
): GigWrites => {
  const writeDb = drizzle(writeConnection)
  const places = createGigPlaceWrites(writeConnection)
  const mergeWords = createWordMerges(writeConnection)
  const people = createGigPeople(writeConnection, recallPerson)
  const stored = { rowId, isHidden, ...columns }
  const find = prepareRows(
    writeConnection,
    stored,
    writeDb
      .select(stored)
      .from(gigs)
      .where(eq(gigs.id, named('id'))),
  )
  // What an operator hides stays hidden when its seeker is enabled.
  const findToHide = writeDb
    .select({ rowId, isHidden, ...columns })
    .from(gigs)
    .where(
      and(
        eq(gigs.seekerId, named('seekerId')),
        eq(gigs.isHidden, named('wasHidden')),
        sql`NOT (${gigs.isHidden} AND EXISTS (
          SELECT 1 FROM hidden_things WHERE kind = 'gig' AND hidden_things.id = ${gigs.id}))`,
      ),
    )
    .limit(named('limit'))
    .prepare()
  const setHidden = writeDb
    .update(gigs)
    .set(parametersFor({ isHidden }))
    .where(eq(gigs.rowId, named('rowId')))
    .prepare()
  const insertRow = prepareWrite(writeConnection, writeDb.insert(gigs).values(parametersFor(columns)))
  const update = prepareWrite(
    writeConnection,
    writeDb
      .update(gigs)
      .set(parametersFor(changing))
      .where(eq(gigs.rowId, named('rowId'))),
  )
  const remove = writeDb
    .delete(gigs)
    .where(eq(gigs.rowId, named('rowId')))
    .prepare()

  const get = (id: GigId): StoredGig => {
    const row = find.get({ id })
    if (!row) throw gigNotFound()
    const { rowId: gigRowId, isHidden: wasHidden, ...gig } = row
    return { gigRowId, isHidden: wasHidden, gig }
  }

  const enterHidden = ({ gigRowId, gig }: Pick<StoredGig, 'gigRowId' | 'gig'>): GigChange => {
    setHidden.run({ rowId: gigRowId, isHidden: true })
    places.remove(gigRowId, gig)
    return { before: gig, after: null }
  }

  const leaveHidden = (gigRowId: number, gig: Gig): GigChange => {
    setHidden.run({ rowId: gigRowId, isHidden: false })
    places.enter(gigRowId, gig)
    return { before: null, after: people.complete(gig) }
  }

  return {
    get,
    getDetails: id => {
      const stored = get(id)
      return { ...stored, gig: withHidden(people.complete(stored.gig), stored) }
    },
    complete: people.complete,
    insert: gig => {
      const gigRowId = Number(insertRow({ ...gig }).lastInsertRowid)
      places.enter(gigRowId, gig)
      mergeWords(gig)
    },
    replace: ({ gigRowId, isHidden: isOutside, gig }, after) => {
      if (after === gig) return gig
      update({ ...after, rowId: gigRowId })
      if (hasOtherWords(gig, after)) mergeWords(after)
      if (isOutside) return after
      places.replace(gigRowId, gig, after)
      return after
    },
    remove: ({ gigRowId, isHidden: isOutside, gig }) => {
      if (!isOutside) places.remove(gigRowId, gig)
      remove.run({ rowId: gigRowId })
      mergeWords(gig)
    },
    hideOne: stored => (stored.isHidden ? [] : [enterHidden(stored)]),
    showOne: ({ gigRowId, gig }) => [leaveHidden(gigRowId, gig)],
    hide: (seekerId, becomesHidden, limit) => {
      const found = findToHide.all({ seekerId, wasHidden: becomesHidden ? 0 : 1, limit })
      return found.map(({ rowId: gigRowId, isHidden: _wasHidden, ...gig }): GigChange => {
        if (becomesHidden) return enterHidden({ gigRowId, gig })
        return leaveHidden(gigRowId, gig)
      })
    },
  }
}
