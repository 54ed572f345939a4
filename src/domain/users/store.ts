import type { Place } from '../../lib/geo.ts'
import type { Id } from '../../lib/ids.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { FileId } from '../uploads/store.ts'

export type UserId = Id<'user'>

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
}

export interface NearbyQuery {
  center: Place
  radiusKm: number
  onlyAvailable: boolean
  /** The person who asks; never in the answer. */
  asker: UserId
  limit: number
}

export interface NearbyUser {
  user: User
  distanceKm: number
}

export interface UserStore {
  /** @throws AppError EMAIL_ALREADY_EXISTS when somebody has that e-mail, also of two who register at once. */
  register(user: User, passwordHash: string): Promise<void>

  find(id: UserId): Promise<User | null>

  /** What a login is checked against; `email` in lower case. */
  findCredentials(email: string): Promise<{ userId: UserId; passwordHash: string } | null>

  /**
   * Changes what people say of themselves: name, contact, address, place and availability.
   * @throws AppError RESOURCE_NOT_FOUND
   */
  revise(id: UserId, decide: (user: User) => User): Promise<User>

  /** People who have set a place within the radius (inclusive), nearest first by exact distance, ties by id. */
  listNearby(query: NearbyQuery): Promise<NearbyUser[]>
}
