import type Database from 'better-sqlite3'
import { type GigSearch, gigStatuses } from '../../domain/gigs/gig.ts'
import { Reader } from '../../lib/command.ts'
import type { Box } from '../../lib/geo.ts'
import type { PageRequest } from '../../lib/page.ts'
import type { ReadQueue } from './engine/read-queue.ts'
import { cellsPerDegree } from './geo/cells.ts'
import type { DomainStores } from './stores/domain-stores.ts'

/** How many rows a read may touch on the main thread: one or two milliseconds. */
export const maxRowsOnMainThread = 2000

const kmPerDegree = 111.2

/**
 * Sends each read to the main thread or to the queue of the read worker, by an estimate of the rows that it touches.
 * A read that is missing here, and a read on behalf of nobody, stays on the main thread.
 */
export const routeReads = (
  stores: DomainStores,
  readConnection: Database.Database,
  queue: Pick<ReadQueue, 'read'>,
): DomainStores => {
  const { gigs, users, chat, reviews, transactions, uploads, buddies } = stores
  const estimates = createEstimates(readConnection)

  const route =
    <Values extends unknown[], Result>(
      name: string,
      read: (...values: Values) => Promise<Result>,
      rowsOf: (...values: Values) => number,
    ) =>
    (...values: Values): Promise<Result> => {
      const reader = values.at(-1)
      if (!(reader instanceof Reader) || rowsOf(...values) <= maxRowsOnMainThread) return read(...values)
      const call = { name, values: values.slice(0, -1), userId: reader.userId }
      return queue.read(reader, call) as Promise<Result> // the worker runs the same method
    }

  return {
    ...stores,
    gigs: {
      ...gigs,
      search: route('gigs.search', gigs.search, estimates.search),
      map: route('gigs.map', gigs.map, estimates.map),
      listNewestPending: route('gigs.listNewestPending', gigs.listNewestPending, rowsOfPage),
      listOf: route('gigs.listOf', gigs.listOf, (_user, _role, _status, page) => rowsOfPage(page)),
    },
    users: {
      ...users,
      listNearby: route('users.listNearby', users.listNearby, estimates.nearby),
    },
    chat: {
      ...chat,
      listRooms: route('chat.listRooms', chat.listRooms, (_user, page) => rowsOfPage(page)),
      listMessages: route('chat.listMessages', chat.listMessages, (_room, page) => rowsOfPage(page)),
    },
    reviews: {
      ...reviews,
      listOf: route('reviews.listOf', reviews.listOf, (_user, _side, page) => rowsOfPage(page)),
    },
    transactions: {
      ...transactions,
      listOf: route('transactions.listOf', transactions.listOf, (_user, _status, page) => rowsOfPage(page)),
    },
    uploads: { ...uploads, listOf: route('uploads.listOf', uploads.listOf, rowsOfPage) },
    buddies: {
      ...buddies,
      listOf: route('buddies.listOf', buddies.listOf, (_owner, _available, page) => rowsOfPage(page)),
    },
  }
}

/** The rows before a page are skipped one by one. */
const rowsOfPage = ({ skip, limit }: PageRequest): number => skip + limit

const createEstimates = (db: Database.Database) => {
  // The greatest row id is found without counting, and no fewer rows exist.
  const lastGig = db.prepare<[], number | null>('SELECT max(n) FROM gigs').pluck()
  const lastUser = db.prepare<[], number | null>('SELECT max(n) FROM users').pluck()
  const cellsAcross = (degrees: number) => Math.max(1, degrees * cellsPerDegree)

  return {
    /** A search by distance alone reads counters of cells. Every other one reads the gigs in the circle. */
    search: ({ radiusKm, status, text, order, minBudgetSatang, maxBudgetSatang }: GigSearch): number => {
      const readsGigs =
        (text ?? null) !== null ||
        (order ?? 'distance') !== 'distance' ||
        minBudgetSatang !== null ||
        maxBudgetSatang !== null
      const cells = (Math.PI / 4) * cellsAcross((2 * radiusKm) / kmPerDegree) ** 2
      const counters = cells * (status === null ? gigStatuses.length : 1)
      if (!readsGigs && counters <= maxRowsOnMainThread) return counters
      const gigCount = lastGig.get() ?? 0
      return readsGigs ? gigCount : Math.min(counters, gigCount)
    },

    map: (boxes: readonly Box[]): number => {
      const cells = boxes.reduce(
        (sum, { south, north, west, east }) => sum + cellsAcross(north - south) * cellsAcross(east - west),
        0,
      )
      return Math.min(cells, lastGig.get() ?? 0)
    },

    nearby: (): number => lastUser.get() ?? 0,
  }
}
