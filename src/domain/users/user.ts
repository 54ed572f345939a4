import type { Coordinates } from '../../lib/geo.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { FileId, UserId } from '../ids.ts'

/** A person. Every person can be a seeker in one gig and a helper in another. */
export interface User {
  id: UserId
  /** In lower case; no two people have the same. */
  email: string
  fullName: string
  contactInfo: string | null
  addressText: string | null
  /** Set and taken away by the upload store alone. */
  profileImageId: FileId | null
  isVerified: boolean
  isAvailable: boolean
  /** Both coordinates are set, or neither is. */
  latitude: number | null
  longitude: number | null
  /** The sum and the number of the ratings received, from which the reputation follows (ruling A2). */
  ratingSum: number
  reviewCount: number
  createdAt: Timestamp
  /** When an operator disabled the account; null when it is enabled. */
  disabledAt: Timestamp | null
  /** When the account was deleted: then it is disabled too, and has no name, e-mail, contact and place. */
  deletedAt: Timestamp | null
}

export interface NearbyQuery {
  center: Coordinates
  radiusKm: number
  onlyAvailable: boolean
  /** The caller, who is left out of the result. */
  asker: UserId
  limit: number
}

export interface NearbyUser {
  user: User
  distanceKm: number
}
