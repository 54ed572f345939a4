import type { Context } from '../../context.ts'
import { type Endpoint, endpoint } from '../../http/endpoint.ts'
import { userNotFound } from '../not-found.ts'
import {
  AvailabilityBody,
  LocationBody,
  NearbyQueryString,
  NearbyUsersView,
  PlacedProfileView,
  ProfileChangeBody,
  ProfileView,
  PublicProfileView,
  toNearbyUsersView,
  toPlacedProfileView,
  toProfileView,
  toPublicProfileView,
  toUserView,
  UserParams,
  UserView,
} from './model.ts'
import {
  getUser,
  getVisibleUser,
  listNearbyUsers,
  reviseProfile,
  setAvailability,
  setPlace,
  verifiedByOperator,
  verifySelf,
} from './service.ts'

const tag = 'Users'

const exampleChange = {
  full_name: 'John Smith',
  contact_info: 'phone:+1234567890,line:johnsmith',
  address_text: '456 New Street, Bangkok',
}

export const userEndpoints = (ctx: Context): Endpoint[] => [
  endpoint({
    method: 'GET',
    path: '/api/users/profile',
    tag,
    summary: 'Get user profile',
    description: 'The complete profile of the caller.',
    responses: { 200: ProfileView },
    errors: [],
    run: ({ caller }) => getUser(ctx, caller.userId),
    view: toProfileView,
  }),
  endpoint({
    method: 'GET',
    path: '/api/users/me',
    tag,
    summary: 'Get own profile',
    description: 'The same as `GET /api/users/profile`. An addition to the contract (ruling U4).',
    responses: { 200: ProfileView },
    errors: [],
    run: ({ caller }) => getUser(ctx, caller.userId),
    view: toProfileView,
  }),
  endpoint({
    method: 'POST',
    path: '/api/users/me/verify',
    tag,
    summary: 'Verify account',
    description:
      'In the demo the caller is verified at once. In production the operator of the server verifies accounts, and the answer is a 403. An addition to the contract (ruling U4).',
    idempotent: true,
    responses: { 200: ProfileView },
    errors: [verifiedByOperator],
    run: ({ command }) => verifySelf(ctx, command),
    view: toProfileView,
  }),
  endpoint({
    method: 'PUT',
    path: '/api/users/me',
    tag,
    summary: 'Update user profile',
    description: 'Changes what is sent and leaves the rest. `null` clears `contact_info` and `address_text`.',
    body: ProfileChangeBody,
    example: exampleChange,
    responses: { 200: UserView },
    exampleResult: exampleChange,
    errors: [],
    run: ({ command, body }) =>
      reviseProfile(ctx, command, {
        fullName: body.full_name,
        contactInfo: body.contact_info,
        addressText: body.address_text,
      }),
    view: toUserView,
  }),
  endpoint({
    method: 'PUT',
    path: '/api/users/location',
    tag,
    summary: 'Update location',
    description:
      'Sets where the caller is found by others, mostly for helpers. An `address_text` that is left out stays.',
    body: LocationBody,
    example: { latitude: 13.7563, longitude: 100.5018, address_text: 'Central World, Bangkok' },
    responses: { 200: PlacedProfileView },
    exampleResult: { address_text: 'Central World, Bangkok' },
    errors: [],
    run: ({ command, body }) => setPlace(ctx, command, body, body.address_text),
    view: toPlacedProfileView,
  }),
  endpoint({
    method: 'PUT',
    path: '/api/users/availability',
    tag,
    summary: 'Update availability',
    description: 'Says whether the caller takes gigs at the moment.',
    body: AvailabilityBody,
    example: { is_available: true },
    responses: { 200: PlacedProfileView },
    errors: [],
    run: ({ command, body }) => setAvailability(ctx, command, body.is_available),
    view: toPlacedProfileView,
  }),
  endpoint({
    method: 'GET',
    path: '/api/users/nearby',
    tag,
    summary: 'Find nearby helpers',
    description:
      'People who have set a place within the radius, nearest first, without the caller. Their coordinates are never shown. Each place is moved to the middle of a square of 700 m before anything is compared with it, so a distance can be half a kilometre off; distances are great-circle distances rounded to 0.1 km.',
    query: NearbyQueryString,
    responses: { 200: NearbyUsersView },
    errors: ['OVERLOADED'],
    run: ({ reader, query }) => {
      const nearby = {
        center: { latitude: query.latitude, longitude: query.longitude },
        radiusKm: query.radius,
        onlyAvailable: query.only_available,
        asker: reader.userId,
        limit: query.limit,
      }
      return listNearbyUsers(ctx, nearby, reader)
    },
    view: toNearbyUsersView,
  }),
  endpoint({
    method: 'GET',
    path: '/api/users/:user_id',
    tag,
    summary: 'Get public profile',
    description:
      'What everybody may know of a user: no e-mail, no contact and no place. An addition to the contract (ruling U4).',
    params: UserParams,
    responses: { 200: PublicProfileView },
    errors: [userNotFound],
    run: ({ params }) => getVisibleUser(ctx, params.user_id),
    view: toPublicProfileView,
  }),
]
