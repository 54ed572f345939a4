import { Elysia } from 'elysia'
import type { Context } from '../../context.ts'
import { baseUrlOf } from '../../http/base-url.ts'
import { operation } from '../../http/operation.ts'
import { signedIn } from '../../http/visit.ts'
import {
  AvailabilityBody,
  LocationBody,
  NearbyQueryString,
  NearbyUsersView,
  PlacedProfileView,
  ProfileChangeBody,
  ProfileView,
  toNearbyUserView,
  toPlacedProfileView,
  toProfileView,
  toUserView,
  UserView,
} from './model.ts'
import { getUser, listNearbyUsers, reviseProfile, setAvailability, setPlace } from './service.ts'

export const userRoutes = (ctx: Context) =>
  new Elysia({ prefix: '/api/users', tags: ['Users'] })
    .use(signedIn)
    .get(
      '/profile',
      async ({ request, caller }) =>
        toProfileView(await getUser(ctx, caller.userId), baseUrlOf(ctx.config, request)),
      {
        ...operation({
          summary: 'Get user profile',
          description: 'The complete profile of the caller.',
          access: 'user',
          answers: { 200: ProfileView },
          errors: [],
        }),
      },
    )
    .put(
      '/me',
      async ({ caller, body }) => {
        const change = {
          fullName: body.full_name,
          contactInfo: body.contact_info,
          addressText: body.address_text,
        }
        return toUserView(await reviseProfile(ctx, caller.userId, change))
      },
      {
        body: ProfileChangeBody,
        ...operation({
          summary: 'Update user profile',
          description:
            'Changes what is sent and leaves the rest. `null` clears `contact_info` and `address_text`.',
          access: 'user',
          answers: { 200: UserView },
          errors: [],
          example: {
            full_name: 'John Smith',
            contact_info: 'phone:+1234567890,line:johnsmith',
            address_text: '456 New Street, Bangkok',
          },
        }),
      },
    )
    .put(
      '/location',
      async ({ request, caller, body }) =>
        toPlacedProfileView(
          await setPlace(ctx, caller.userId, body, body.address_text),
          baseUrlOf(ctx.config, request),
        ),
      {
        body: LocationBody,
        ...operation({
          summary: 'Update location',
          description:
            'Sets where the caller is found by others, mostly for helpers. An `address_text` that is left out stays.',
          access: 'user',
          answers: { 200: PlacedProfileView },
          errors: [],
          example: { latitude: 13.7563, longitude: 100.5018, address_text: 'Central World, Bangkok' },
        }),
      },
    )
    .put(
      '/availability',
      async ({ request, caller, body }) =>
        toPlacedProfileView(
          await setAvailability(ctx, caller.userId, body.is_available),
          baseUrlOf(ctx.config, request),
        ),
      {
        body: AvailabilityBody,
        ...operation({
          summary: 'Update availability',
          description: 'Says whether the caller takes gigs at the moment.',
          access: 'user',
          answers: { 200: PlacedProfileView },
          errors: [],
          example: { is_available: true },
        }),
      },
    )
    .get(
      '/nearby',
      async ({ request, caller, query }) => {
        const { latitude, longitude, radius, only_available, limit } = query
        const nearby = await listNearbyUsers(ctx, {
          center: { latitude, longitude },
          radiusKm: radius,
          onlyAvailable: only_available,
          asker: caller.userId,
          limit,
        })
        const baseUrl = baseUrlOf(ctx.config, request)
        return nearby.map(found => toNearbyUserView(found, baseUrl))
      },
      {
        query: NearbyQueryString,
        ...operation({
          summary: 'Find nearby helpers',
          description:
            'People who have set a place within the radius, nearest first, without the caller. Their coordinates are never shown, and distances are great-circle distances rounded to 0.1 km.',
          access: 'user',
          answers: { 200: NearbyUsersView },
          errors: [],
        }),
      },
    )
