import type { Static } from '@sinclair/typebox'
import type { RequestContext } from '../../http/request-context.ts'
import { nullish, object, optional } from '../../schema/objects.ts'
import { queryBoolean, queryInteger, queryNumber, queryRadius } from '../../schema/queries.ts'
import { boolean, id, number, text } from '../../schema/requests.ts'
import { view, withExample } from '../../schema/views.ts'
import { exampleIds, exampleUrls } from '../example-ids.ts'
import { fileUrlOf } from '../uploads/model.ts'
import { personFields } from './person-fields.ts'
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

/** What is left out stays; null clears what may be empty (ruling U1). */
export const ProfileChangeBody = object(
  {
    full_name: optional(fullName),
    contact_info: nullish(contactInfo),
    address_text: nullish(addressText),
  },
  { description: 'What changes; what is left out stays, and null clears it.' },
)

export const LocationBody = object(
  {
    latitude: number(-90, 90, { description: 'In degrees, north is positive.', examples: [13.7563] }),
    longitude: number(-180, 180, { description: 'In degrees, east is positive.', examples: [100.5018] }),
    address_text: nullish(addressText),
  },
  { description: 'Where a person is. An `address_text` that is left out stays.' },
)

export const AvailabilityBody = object(
  {
    is_available: boolean({ description: 'Whether the person takes gigs at the moment.', examples: [true] }),
  },
  { description: 'Whether a person takes gigs.' },
)

export const UserParams = object({
  user_id: id<'user'>({ description: 'UUID of the user.', examples: [exampleIds.user] }),
})

export const NearbyQueryString = object({
  latitude: queryNumber(-90, 90, { description: 'Of the centre, in degrees.', examples: [13.7563] }),
  longitude: queryNumber(-180, 180, { description: 'Of the centre, in degrees.', examples: [100.5018] }),
  radius: queryRadius({ description: 'In km; the edge belongs to it.', default: 5 }),
  only_available: queryBoolean({ description: 'Leave out people who are not available.', default: true }),
  limit: queryInteger(1, 100, { description: 'How many to give at most.', default: 50 }),
})

const { id: personId, created_at, ...shown } = personFields

const userFields = {
  id: view.id<'user'>({ description: 'UUID of the user.', examples: [exampleIds.user] }),
  email: view.string({
    description: 'The address to log in with, in lower case.',
    examples: ['user@example.com'],
  }),
  full_name: withExample(shown.full_name, 'John Doe'),
  contact_info: shown.contact_info,
  address_text: shown.address_text,
  is_verified: shown.is_verified,
  reputation_score: shown.reputation_score,
  created_at,
}

export const UserView = object(userFields, {
  title: 'User',
  description: 'The account of the caller.',
})

const profileFields = {
  ...userFields,
  profile_image_url: withExample(shown.profile_image_url, exampleUrls.john),
  total_reviews: withExample(shown.total_reviews, 25),
  is_available: shown.is_available,
  has_location: view.boolean({ description: 'Whether the person has set a place.', examples: [true] }),
}

export const ProfileView = object(profileFields, {
  title: 'Profile',
  description: 'The complete profile of the caller.',
})

export const PlacedProfileView = object(
  {
    ...profileFields,
    latitude: view.nullable(
      view.number({ description: 'Of the place, in degrees; null without one.', examples: [13.7563] }),
    ),
    longitude: view.nullable(
      view.number({ description: 'Of the place, in degrees; null without one.', examples: [100.5018] }),
    ),
  },
  { title: 'ProfileWithPlace', description: 'The complete profile of the caller with their place.' },
)

/** No e-mail, no contact and no place (ruling U4). */
export const PublicProfileView = object(
  {
    id: personId,
    full_name: shown.full_name,
    profile_image_url: shown.profile_image_url,
    is_verified: shown.is_verified,
    is_available: shown.is_available,
    reputation_score: shown.reputation_score,
    total_reviews: shown.total_reviews,
    created_at,
  },
  { title: 'PublicProfile', description: 'What everybody may know of a person.' },
)

/** No coordinates, because these are people's homes (ruling U2). */
export const NearbyUserView = object(
  {
    id: personId,
    full_name: shown.full_name,
    profile_image_url: shown.profile_image_url,
    contact_info: shown.contact_info,
    address_text: withExample(shown.address_text, 'Near Central World'),
    is_available: shown.is_available,
    reputation_score: shown.reputation_score,
    total_reviews: shown.total_reviews,
    distance_km: view.number({
      description: 'From the centre of the search to about where the person is, in km, to one decimal.',
      examples: [2.3],
    }),
  },
  { title: 'NearbyUser', description: 'A person near by, without coordinates.' },
)

export const NearbyUsersView = view.array(NearbyUserView, { description: 'People near by, nearest first.' })

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
