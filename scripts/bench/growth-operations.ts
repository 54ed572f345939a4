import { kinds } from './growth-data.ts'
import {
  acceptGig,
  asSeeker,
  bangkok,
  befriend,
  beginSession,
  bigRoomOf,
  draft,
  form,
  idOf,
  join,
  password,
  payGig,
  postGig,
  releaseGig,
  reviewGig,
  reviewOf,
  upload,
} from './growth-things.ts'
import type { GrowthWorld, Prepared } from './growth-world.ts'

/** What is measured of an operation: a request, made ready anew for each time. */
export interface Measured {
  /** As in the OpenAPI document. */
  operation: string
  /** What tells it from other measurements of the same operation. */
  variant?: string
  prepare(world: GrowthWorld): Prepared | Promise<Prepared>
  /** The field of the answer that is a full page; '' where the answer itself is. */
  page?: string
}

interface More {
  variant?: string
  page?: string
  query?: string
  body?: unknown
}

/** A request of the seeker that needs nothing made for it. */
const plain = (operation: string, { query, body, ...more }: More = {}): Measured => {
  const [method = '', path = ''] = operation.split(' ')
  return {
    operation,
    ...more,
    prepare: world => asSeeker(world, method, query ? `${path}?${query}` : path, body),
  }
}

/** A request of the seeker about something of which `find` gives the rest of the path. */
const about = (
  operation: string,
  find: (world: GrowthWorld) => string | Promise<string>,
  { query = '', body, ...more }: More = {},
): Measured => ({
  operation,
  ...more,
  prepare: async world => {
    const [method = '', path = ''] = operation.split(' ')
    const names = path.match(/\{\w+\}/g) ?? []
    const filled = path.replace(names.join('/'), await find(world))
    return asSeeker(world, method, query ? `${filled}?${query}` : filled, body)
  },
})

const auth: Measured[] = [
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
  ...(['forgot', 'reset'] as const).map((way): Measured => {
    const body = { email: 'nobody@example.com', token: 'no token', new_password: password }
    return {
      operation: `POST /api/auth/${way}`,
      prepare: () => ({ method: 'POST', path: `/api/auth/${way}`, body }),
    }
  }),
  plain('GET /api/auth/me'),
]

