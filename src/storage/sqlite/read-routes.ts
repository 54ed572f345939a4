import type Database from 'better-sqlite3'
import type { NearbyQuery } from '../../domain/users/user.ts'
import { Reader } from '../../lib/command.ts'
import type { PageRequest } from '../../lib/page.ts'
import { lazily } from './engine/lazily.ts'
import type { ReadQueue } from './engine/read-queue.ts'
import { createSearchEstimate, estimateMap } from './geo/estimates.ts'
import type { DomainStores } from './stores/domain-stores.ts'

/** One or two milliseconds. */
export const maxRowsOnMainThread = 2000

/** An estimate of the rows decides. Reads that are missing here, or of nobody, stay on the main thread. */
export const routeReads = (
  stores: DomainStores,
  readConnection: Database.Database,
  queue: Pick<ReadQueue, 'read'>,
): DomainStores => {
  const { gigs, users, chat, reviews, transactions, uploads, buddies } = stores
  const estimateSearch = createSearchEstimate(readConnection)

  // Found without counting; there are at most as many rows.
  const lastUser = readConnection.prepare<[], number | null>('SELECT max(n) FROM users').pluck()
  /** People who are not available are read too. */
  const rowsOfNearby = ({ onlyAvailable, limit }: NearbyQuery): number =>
    onlyAvailable ? (lastUser.get() ?? 0) : rowsPerPersonNearby * limit

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
      search: route('gigs.search', gigs.search, estimateSearch),
      map: route('gigs.map', gigs.map, estimateMap),
      listNewestPending: route('gigs.listNewestPending', gigs.listNewestPending, rowsOfPage),
      listOf: route('gigs.listOf', gigs.listOf, (_user, _role, _status, page) => rowsOfPage(page)),
    },
    users: {
      ...users,
      listNearby: route('users.listNearby', users.listNearby, rowsOfNearby),
    },
    chat: lazily(() => ({
      ...chat,
      listRooms: route('chat.listRooms', chat.listRooms, (_user, page) => rowsOfPage(page)),
      listMessages: route('chat.listMessages', chat.listMessages, (_room, page) => rowsOfPage(page)),
    })),
    reviews: lazily(() => ({
      ...reviews,
      listOf: route('reviews.listOf', reviews.listOf, (_user, _side, page) => rowsOfPage(page)),
    })),
    transactions: lazily(() => ({
      ...transactions,
      listOf: route('transactions.listOf', transactions.listOf, (_user, _status, page) => rowsOfPage(page)),
    })),
    uploads: lazily(() => ({ ...uploads, listOf: route('uploads.listOf', uploads.listOf, rowsOfPage) })),
    buddies: lazily(() => ({
      ...buddies,
      listOf: route('buddies.listOf', buddies.listOf, (_owner, _available, page) => rowsOfPage(page)),
    })),
  }
}

/** That the growing boxes read for each person who is shown. */
const rowsPerPersonNearby = 10

/** The rows before a page are skipped one by one. */
const rowsOfPage = ({ skip, limit }: PageRequest): number => skip + limit
