import { and, desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { FoundGig, Gig, GigDetails, GigRole } from '../../../domain/gigs/gig.ts'
import type { GigStore } from '../../../domain/gigs/store.ts'
import { AppError } from '../../../errors.ts'
import { greatCircleKm } from '../../../lib/geo.ts'
import { readPage, toPage } from '../../../lib/page.ts'
import { gigs } from '../../tables.ts'
import type { Connections } from '../engine/connections.ts'
import { lazily } from '../engine/lazily.ts'
import { named, pageOfKeys, prepareRowIds } from '../engine/statements.ts'
import { createTotals, everybody } from '../engine/totals.ts'
import { createGigMap } from '../geo/map.ts'
import { createPackedGigReads } from '../geo/packed-gig-reads.ts'
import { createGigPlaces } from '../geo/search.ts'
import { createRoomWrites } from './chat-rooms.ts'
import { createGigWrites, gigChangesOf, type StoredGig, withHidden } from './gig-writes.ts'
import { createKnownGigs } from './known-gigs.ts'
import { createPaymentWrites } from './payment-writes.ts'

const { rowId } = getTableColumns(gigs)

/** In the very words of the index `gigs_newest_shown`, or SQLite would not use it. */
const isShown = sql`${gigs.isHidden} = 0`

/** The account may have been disabled meanwhile. @throws AppError ACCOUNT_DISABLED */
const assertEnabled = (person: GigDetails['helper']): void => {
  if (person && person.disabledAt !== null) throw new AppError('ACCOUNT_DISABLED')
}

export const createGigStore = (connections: Connections): GigStore => {
  const { readConnection, writeConnection, transact } = connections
  const readDb = drizzle(readConnection)
  const gigReads = lazily(() => createPackedGigReads(readConnection))
  const places = lazily(() => createGigPlaces(readConnection, gigReads))
  const map = lazily(() => ({ of: createGigMap(readConnection, gigReads) }))
  const known = createKnownGigs(connections)
  const totals = createTotals(readConnection)
  const gigWrites = lazily(() => createGigWrites(writeConnection, known.recallPerson))
  const paymentWrites = lazily(() => createPaymentWrites(writeConnection))
  const roomWrites = createRoomWrites(writeConnection)

  const newestFirst = [desc(gigs.createdAt), desc(gigs.id)]
  const hasStatus = eq(gigs.status, named('status'))
  const newestShown = prepareRowIds(
    readConnection,
    readDb
      .select({ rowId })
      .from(gigs)
      .where(and(hasStatus, isShown))
      .orderBy(...newestFirst)
      .limit(named('limit'))
      .offset(named('skip')),
  )

  /** Each role is read from its index in order, so a page costs as much as it shows. */
  const newestOf = (roles: readonly GigRole[], status: SQL | undefined) => {
    const isOf = { seeker: eq(gigs.seekerId, named('userId')), helper: eq(gigs.helperId, named('userId')) }
    const parts = roles.map(role => sql`SELECT n, created_at, id FROM gigs WHERE ${and(isOf[role], status)}`)
    const page = pageOfKeys(parts, 'n', 'created_at DESC, id DESC')
    return prepareRowIds(
      readConnection,
      readDb
        .select({ rowId })
        .from(gigs)
        .where(sql`${rowId} IN (${page})`)
        .orderBy(...newestFirst),
    )
  }
  const listFor = (roles: readonly GigRole[]) => ({
    roles,
    ofAnyStatus: newestOf(roles, undefined),
    ofStatus: newestOf(roles, hasStatus),
  })
  const listsOf = {
    seeker: listFor(['seeker']),
    helper: listFor(['helper']),
    // Seeker and helper of a gig always differ, so no gig is in both parts.
    any: listFor(['seeker', 'helper']),
  }

  const replace = (stored: StoredGig, gig: Gig) => {
    const result = withHidden(gigWrites.complete(gigWrites.replace(stored, gig)), stored)
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
    find: async id => known.find(id),
    bounds: () => known.bounds,
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
      const { gigRowIds, totalCount } = places.search(search, page)
      const items = known
        .page(gigRowIds, reader?.userId ?? null)
        .map((gig): FoundGig => ({ gig, distanceKm: greatCircleKm(search.center, gig) }))
      return toPage(items, totalCount, page)
    },
    map: async (boxes, status) => map.of(boxes, status),
    listNewestPending: async (page, reader) => {
      const status = 'PENDING'
      const items = () => known.page(newestShown({ ...page, status }), reader?.userId ?? null)
      return readPage(page, totals.count(everybody, status, 'gigs'), items)
    },
    listOf: async (userId, role, status, page) => {
      const { roles, ofAnyStatus, ofStatus } = listsOf[role ?? 'any']
      const list = status === null ? ofAnyStatus : ofStatus
      const items = () => known.page(list({ ...page, userId, status }), userId)
      const lists = roles.map(each => `gigs_as_${each}` as const)
      return readPage(page, totals.count(userId, status, ...lists), items)
    },
  }
}
