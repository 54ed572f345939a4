import type { Coordinates } from '../../lib/geo.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { FileId, UserId } from '../ids.ts'

export interface User {
  id: UserId
  /** Lower case and unique. */
  email: string
  fullName: string
  contactInfo: string | null
  addressText: string | null
  /** Set by the upload store alone. */
  profileImageId: FileId | null
  isVerified: boolean
  isAvailable: boolean
  /** Both coordinates are set, or neither is. */
  latitude: number | null
  longitude: number | null
  /** The ratings received, from which the reputation follows (ruling A2). */
  ratingSum: number
  reviewCount: number
  createdAt: Timestamp
  disabledAt: Timestamp | null
  /** The account is disabled too, without name, e-mail, contact and place. */
  deletedAt: Timestamp | null
}

export interface NearbyQuery {
  center: Coordinates
  radiusKm: number
  onlyAvailable: boolean
  asker: UserId
  limit: number
}

export interface NearbyUser {
  user: User
  distanceKm: number
}