const users: Measured[] = [
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

const gigOf = async (world: GrowthWorld) => (await bigRoomOf(world)).gig_id

const searches: Measured[] = ['distance', 'newest', 'budget'].flatMap(sort =>
  [5, 50].flatMap(radius =>
    ['', '&q=sofa'].map(words =>
      plain('GET /api/gigs/search', {
        variant: `${radius} km, by ${sort}${words && ', with a word of every gig'}`,
        query: `${bangkok}&radius=${radius}&sort=${sort}${words}&limit=20`,
        page: 'gigs',
      }),
    ),
  ),
)

const gigs: Measured[] = [
  {
    operation: 'POST /api/gigs',
    prepare: world => asSeeker(world, 'POST', '/api/gigs', draft(world)),
  },
  plain('GET /api/gigs', { query: 'limit=20', page: 'gigs' }),
  plain('GET /api/gigs', { variant: 'skip 800', query: 'limit=20&skip=800', page: 'gigs' }),
  ...searches,
  plain('GET /api/gigs/map', { variant: 'city', query: 'bbox=100.3,13.5,100.8,14.0' }),
  plain('GET /api/gigs/map', { variant: 'country', query: 'bbox=97,5,106,21' }),
  plain('GET /api/gigs/my-gigs', { query: 'limit=20', page: 'gigs' }),
  plain('GET /api/gigs/my-gigs', {
    variant: 'seeker, COMPLETED',
    query: 'limit=20&role=seeker&status=COMPLETED',
    page: 'gigs',
  }),
  plain('GET /api/gigs/my-gigs', { variant: 'skip 8000', query: 'limit=20&skip=8000', page: 'gigs' }),
  about('GET /api/gigs/{gig_id}', gigOf),
  about('PUT /api/gigs/{gig_id}', async world => (await postGig(world)).id, { body: { budget: 1800 } }),
  about('DELETE /api/gigs/{gig_id}', async world => (await postGig(world)).id),
  {
    operation: 'POST /api/gigs/{gig_id}/accept',
    prepare: async world => {
      const { id } = await postGig(world)
      return { method: 'POST', path: `/api/gigs/${id}/accept`, token: world.helper.token }
    },
  },
  about('PUT /api/gigs/{gig_id}/status', async world => (await acceptGig(world)).id, {
    body: { status: 'IN_PROGRESS' },
  }),
]

const uploads: Measured[] = [
  ...['profile', 'gig', 'general'].map((category): Measured => {
    const path = `/api/upload/${category}`
    return { operation: `POST ${path}`, prepare: world => asSeeker(world, 'POST', path, form()) }
  }),
  {
    operation: 'PUT /api/upload/profile/set',
    prepare: async world => {
      const { url } = await upload(world, 'profile')
      return asSeeker(world, 'PUT', '/api/upload/profile/set', { profile_image_url: url })
    },
  },
  plain('GET /api/upload/my-files', { query: 'limit=20', page: '' }),
  plain('GET /api/upload/my-files', {
    variant: 'one category, offset 4000',
    query: 'limit=20&category=gig&offset=4000',
    page: '',
  }),
  about('GET /api/upload/gig-images/{gig_id}', gigOf),
  about('DELETE /api/upload/{file_id}', async world => (await upload(world, 'general')).file_id),
  about('GET /api/upload/{file_id}', async world => (await upload(world, 'general')).file_id),
]

const buddies: Measured[] = [
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

const reviews: Measured[] = [
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

const paymentOfGig = async (world: GrowthWorld) => {
  const path = `/api/transactions/gig/${await gigOf(world)}`
  return (await world.send<{ id: string }>(asSeeker(world, 'GET', path))).id
}

const heldPayment = async (world: GrowthWorld) => (await payGig(world)).id

const transactions: Measured[] = [
  {
    operation: 'POST /api/transactions/escrow',
    prepare: async world =>
      asSeeker(world, 'POST', '/api/transactions/escrow', { gig_id: (await acceptGig(world)).id }),
  },
  plain('POST /api/transactions/calculate-fee', { body: { base_amount: 1500 } }),
  plain('GET /api/transactions/history/my', { query: 'limit=20', page: 'transactions' }),
  plain('GET /api/transactions/history/my', {
    variant: 'COMPLETED, skip 8000',
    query: 'limit=20&status=COMPLETED&skip=8000',
    page: 'transactions',
  }),
  plain('GET /api/transactions/history/my', { variant: 'FAILED, none', query: 'limit=20&status=FAILED' }),
  plain('GET /api/transactions/summary/my'),
  about('GET /api/transactions/gig/{gig_id}', gigOf),
  about('GET /api/transactions/{transaction_id}', paymentOfGig),
  about('PUT /api/transactions/{transaction_id}/release', heldPayment),
  about('PUT /api/transactions/{transaction_id}/cancel', heldPayment),
  about('PUT /api/transactions/{transaction_id}/status', heldPayment, { body: { status: 'COMPLETED' } }),
]

const roomOf = async (world: GrowthWorld) => (await bigRoomOf(world)).id

/** A room that nothing else is done in. */
const freshRoomOf = async (world: GrowthWorld) => {
  const { id } = await acceptGig(world)
  const path = `/api/chat/rooms?gig_id=${id}`
  const { rooms } = await world.send<{ rooms: { id: string }[] }>(asSeeker(world, 'GET', path))
  return rooms[0]?.id ?? ''
}

const chat: Measured[] = [
  plain('GET /api/chat/rooms', { query: 'limit=20', page: 'rooms' }),
  about('GET /api/chat/rooms/{room_id}', roomOf),
  about('DELETE /api/chat/rooms/{room_id}', freshRoomOf),
  about('GET /api/chat/rooms/{room_id}/messages', roomOf, { query: 'limit=20', page: 'messages' }),
  about('GET /api/chat/rooms/{room_id}/messages', roomOf, {
    variant: 'skip 8000',
    query: 'limit=20&skip=8000',
    page: 'messages',
  }),
  about('POST /api/chat/rooms/{room_id}/messages', roomOf, { body: { content: 'Hello' } }),
  {
    operation: 'PUT /api/chat/rooms/{room_id}/read',
    prepare: async world => {
      const id = await roomOf(world)
      const sender = { method: 'POST', path: `/api/chat/rooms/${id}/messages`, token: world.helper.token }
      for (let at = 0; at < 5; at += 1) await world.send({ ...sender, body: { content: 'Hello' } })
      return asSeeker(world, 'PUT', `/api/chat/rooms/${id}/read`)
    },
  },
  plain('GET /api/notifications', { query: 'limit=20', page: 'notifications' }),
  about('GET /api/notifications', () => '', {
    variant: 'after an old one',
    query: `limit=20&after=${idOf(kinds.notification, 1000)}`,
    page: 'notifications',
  }),
  // The first time everything is unread.
  plain('PUT /api/notifications/read'),
]

const others = ['/health', '/health/live', '/health/ready', '/'].map(path => plain(`GET ${path}`))

/** At least one measurement of each operation of the OpenAPI document. */
export const measurements: readonly Measured[] = [
  ...others,
  ...auth,
  ...users,
  ...gigs,
  ...uploads,
  ...buddies,
  ...reviews,
  ...transactions,
  ...chat,
]
