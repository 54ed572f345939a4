import type { Box } from '../../lib/geo.ts'
import type { Once } from '../../lib/once.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import type { Room } from '../chat/room.ts'
import type { GigId, UserId } from '../ids.ts'
import type { Notification } from '../notifications/notification.ts'
import type { Transaction } from '../transactions/transaction.ts'
import type { FoundGig, Gig, GigMap, GigMove, GigRole, GigSearch, GigStatus } from './gig.ts'

/**
 * Every act takes a pure, synchronous `decide` function, calls it on the gig as it is at that moment, and keeps what it
 * returns, all in one step. When it throws, nothing has happened.
 */
export interface GigStore {
  post(gig: Gig, once?: Once<Gig>): Promise<Gig>

  find(id: GigId): Promise<Gig | null>

  /**
   * Gives a gig its helper, opens their room and notifies the seeker. Of any number at once exactly one sees the gig
   * pending.
   * @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws
   */
  accept(
    id: GigId,
    decide: (gig: Gig) => { gig: Gig; room: Room; notifications: Notification[] },
    once?: Once<Gig>,
  ): Promise<Gig>

  /**
   * Moves a gig along, and with it the payment that is under way or completed, where there is one; notifies.
   * @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws
   */
  changeStatus(
    id: GigId,
    decide: (gig: Gig, payment: Transaction | null) => GigMove & { notifications: Notification[] },
  ): Promise<Gig>

  /** Changes what the seeker asked for. @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws */
  revise(id: GigId, decide: (gig: Gig) => Gig): Promise<Gig>

  /** Takes a gig away for good when `decide` lets it. @throws AppError RESOURCE_NOT_FOUND, and whatever it throws */
  withdraw(id: GigId, decide: (gig: Gig) => void): Promise<void>

  /** Gigs within the radius (inclusive) in the order wanted, distances exact; the total is exact. */
  search(search: GigSearch, page: PageRequest): Promise<Page<FoundGig>>

  /**
   * What is in the boxes, as pins or as clusters. Clusters count whole cells of 0.01 degrees, so at the edge they can
   * hold gigs that lie up to a cell outside.
   */
  map(boxes: readonly Box[], status: GigStatus): Promise<GigMap>

  /** Pending gigs, newest first, ties by id. */
  listNewestPending(page: PageRequest): Promise<Page<Gig>>

  /** The gigs of one person, newest first, ties by id; `role` or `status` null is every one. */
  listOf(
    userId: UserId,
    role: GigRole | null,
    status: GigStatus | null,
    page: PageRequest,
  ): Promise<Page<Gig>>
}
