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

/** Ruling K7. */
export type GigPerson = Pick<
  User,
  'id' | 'fullName' | 'profileImageId' | 'isVerified' | 'ratingSum' | 'reviewCount' | 'disabledAt'
>

export interface GigDetails extends Gig {
  seeker: GigPerson
  /** Null before the accept. */
  helper: GigPerson | null
  /** In a list it is read for gigs of the reader alone. */
  roomId: RoomId | null
  /** Of the active payment, else of the newest; in a list for gigs of the reader alone. */
  paymentStatus: TransactionStatus | null
  /** By an operator, or because its seeker is disabled. */
  isHidden?: true
}

/** Null before the gig was there, or after it was deleted. */
export type GigChange = { before: Gig | null; after: GigDetails } | { before: Gig; after: null }

export const gigOrders = ['distance', 'newest', 'budget'] as const

export type GigOrder = (typeof gigOrders)[number]

export interface GigSearch {
  center: Coordinates
  radiusKm: number
  /** Null means all. */
  status: GigStatus | null
  minBudgetSatang: Satang | null
  maxBudgetSatang: Satang | null
  /** In the title or the description, in any case; at least three characters. */
  text?: string | null
  /** `distance` is the default. `budget`: greatest first, then newest. Ties by id. */
  order?: GigOrder
}

export interface FoundGig {
  gig: GigDetails
  distanceKm: number
}

export type GigPin = Pick<Gig, 'id' | 'title' | 'budgetSatang' | 'latitude' | 'longitude'>

/** At their mean position. */
export interface GigCluster extends Coordinates {
  gigCount: number
}

/** With more, a map shows clusters. */
export const maxPins = 200

/** One of the lists is empty. */
export interface GigMap {
  pins: GigPin[]
  clusters: GigCluster[]
  totalCount: number
}

/** Has the payment when that is refunded. */
export interface GigMove {
  gig: Gig
  payment: PaymentStep | null
}
