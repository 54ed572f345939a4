import type { Static } from '@sinclair/typebox'
import type { RequestContext } from '../../http/request-context.ts'
import { nullish, object, optional } from '../../schema/objects.ts'
import { queryBoolean, queryInteger, queryNumber, queryRadius } from '../../schema/queries.ts'
import { boolean, id, number, text } from '../../schema/requests.ts'
import { view } from '../../schema/views.ts'
import { fileUrlOf } from '../uploads/model.ts'
import { reputationOf } from './rules.ts'
import type { NearbyUser, User } from './user.ts'

export const fullName = text(1, 100, { description: 'Shown to others.', examples: ['John Doe'] })
export const contactInfo = text(0, 255, {
  description: 'How to reach the person; everybody near by sees it.',
  examples: ['phone:+1234567890'],
})
const addressText = text(0, 500, {
  description: 'An address in words; everybody near by sees it.',
  examples: ['Central World, Bangkok'],
})
const latitude = number(-90, 90, { description: 'In degrees, north is positive.', examples: [13.7563] })
const longitude = number(-180, 180, { description: 'In degrees, east is positive.', examples: [100.5018] })

/** Partial: what is left out stays; null clears what may be empty (ruling U1). */
export const ProfileChangeBody = object({
  full_name: optional(fullName),
  contact_info: nullish(contactInfo),
  address_text: nullish(addressText),
})

export const LocationBody = object({ latitude, longitude, address_text: nullish(addressText) })

export const AvailabilityBody = object({
  is_available: boolean({ description: 'Whether the person takes gigs at the moment.' }),
})

export const UserParams = object({ user_id: id<'user'>({ description: 'UUID of the user.' }) })

export const NearbyQueryString = object({
  latitude: queryNumber(-90, 90, { description: 'Of the centre, in degrees.', examples: [13.7563] }),
  longitude: queryNumber(-180, 180, { description: 'Of the centre, in degrees.', examples: [100.5018] }),
  radius: queryRadius({ description: 'In km; the edge belongs to it.', default: 5 }),
  only_available: queryBoolean({ description: 'Leave out people who are not available.', default: true }),
  limit: queryInteger(1, 100, { description: 'How many to give at most.', default: 50 }),
})

const userFields = {
  id: view.id<'user'>(),
  email: view.string({ examples: ['user@example.com'] }),
  full_name: view.string({ examples: ['John Doe'] }),
  contact_info: view.nullable(view.string({ examples: ['phone:+1234567890'] })),
  address_text: view.nullable(view.string({ examples: ['123 Main St, Bangkok'] })),
  is_verified: view.boolean(),
  reputation_score: view.number({
    description: 'The mean of the ratings received, 1 to 5; 5 before the first.',
  }),
  created_at: view.dateTime(),
}

export const UserView = object(userFields, { title: 'User' })

const profileFields = {
  ...userFields,
  profile_image_url: view.nullable(view.string()),
  total_reviews: view.integer({ description: 'How many reviews the person has received.' }),
  is_available: view.boolean(),
  has_location: view.boolean({ description: 'Whether the person has set a place.' }),
}

export const ProfileView = object(profileFields, { title: 'Profile' })

export const PlacedProfileView = object(
  {
    ...profileFields,
    latitude: view.nullable(view.number({ description: 'In degrees.' })),
    longitude: view.nullable(view.number({ description: 'In degrees.' })),
  },
  { title: 'ProfileWithPlace' },
)

/** What everybody may know of a person: no e-mail, no contact and no place (ruling U4). */
export const PublicProfileView = object(
  {
    id: view.id<'user'>(),
    full_name: view.string({ examples: ['Jane Helper'] }),
    profile_image_url: view.nullable(view.string()),
    is_verified: view.boolean(),
    is_available: view.boolean(),
    reputation_score: view.number({ examples: [4.8] }),
    total_reviews: view.integer(),
    created_at: view.dateTime(),
  },
  { title: 'PublicProfile' },
)

/** A user near by. It has no coordinates, because these are people's homes (ruling U2). */
export const NearbyUserView = object(
  {
    id: view.id<'user'>(),
    full_name: view.string(),
    profile_image_url: view.nullable(view.string()),
    contact_info: view.nullable(view.string()),
    address_text: view.nullable(view.string()),
    is_available: view.boolean(),
    reputation_score: view.number(),
    total_reviews: view.integer(),
    distance_km: view.number({ description: 'In km, to one decimal.', examples: [2.3] }),
  },
  { title: 'NearbyUser' },
)

export const NearbyUsersView = view.array(NearbyUserView)

export const toUserView = (user: User): Static<typeof UserView> => ({
  id: user.id,
  email: user.email,
  full_name: user.fullName,
  contact_info: user.contactInfo,
  address_text: user.addressText,
  is_verified: user.isVerified,
  reputation_score: reputationOf(user),
  created_at: user.createdAt,
})

/** The absolute address of a person's picture, null without one. `baseUrl` as `baseUrlOf` gives it. */
export const profileImageUrlOf = (user: Pick<User, 'profileImageId'>, baseUrl: string): string | null =>
  user.profileImageId === null ? null : fileUrlOf(baseUrl, user.profileImageId)

export const toProfileView = (
  user: User,
  { baseUrl }: Pick<RequestContext, 'baseUrl'>,
): Static<typeof ProfileView> => ({
  ...toUserView(user),
  profile_image_url: profileImageUrlOf(user, baseUrl),
  total_reviews: user.reviewCount,
  is_available: user.isAvailable,
  has_location: user.latitude !== null,
})

export const toPublicProfileView = (
  user: User,
  { baseUrl }: Pick<RequestContext, 'baseUrl'>,
): Static<typeof PublicProfileView> => ({
  id: user.id,
  full_name: user.fullName,
  profile_image_url: profileImageUrlOf(user, baseUrl),
  is_verified: user.isVerified,
  is_available: user.isAvailable,
  reputation_score: reputationOf(user),
  total_reviews: user.reviewCount,
  created_at: user.createdAt,
})

export const toPlacedProfileView = (
  user: User,
  context: Pick<RequestContext, 'baseUrl'>,
): Static<typeof PlacedProfileView> => ({
  ...toProfileView(user, context),
  latitude: user.latitude,
  longitude: user.longitude,
})

const toNearbyUserView = (
  { user, distanceKm }: NearbyUser,
  baseUrl: string,
): Static<typeof NearbyUserView> => ({
  id: user.id,
  full_name: user.fullName,
  profile_image_url: profileImageUrlOf(user, baseUrl),
  contact_info: user.contactInfo,
  address_text: user.addressText,
  is_available: user.isAvailable,
  reputation_score: reputationOf(user),
  total_reviews: user.reviewCount,
  distance_km: roundDistance(distanceKm),
})

/** One decimal, because the place is a person's home (ruling U3). */
export const roundDistance = (distanceKm: number): number => Math.round(distanceKm * 10) / 10

export const toNearbyUsersView = (
  nearby: NearbyUser[],
  { baseUrl }: Pick<RequestContext, 'baseUrl'>,
): Static<typeof NearbyUsersView> => nearby.map(found => toNearbyUserView(found, baseUrl))
