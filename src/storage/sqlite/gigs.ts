import { and, count, desc, eq, getTableColumns, or, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { FoundGig, Gig, GigId, GigStore } from '../../domain/gigs/store.ts'
import { createRoomsInAct } from './chat.ts'
import type { Connections } from './connections.ts'
import { createGigMap } from './gig-map.ts'
import { createGigPlaces } from './gig-search.ts'
import { createGigsInAct } from './gigs-in-act.ts'
import { createNotificationsInAct } from './notifications.ts'
import { createPaymentsInAct } from './payments-in-act.ts'
import { named, prepareRows } from './statements.ts'
import { gigs } from './tables.ts'

const { n, ...columns } = getTableColumns(gigs)

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
    .where(eq(gigs.n, named('n')))
    .prepare()
  const findAll = prepareRows(
    reader,
    { n, ...columns },
    reads
      .select({ n, ...columns })
      .from(gigs)
      .innerJoin(sql`json_each(${named('ns')}) AS page`, eq(gigs.n, sql`page.value`)),
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
      const { found, totalCount } = places.search(search, page, gigN => idOf.get({ n: gigN })?.id ?? '')
      const rows = findAll.all({ ns: JSON.stringify(found.map(({ gigN }) => gigN)) })
      const gigOf = new Map(rows.map(({ n: gigN, ...gig }) => [gigN, gig]))
      const items: FoundGig[] = []
      for (const { gigN, distanceKm } of found) {
        const gig = gigOf.get(gigN)
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
