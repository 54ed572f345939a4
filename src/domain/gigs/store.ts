import type { Bound } from '../../lib/bound.ts'
import type { Reader, Write } from '../../lib/command.ts'
import type { Box } from '../../lib/geo.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import type { Room } from '../chat/room.ts'
import type { Effects } from '../effects.ts'
import type { GigId, UserId } from '../ids.ts'
import type { Transaction } from '../transactions/transaction.ts'
import type { FoundGig, Gig, GigDetails, GigMap, GigMove, GigRole, GigSearch, GigStatus } from './gig.ts'

/** Every write is one transaction. `decide` is pure, since an engine may call it again. */
export interface GigStore {
  /** @throws AppError ACCOUNT_DISABLED */
  post(write: Write<GigDetails>, gig: Gig): Promise<GigDetails>

  find(id: GigId): Promise<GigDetails | null>

  bounds(): readonly Bound[]

  /**
   * Opens the room too. Of simultaneous accepts exactly one sees the gig pending. @throws AppError
   * RESOURCE_NOT_FOUND, ACCOUNT_DISABLED, and whatever `decide` throws
   */
  accept(
    write: Write<GigDetails>,
    id: GigId,
    decide: (gig: GigDetails) => { gig: Gig; room: Room } & Effects,
  ): Promise<GigDetails>

  /** Changes its active payment too. @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws */
  changeStatus(
    write: Write<GigDetails>,
    id: GigId,
    decide: (gig: GigDetails, payment: Transaction | null) => GigMove & Effects,
  ): Promise<GigDetails>

  /** @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws */
  revise(write: Write<GigDetails>, id: GigId, decide: (gig: GigDetails) => Gig): Promise<GigDetails>

  /** @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws */
  withdraw(write: Write<void>, id: GigId, decide: (gig: GigDetails) => void): Promise<void>

  /** The radius is inclusive; distances and the total are exact. Lists leave out hidden gigs. */
  search(search: GigSearch, page: PageRequest, reader: Reader | null): Promise<Page<FoundGig>>

  /** Clusters count whole cells of 0.01 degrees, so they may hold gigs a cell outside. */
  map(boxes: readonly Box[], status: GigStatus, reader?: Reader | null): Promise<GigMap>

  /** Newest first, ties by id. */
  listNewestPending(page: PageRequest, reader: Reader | null): Promise<Page<GigDetails>>

  /** Newest first, ties by id; null means all. */
  listOf(
    userId: UserId,
    role: GigRole | null,
    status: GigStatus | null,
    page: PageRequest,
    reader?: Reader | null,
  ): Promise<Page<GigDetails>>
}
