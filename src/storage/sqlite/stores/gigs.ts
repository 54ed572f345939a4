import { and, count, desc, eq, getTableColumns, or, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { FoundGig, Gig } from '../../../domain/gigs/gig'
import type { GigStore } from '../../../domain/gigs/store'
import type { GigId } from '../../../domain/ids'
import type { Connections } from '../engine/connections'
import { named, prepareRows } from '../engine/statements'
import { gigs } from '../engine/tables'
import { createGigMap } from '../geo/map'
import { createGigPlaces } from '../geo/search'
import { createRoomsInAct } from './chat'
import { createGigsInAct } from './gig-writes'
import { createNotificationsInAct } from './notifications'
import { createPaymentsInAct } from './payment-writes'

const { rowId, ...columns } = getTableColumns(gigs)

export const createGigStore = ({ reader, inAct, write }: Connections): GigStore => {
  const reads = drizzle(reader)
  const places = createGigPlaces(reader)
  const mapOf = createGigMap(reader)
  const gigsInAct = createGigsInAct(inAct)
  const payments = createPaymentsInAct(inAct)
  const roomsInAct = createRoomsInAct(inAct)
  const notificationsInAct = createNotificationsInAct(inAct)

  const find = prepareRows(
    reader,
    columns,
    reads
      .select(columns)
      .from(gigs)
      .where(eq(gigs.id, named('id'))),
  )
  const idOf = reads
    .select({ id: gigs.id })
    .from(gigs)
    .where(eq(gigs.rowId, named('rowId')))
    .prepare()
  const findAll = prepareRows(
    reader,
    { rowId, ...columns },
    reads
      .select({ rowId, ...columns })
      .from(gigs)
      .innerJoin(sql`json_each(${named('ns')}) AS page`, eq(gigs.rowId, sql`page.value`)),
  )

  /** A page of the gigs for which `condition` holds, newest first, and how many there are. */
  const newestWhere = (condition: SQL | undefined) => {
    const page = prepareRows(
      reader,
      columns,
      reads
        .select(columns)
        .from(gigs)
        .where(condition)
        .orderBy(desc(gigs.createdAt), desc(gigs.id))
        .limit(named('limit'))
        .offset(named('skip')),
    )
    const total = reads.select({ totalCount: count() }).from(gigs).where(condition).prepare()
    return (values: { skip: number; limit: number; userId?: string; status?: string }) => ({
      items: page.all(values),
      totalCount: total.get(values)?.totalCount ?? 0,
    })
  }
  const isSeeker = eq(gigs.seekerId, named('userId'))
  const isHelper = eq(gigs.helperId, named('userId'))
  const ofRole = { seeker: isSeeker, helper: isHelper, any: or(isSeeker, isHelper) }
  const hasStatus = eq(gigs.status, named('status'))
  const newestOfStatus = newestWhere(hasStatus)
  const newestOf = (role: SQL | undefined) => ({
    any: newestWhere(role),
    one: newestWhere(and(role, hasStatus)),
  })
  const listsOf = {
    seeker: newestOf(ofRole.seeker),
    helper: newestOf(ofRole.helper),
    any: newestOf(ofRole.any),
  }

  const change = (id: GigId, decide: (gig: Gig) => Gig) =>
    write(() => {
      const found = gigsInAct.get(id)
      return gigsInAct.replace(found, decide(found.gig))
    })

  return {
    post: (gig, once) =>
      write(() => {
        gigsInAct.enter(gig)
        return gig
      }, once),
    find: async id => find.get({ id }) ?? null,
    accept: (id, decide, once) =>
      write(() => {
        const found = gigsInAct.get(id)
        const { gig: accepted, room, notifications } = decide(found.gig)
        roomsInAct.open(room)
        notificationsInAct.add(notifications)
        return gigsInAct.replace(found, accepted)
      }, once),
    changeStatus: (id, decide) =>
      write(() => {
        const found = gigsInAct.get(id)
        const { gig: moved, payment, notifications } = decide(found.gig, payments.findAlive(id))
        if (payment) payments.advance(payment)
        notificationsInAct.add(notifications)
        return gigsInAct.replace(found, moved)
      }),
    revise: change,
    withdraw: (id, decide) =>
      write(() => {
        const found = gigsInAct.get(id)
        decide(found.gig)
        gigsInAct.remove(found)
      }),
    search: async (search, page) => {
      const { found, totalCount } = places.search(
        search,
        page,
        gigRowId => idOf.get({ rowId: gigRowId })?.id ?? '',
      )
      const rows = findAll.all({ ns: JSON.stringify(found.map(({ gigRowId }) => gigRowId)) })
      const gigOf = new Map(rows.map(({ rowId: gigRowId, ...gig }) => [gigRowId, gig]))
      const items: FoundGig[] = []
      for (const { gigRowId, distanceKm } of found) {
        const gig = gigOf.get(gigRowId)
        if (gig) items.push({ gig, distanceKm })
      }
      return { items, totalCount }
    },
    map: async (boxes, status) => mapOf(boxes, status),
    listNewestPending: async page => newestOfStatus({ ...page, status: 'PENDING' }),
    listOf: async (userId, role, status, page) => {
      const list = listsOf[role ?? 'any']
      return status === null ? list.any({ ...page, userId }) : list.one({ ...page, userId, status })
    },
  }
}
