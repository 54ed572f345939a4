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
  helper: GigPerson | null
  /** A list reads it for gigs of the reader alone. */
  roomId: RoomId | null
  /** The active payment's, else the newest's; a list reads it for gigs of the reader alone. */
  paymentStatus: TransactionStatus | null
  isHidden?: true
}

/** Null before the gig was there, or after it was deleted. */
export type GigChange = { before: Gig | null; after: GigDetails } | { before: Gig; after: null }

export const gigOrders = ['distance', 'newest', 'budget'] as const

export type GigOrder = (typeof gigOrders)[number]

export interface GigSearch {
  center: Coordinates
  radiusKm: number
  status: GigStatus | null
  minBudgetSatang: Satang | null
  maxBudgetSatang: Satang | null
  /** Text in the title or the description, in any case; at least three characters. */
  text?: string | null
  /** `distance` is the default. `budget`: greatest first, then newest. Ties by id. */
  order?: GigOrder
}

export interface FoundGig {
  gig: GigDetails
  distanceKm: number
}

export type GigPin = Pick<Gig, 'id' | 'title' | 'budgetSatang' | 'latitude' | 'longitude'>

export interface GigCluster extends Coordinates {
  gigCount: number
}

/** With more gigs, a map shows clusters. */
export const maxPins = 200

/** One of the lists is empty. */
export interface GigMap {
  pins: GigPin[]
  clusters: GigCluster[]
  totalCount: number
}

export interface GigMove {
  gig: Gig
  payment: PaymentStep | null
}
