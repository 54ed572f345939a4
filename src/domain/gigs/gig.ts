import type { Coordinates } from '../../lib/geo.ts'
import type { Satang } from '../../lib/money.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { GigId, RoomId, UserId } from '../ids.ts'
import type { PaymentStep, TransactionStatus } from '../transactions/transaction.ts'
import type { User } from '../users/user.ts'

export const gigStatuses = ['PENDING', 'ACCEPTED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED'] as const

export type GigStatus = (typeof gigStatuses)[number]

export const gigRoles = ['seeker', 'helper'] as const

export type GigRole = (typeof gigRoles)[number]

/** A piece of work at a place, asked for by a seeker and done by a helper. */
export interface Gig extends Coordinates {
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

/** The seeker or the helper as a gig shows them (ruling K7). */
export type GigPerson = Pick<
  User,
  'id' | 'fullName' | 'profileImageId' | 'isVerified' | 'ratingSum' | 'reviewCount' | 'disabledAt'
>

export interface GigDetails extends Gig {
  seeker: GigPerson
  /** null before the accept. */
  helper: GigPerson | null
  /** The room of the two; in a list it is read for gigs of the reader alone. */
  roomId: RoomId | null
  /** Of the active payment, else of the newest; in a list it is read for gigs of the reader alone. */
  paymentStatus: TransactionStatus | null
  /** Set when it is in no list, because an operator has hidden it or its seeker is disabled. */
  isHidden?: true
}

/** A gig before and after a change, as everybody sees it; null where it was not there yet, or is not there any more. */
export type GigChange = { before: Gig | null; after: GigDetails } | { before: Gig; after: null }

export const gigOrders = ['distance', 'newest', 'budget'] as const

export type GigOrder = (typeof gigOrders)[number]

export interface GigSearch {
  center: Coordinates
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
  gig: GigDetails
  distanceKm: number
}

export type GigPin = Pick<Gig, 'id' | 'title' | 'budgetSatang' | 'latitude' | 'longitude'>

/** Gigs close to each other, shown as one point at their mean position. */
export interface GigCluster extends Coordinates {
  gigCount: number
}

/** With more gigs than this, a map shows clusters. */
export const maxPins = 200

/** The gigs in a viewport: pins when they are few, else clusters. One of the lists is empty. */
export interface GigMap {
  pins: GigPin[]
  clusters: GigCluster[]
  totalCount: number
}

/** The result of a status change: the gig, and its payment when that is refunded. */
export interface GigMove {
  gig: Gig
  payment: PaymentStep | null
}
