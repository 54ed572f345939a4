import { kinds } from './growth-data.ts'
import { about, gigOf, type Measured, plain } from './growth-requests.ts'
import {
  asSeeker,
  bangkok,
  befriend,
  beginSession,
  idOf,
  join,
  password,
  releaseGig,
  reviewGig,
  reviewOf,
} from './growth-things.ts'

/** What is measured of sessions, of people, and of what people keep and say of each other. */

export const auth: Measured[] = [
  {
    operation: 'POST /api/auth/register',
    prepare: world => ({
      method: 'POST',
      path: '/api/auth/register',
      body: { email: `new${world.next()}@example.com`, password, full_name: 'A newcomer' },
    }),
  },
  { operation: 'POST /api/auth/login', prepare: async world => (await join(world)).login },
  {
    operation: 'POST /api/auth/refresh',
    prepare: async world => {
      const { access_token, refresh_token } = await join(world)
      const headers = { 'x-access-token': access_token }
      return { method: 'POST', path: '/api/auth/refresh', token: refresh_token, headers }
    },
  },
  ...['logout', 'logout-all'].map((way): Measured => {
    const path = `/api/auth/${way}`
    return {
      operation: `POST ${path}`,
      prepare: async world => ({ method: 'POST', path, token: await beginSession(world) }),
    }
  }),
  {
    operation: 'PUT /api/auth/password',
    prepare: async world => {
      const { access_token: token } = await join(world)
      const body = { old_password: password, new_password: `${password} from now on` }
      return { method: 'PUT', path: '/api/auth/password', token, body }
    },
  },
  {
    operation: 'POST /api/auth/forgot',
    prepare: () => ({ method: 'POST', path: '/api/auth/forgot', body: { email: 'nobody@example.com' } }),
  },
  // A link is sent by mail, which nobody reads here.
  {
    operation: 'POST /api/auth/reset',
    error: 'INVALID_RESET_TOKEN',
    prepare: () => ({
      method: 'POST',
      path: '/api/auth/reset',
      body: { token: 'no token', new_password: password },
    }),
  },
  plain('GET /api/auth/me'),
]

export const users: Measured[] = [
  // Of somebody new: what they cost besides what a person has.
  {
    operation: 'GET /api/users/me/export',
    prepare: async world => {
      const { access_token: token } = await join(world)
      return { method: 'GET', path: '/api/users/me/export', token }
    },
  },
  {
    operation: 'DELETE /api/users/me',
    prepare: async world => {
      const { access_token: token } = await join(world)
      return { method: 'DELETE', path: '/api/users/me', token, body: { password } }
    },
  },
  {
    operation: 'POST /api/reports',
    prepare: async world => {
      const { access_token: token } = await join(world)
      const body = { kind: 'person', subject_id: world.helper.id, reason: 'Asks for money in advance.' }
      return { method: 'POST', path: '/api/reports', token, body }
    },
  },
  plain('GET /api/users/me/warnings'),
  plain('GET /api/users/profile'),
  plain('GET /api/users/me'),
  plain('PUT /api/users/me', { body: { address_text: '456 New Street, Bangkok' } }),
  plain('POST /api/users/me/verify'),
  plain('PUT /api/users/location', { body: { latitude: 13.7563, longitude: 100.5018 } }),
  {
    operation: 'PUT /api/users/availability',
    prepare: world =>
      asSeeker(world, 'PUT', '/api/users/availability', { is_available: world.next() % 2 === 0 }),
  },
  ...[5, 100].map(radius =>
    plain('GET /api/users/nearby', {
      variant: `${radius} km`,
      query: `${bangkok}&radius=${radius}&limit=20`,
      page: '',
    }),
  ),
  about('GET /api/users/{user_id}', () => idOf(kinds.person, 100)),
]

export const buddies: Measured[] = [
  {
    operation: 'POST /api/buddies',
    prepare: world => ({
      method: 'POST',
      path: '/api/buddies',
      token: world.helper.token,
      body: { buddy_user_id: idOf(kinds.person, 100 + world.next()) },
    }),
  },
  plain('GET /api/buddies', { query: 'limit=20', page: 'buddies' }),
  plain('GET /api/buddies/available', { query: 'limit=20', page: 'buddies' }),
  about('GET /api/buddies/{buddy_id}', () => idOf(kinds.buddy, 100)),
  about('PUT /api/buddies/{buddy_id}', () => idOf(kinds.buddy, 100), { body: { notes: 'Has a van' } }),
  {
    operation: 'DELETE /api/buddies/{buddy_id}',
    prepare: async world => {
      const { id } = await befriend(world)
      return { method: 'DELETE', path: `/api/buddies/${id}`, token: world.helper.token }
    },
  },
]

export const reviews: Measured[] = [
  {
    operation: 'POST /api/reviews',
    prepare: async world =>
      asSeeker(world, 'POST', '/api/reviews', reviewOf(world, (await releaseGig(world)).gigId)),
  },
  about('GET /api/reviews/user/{user_id}', ({ seeker }) => seeker.id, { query: 'limit=20', page: 'reviews' }),
  plain('GET /api/reviews/my-reviews', { query: 'limit=20', page: 'reviews' }),
  about('GET /api/reviews/gig/{gig_id}', gigOf),
  about(
    'GET /api/reviews/can-review/{gig_id}/{reviewee_id}',
    async world => `${await gigOf(world)}/${world.helper.id}`,
  ),
  about('PUT /api/reviews/{review_id}', async world => (await reviewGig(world)).id, { body: { rating: 3 } }),
  about('DELETE /api/reviews/{review_id}', async world => (await reviewGig(world)).id),
]
