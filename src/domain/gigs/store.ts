import type { Box, Place } from '../../lib/geo.ts'
import type { Id } from '../../lib/ids.ts'
import type { Satang } from '../../lib/money.ts'
import type { Once } from '../../lib/once.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { Room } from '../chat/store.ts'
import type { Notification } from '../notifications/store.ts'
import type { PaymentStep, Transaction } from '../transactions/store.ts'
import type { UserId } from '../users/store.ts'

export type GigId = Id<'gig'>

export const gigStatuses = ['PENDING', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED'] as const
export type GigStatus = (typeof gigStatuses)[number]

export const gigRoles = ['seeker', 'helper'] as const
export type GigRole = (typeof gigRoles)[number]

/** A piece of work at a place, asked for by a seeker and done by a helper. */
export interface Gig extends Place {
  id: GigId
  title: string
  description: string
  durationHours: number
  budgetSatang: Satang
  addressText: string
  status: GigStatus
  imageUrls: string[]
  createdAt: Timestamp
  updatedAt: Timestamp
  startsAt: Timestamp | null
  completedAt: Timestamp | null
  seekerId: UserId
  helperId: UserId | null
}

export const gigOrders = ['distance', 'newest', 'budget'] as const
export type GigOrder = (typeof gigOrders)[number]

export interface GigSearch {
  center: Place
  radiusKm: number
  /** null: every status. */
  status: GigStatus | null
  minBudgetSatang: Satang | null
  maxBudgetSatang: Satang | null
  /** Text that has to be in the title or the description, whatever its case; at least three characters. */
  text?: string | null
  /** `distance` when left out: nearest first, ties by id. `newest`: posted last first. `budget`: greatest first, then newest. */
  order?: GigOrder
}

export interface FoundGig {
  gig: Gig
  distanceKm: number
}

/** A gig as a map shows it. */
export type GigPin = Pick<Gig, 'id' | 'title' | 'budgetSatang' | 'latitude' | 'longitude'>

/** Gigs close to each other, drawn as one at their middle. */
export interface GigCluster extends Place {
  gigCount: number
}

/** What a viewport shows: pins while they are few, else clusters; one of the lists is empty. */
export interface GigMap {
  pins: GigPin[]
  clusters: GigCluster[]
  totalCount: number
}

/** What a move of a gig does: to itself, and to its payment when it is given back. */
export interface GigMove {
  gig: Gig
  payment: PaymentStep | null
}

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
