import { and, count, desc, eq, getTableColumns, or, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { FoundGig, Gig, GigId, GigStore } from '../../domain/gigs/store.ts'
import { AppError } from '../../errors.ts'
import { createGigPlaces, createGigPlacesInAct } from './gig-index.ts'
import type { Connections } from './open.ts'
import { named, parametersFor, prepareRows } from './statements.ts'
import { chatRooms, gigs } from './tables.ts'

const { n, ...columns } = getTableColumns(gigs)
const { id: _id, createdAt: _createdAt, seekerId: _seekerId, ...changing } = columns

export const createGigStore = ({ reader, inAct, write }: Connections): GigStore => {
  const reads = drizzle(reader)
  const acts = drizzle(inAct)
  const places = createGigPlaces(reader)
  const placesInAct = createGigPlacesInAct(inAct)

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
      .where(sql`${gigs.n} IN (SELECT value FROM json_each(${named('ns')}))`),
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

  const findInAct = acts
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
  const openRoom = acts
    .insert(chatRooms)
    .values(parametersFor(getTableColumns(chatRooms)))
    .prepare()

  const getInAct = (id: GigId): { gigN: number; gig: Gig } => {
    const row = findInAct.get({ id })
    if (!row) throw new AppError('RESOURCE_NOT_FOUND', 'There is no gig with this id.')
    const { n: gigN, ...gig } = row
    return { gigN, gig }
  }

  const replace = (gigN: number, before: Gig, after: Gig): Gig => {
    update.run({ ...after, n: gigN })
    placesInAct.remove(gigN, before)
    placesInAct.enter(gigN, after)
    return after
  }

  const change = (id: GigId, decide: (gig: Gig) => Gig) =>
    write(() => {
      const { gigN, gig } = getInAct(id)
      const changed = decide(gig)
      return changed === gig ? gig : replace(gigN, gig, changed)
    })

  return {
    post: gig =>
      write(() => {
        const { n: gigN } = insert.get({ ...gig })
        placesInAct.enter(gigN, gig)
      }),
    find: async id => find.get({ id }) ?? null,
    accept: (id, decide) =>
      write(() => {
        const { gigN, gig } = getInAct(id)
        const { gig: accepted, room } = decide(gig)
        openRoom.run({ ...room })
        return replace(gigN, gig, accepted)
      }),
    changeStatus: change,
    revise: change,
    withdraw: (id, decide) =>
      write(() => {
        const { gigN, gig } = getInAct(id)
        decide(gig)
        placesInAct.remove(gigN, gig)
        remove.run({ n: gigN })
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
    listNewestPending: async page => newestOfStatus({ ...page, status: 'PENDING' }),
    listOf: async (userId, role, status, page) => {
      const list = listsOf[role ?? 'any']
      return status === null ? list.any({ ...page, userId }) : list.one({ ...page, userId, status })
    },
  }
}
