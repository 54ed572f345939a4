import { and, count, desc, eq, getTableColumns, or, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { FoundGig, Gig, GigDetails } from '../../../domain/gigs/gig.ts'
import type { GigStore } from '../../../domain/gigs/store.ts'
import type { UserId } from '../../../domain/ids.ts'
import { AppError } from '../../../errors.ts'
import { toPage } from '../../../lib/page.ts'
import type { Connections } from '../engine/connections.ts'
import { named, prepareRows } from '../engine/statements.ts'
import { gigs } from '../engine/tables.ts'
import { createGigMap } from '../geo/map.ts'
import { createGigPlaces } from '../geo/search.ts'
import { createRoomWrites } from './chat.ts'
import { createGigPeople } from './gig-people.ts'
import { createGigWrites, gigChangesOf, type StoredGig } from './gig-writes.ts'
import { createPaymentWrites } from './payment-writes.ts'

const { rowId, isHidden: _isHidden, ...columns } = getTableColumns(gigs)

/** In the very words of the index `gigs_newest_shown`, or SQLite would not use it. */
const isShown = sql`${gigs.isHidden} = 0`

/** The account may have been disabled while the request was under way. @throws AppError ACCOUNT_DISABLED */
const assertEnabled = (person: GigDetails['helper']): void => {
  if (person && person.disabledAt !== null) throw new AppError('ACCOUNT_DISABLED')
}

export const createGigStore = ({ readConnection, writeConnection, transact }: Connections): GigStore => {
  const readDb = drizzle(readConnection)
  const places = createGigPlaces(readConnection)
  const mapOf = createGigMap(readConnection)
  const people = createGigPeople(readConnection)
  const gigWrites = createGigWrites(writeConnection)
  const paymentWrites = createPaymentWrites(writeConnection)
  const roomWrites = createRoomWrites(writeConnection)

  const find = prepareRows(
    readConnection,
    columns,
    readDb
      .select(columns)
      .from(gigs)
      .where(eq(gigs.id, named('id'))),
  )
  const idOf = readDb
    .select({ id: gigs.id })
    .from(gigs)
    .where(eq(gigs.rowId, named('rowId')))
    .prepare()
  const findAll = prepareRows(
    readConnection,
    { rowId, ...columns },
    readDb
      .select({ rowId, ...columns })
      .from(gigs)
      .innerJoin(sql`json_each(${named('ns')}) AS page`, eq(gigs.rowId, sql`page.value`)),
  )

  /** A page of the gigs for which `condition` holds, newest first, and how many there are. */
  const newestWhere = (condition: SQL | undefined) => {
    const page = prepareRows(
      readConnection,
      columns,
      readDb
        .select(columns)
        .from(gigs)
        .where(condition)
        .orderBy(desc(gigs.createdAt), desc(gigs.id))
        .limit(named('limit'))
        .offset(named('skip')),
    )
    const total = readDb.select({ totalCount: count() }).from(gigs).where(condition).prepare()
    return (
      values: { skip: number; limit: number; userId?: string; status?: string },
      reader: UserId | null,
    ) => toPage(people.completeAll(page.all(values), reader), total.get(values)?.totalCount ?? 0, values)
  }
  const isSeeker = eq(gigs.seekerId, named('userId'))
  const isHelper = eq(gigs.helperId, named('userId'))
  const ofRole = { seeker: isSeeker, helper: isHelper, any: or(isSeeker, isHelper) }
  const hasStatus = eq(gigs.status, named('status'))
  const newestShownOfStatus = newestWhere(and(hasStatus, isShown))
  const newestOf = (role: SQL | undefined) => ({
    any: newestWhere(role),
    one: newestWhere(and(role, hasStatus)),
  })
  const listsOf = {
    seeker: newestOf(ofRole.seeker),
    helper: newestOf(ofRole.helper),
    any: newestOf(ofRole.any),
  }

  const replace = (stored: StoredGig, gig: Gig) => {
    const result = gigWrites.complete(gigWrites.replace(stored, gig))
    return { result, gigChanges: gigChangesOf(stored, gig, () => result) }
  }

  return {
    post: (write, gig) =>
      transact(write, () => {
        gigWrites.insert(gig)
        const result = gigWrites.complete(gig)
        assertEnabled(result.seeker)
        return { result, gigChanges: [{ before: null, after: result }] }
      }),
    find: async id => {
      const gig = find.get({ id })
      return gig ? people.complete(gig) : null
    },
    accept: (write, id, decide) =>
      transact(write, () => {
        const stored = gigWrites.getDetails(id)
        const { gig, room, ...effects } = decide(stored.gig)
        roomWrites.insert(room)
        const written = replace(stored, gig)
        assertEnabled(written.result.helper)
        return { ...written, ...effects }
      }),
    changeStatus: (write, id, decide) =>
      transact(write, () => {
        const stored = gigWrites.getDetails(id)
        const { gig, payment, ...effects } = decide(stored.gig, paymentWrites.findActive(id))
        if (payment) paymentWrites.update(payment)
        return { ...replace(stored, gig), ...effects }
      }),
    revise: (write, id, decide) =>
      transact(write, () => {
        const stored = gigWrites.getDetails(id)
        return replace(stored, decide(stored.gig))
      }),
    withdraw: (write, id, decide) =>
      transact(write, () => {
        const stored = gigWrites.getDetails(id)
        decide(stored.gig)
        gigWrites.remove(stored)
        return { result: undefined, gigChanges: gigChangesOf(stored, null, () => null) }
      }),
    search: async (search, page, reader) => {
      const { found, totalCount } = places.search(
        search,
        page,
        gigRowId => idOf.get({ rowId: gigRowId })?.id ?? '',
      )
      const rows = findAll.all({ ns: JSON.stringify(found.map(({ gigRowId }) => gigRowId)) })
      const gigOf = new Map(rows.map(({ rowId: gigRowId, ...gig }): [number, Gig] => [gigRowId, gig]))
      const details = people.completeAll([...gigOf.values()], reader?.userId ?? null)
      const detailsOf = new Map([...gigOf.keys()].map((gigRowId, at) => [gigRowId, details[at]]))
      const items: FoundGig[] = []
      for (const { gigRowId, distanceKm } of found) {
        const gig = detailsOf.get(gigRowId)
        if (gig) items.push({ gig, distanceKm })
      }
      return toPage(items, totalCount, page)
    },
    map: async (boxes, status) => mapOf(boxes, status),
    listNewestPending: async (page, reader) =>
      newestShownOfStatus({ ...page, status: 'PENDING' }, reader?.userId ?? null),
    listOf: async (userId, role, status, page) => {
      const list = listsOf[role ?? 'any']
      return status === null
        ? list.any({ ...page, userId }, userId)
        : list.one({ ...page, userId, status }, userId)
    },
  }
}
