import type { FoundGig, Gig, GigRole } from '../../../domain/gigs/gig.ts'
import type { GigStore } from '../../../domain/gigs/store.ts'
import type { UserId } from '../../../domain/ids.ts'
import { AppError } from '../../../errors.ts'
import { toPage } from '../../../lib/page.ts'
import { createSharedReads } from '../engine/batched-reads.ts'
import type { Connections } from '../engine/connections.ts'
import type { ExpensiveReads } from '../engine/expensive-reads.ts'
import type { Queries } from '../engine/queries.ts'
import { readMap } from '../geo/map.ts'
import { searchGigs } from '../geo/search.ts'
import { insertRoom } from './chat-writes.ts'
import { listNewestPending, listOf } from './gig-lists.ts'
import {
  completeGig,
  getGigDetails,
  gigChangesOf,
  insertGig,
  lockPerson,
  removeGigs,
  replaceGig,
  type StoredGig,
  withHidden,
} from './gig-writes.ts'
import { createKnownGigs } from './known-gigs.ts'
import { findActivePayment, updatePayment } from './payment-writes.ts'

/**
 * The account may have been disabled while the request was under way; from now on that waits for this transaction.
 * @throws AppError ACCOUNT_DISABLED
 */
const assertEnabled = async (tx: Queries, id: UserId | null): Promise<void> => {
  const person = id === null ? null : await lockPerson(tx, id)
  if (person && person.disabledAt !== null) throw new AppError('ACCOUNT_DISABLED')
}

const replace = async (tx: Queries, stored: StoredGig, gig: Gig) => {
  const result = withHidden(await completeGig(tx, await replaceGig(tx, stored, gig)), stored)
  return { result, gigChanges: await gigChangesOf(stored, gig, () => result) }
}

export const createGigStore = (
  { reads, transact }: Connections,
  expensiveReads: ExpensiveReads,
): GigStore => {
  const known = createKnownGigs(reads)
  const share = createSharedReads()

  return {
    post: (write, gig) =>
      transact(write, async tx => {
        await assertEnabled(tx, gig.seekerId)
        await insertGig(tx, gig)
        const result = await completeGig(tx, gig)
        return { result, gigChanges: [{ before: null, after: result }] }
      }),
    find: id => known.find(id),
    bounds: () => [known.bound],
    accept: (write, id, decide) =>
      transact(
        write,
        async tx => {
          const stored = await getGigDetails(tx, id)
          const { gig, room, ...effects } = decide(stored.gig)
          await assertEnabled(tx, gig.helperId)
          // The room refers to the helper, so the gig has one first.
          const written = await replaceGig(tx, stored, gig)
          await insertRoom(tx, room)
          const result = withHidden(await completeGig(tx, written), stored)
          return { result, gigChanges: await gigChangesOf(stored, gig, () => result), ...effects }
        },
        id,
      ),
    changeStatus: (write, id, decide) =>
      transact(
        write,
        async tx => {
          const stored = await getGigDetails(tx, id)
          const { gig, payment, ...effects } = decide(stored.gig, await findActivePayment(tx, id))
          if (payment) await updatePayment(tx, payment)
          return { ...(await replace(tx, stored, gig)), ...effects }
        },
        id,
      ),
    revise: (write, id, decide) =>
      transact(
        write,
        async tx => {
          const stored = await getGigDetails(tx, id)
          return replace(tx, stored, decide(stored.gig))
        },
        id,
      ),
    withdraw: (write, id, decide) =>
      transact(
        write,
        async tx => {
          const stored = await getGigDetails(tx, id)
          decide(stored.gig)
          await removeGigs(tx, [id])
          return { result: undefined, gigChanges: await gigChangesOf(stored, null, () => null) }
        },
        id,
      ),
    search: async (search, page, reader) => {
      const { found, totalCount } = await searchGigs(reads, search, page, read =>
        reader ? expensiveReads.run(reader, read) : read(),
      )
      const gigs = await known.page(found, reader?.userId ?? null)
      const items = found.flatMap(({ id, distanceKm }): FoundGig[] => {
        const gig = gigs.get(id)
        return gig ? [{ gig, distanceKm }] : []
      })
      return toPage(items, totalCount, page)
    },
    map: (boxes, status) => readMap(reads, boxes, status),
    listNewestPending: async (page, reader) => {
      const key = `${page.skip} ${page.limit}`
      const { keys, totalCount } = await share(key, () => listNewestPending(reads, page))
      return toPage([...(await known.page(keys, reader?.userId ?? null)).values()], totalCount, page)
    },
    listOf: async (userId, role, status, page) => {
      const { keys, totalCount } = await listOf(reads, userId, rolesOf(role), status, page)
      return toPage([...(await known.page(keys, userId)).values()], totalCount, page)
    },
  }
}

const rolesOf = (role: GigRole | null): readonly GigRole[] => (role === null ? ['seeker', 'helper'] : [role])
