import { kinds } from './growth-data.ts'
import { auth, buddies, reviews, users } from './growth-people.ts'
import { about, gigOf, type Measured, plain } from './growth-requests.ts'
import {
  acceptGig,
  asSeeker,
  bangkok,
  bigRoomOf,
  draft,
  form,
  idOf,
  payGig,
  postGig,
  upload,
} from './growth-things.ts'
import type { GrowthWorld } from './growth-world.ts'

const searches: Measured[] = ['distance', 'newest', 'budget'].flatMap(sort =>
  [5, 50].flatMap(radius => {
    const variant = `${radius} km, by ${sort}`
    const query = `${bangkok}&radius=${radius}&sort=${sort}&limit=20`
    const search = plain('GET /api/gigs/search', { variant, query, page: 'gigs' })
    const withWord = plain('GET /api/gigs/search', {
      variant: `${variant}, with a word of every gig, one posted since the last`,
      query: `${query}&q=sofa`,
      page: 'gigs',
    })
    const afterPost: Measured['prepare'] = async world => {
      await postGig(world)
      return withWord.prepare(world)
    }
    return [search, { ...withWord, prepare: afterPost }]
  }),
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
