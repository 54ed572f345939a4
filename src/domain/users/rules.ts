import type { Coordinates } from '../../lib/geo.ts'
import type { User } from './user.ts'

/** What is left out stays, null clears (ruling U1). */
export interface ProfileChange {
  fullName?: string | undefined
  contactInfo?: string | null | undefined
  addressText?: string | null | undefined
}

export const changeProfile = (user: User, change: ProfileChange): User => ({
  ...user,
  fullName: change.fullName ?? user.fullName,
  contactInfo: change.contactInfo === undefined ? user.contactInfo : change.contactInfo,
  addressText: change.addressText === undefined ? user.addressText : change.addressText,
})

/** An address that is left out stays, null clears it. */
export const moveUser = (user: User, place: Coordinates, addressText: string | null | undefined): User => ({
  ...user,
  latitude: place.latitude,
  longitude: place.longitude,
  addressText: addressText === undefined ? user.addressText : addressText,
})

/** Two decimals; 5.0 without ratings (ruling A2). */
export const reputationOf = ({ ratingSum, reviewCount }: Pick<User, 'ratingSum' | 'reviewCount'>): number =>
  reviewCount === 0 ? 5 : Math.round((ratingSum * 100) / reviewCount) / 100
