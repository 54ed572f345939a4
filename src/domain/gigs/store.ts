import type { Bound } from '../../lib/bound.ts'
import type { Reader, Write } from '../../lib/command.ts'
import type { Box } from '../../lib/geo.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import type { Room } from '../chat/room.ts'
import type { Effects } from '../effects.ts'
import type { GigId, UserId } from '../ids.ts'
import type { Transaction } from '../transactions/transaction.ts'
import type { FoundGig, Gig, GigDetails, GigMap, GigMove, GigRole, GigSearch, GigStatus } from './gig.ts'

/**
 * Every write is one transaction. `decide` is pure and synchronous: it gets the gig as it is at that moment and returns
 * the change and its effects. When it throws, nothing has happened. An engine may call it again.
 */
export interface GigStore {
  /** @throws AppError ACCOUNT_DISABLED when an operator keeps the seeker out */
  post(write: Write<GigDetails>, gig: Gig): Promise<GigDetails>

  find(id: GigId): Promise<GigDetails | null>

  bounds(): readonly Bound[]

  /**
   * Gives a gig its helper and opens their room. Of any number of simultaneous accepts exactly one sees the gig pending.
   * @throws AppError RESOURCE_NOT_FOUND, ACCOUNT_DISABLED when an operator keeps the helper out, and whatever `decide`
   * throws
   */
  accept(
    write: Write<GigDetails>,
    id: GigId,
    decide: (gig: GigDetails) => { gig: Gig; room: Room } & Effects,
  ): Promise<GigDetails>

  /**
   * Changes the status of a gig, and with it its active payment, where there is one.
   * @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws
   */
  changeStatus(
    write: Write<GigDetails>,
    id: GigId,
    decide: (gig: GigDetails, payment: Transaction | null) => GigMove & Effects,
  ): Promise<GigDetails>

  /** Changes what the seeker asked for. @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws */
  revise(write: Write<GigDetails>, id: GigId, decide: (gig: GigDetails) => Gig): Promise<GigDetails>

  /** Deletes a gig. @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws */
  withdraw(write: Write<void>, id: GigId, decide: (gig: GigDetails) => void): Promise<void>

  /**
   * Gigs within the radius (inclusive) in the requested order. Distances and the total are exact. The search, the map and
   * the newest list leave out the gigs of disabled seekers.
   */
  search(search: GigSearch, page: PageRequest, reader: Reader | null): Promise<Page<FoundGig>>

  /**
   * The gigs in the boxes, as pins or as clusters. Clusters count whole cells of 0.01 degrees, so at the edge they can
   * hold gigs that lie up to a cell outside.
   */
  map(boxes: readonly Box[], status: GigStatus, reader?: Reader | null): Promise<GigMap>

  /** Pending gigs, newest first, ties by id. */
  listNewestPending(page: PageRequest, reader: Reader | null): Promise<Page<GigDetails>>

  /** The gigs of one person, newest first, ties by id; `role` or `status` null means all. */
  listOf(
    userId: UserId,
    role: GigRole | null,
    status: GigStatus | null,
    page: PageRequest,
    reader?: Reader | null,
  ): Promise<Page<GigDetails>>
}
