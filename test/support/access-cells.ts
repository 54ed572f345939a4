import type { ErrorCode } from '../../src/errors.ts'
import { openRoom, say } from './chat.ts'
import { exampleGig, post, postAccepted } from './gigs.ts'
import { bytesOf, formFile, keepFile, still } from './images.ts'
import { payAccepted, payCompleted } from './payments.ts'
import { joinAfresh, type Person } from './people.ts'
import type { TestServer } from './server.ts'

/** `owner` and `other` are the two sides of everything that `owner` has; `stranger` takes part in nothing. */
export interface AccessWorld {
  server: TestServer
  owner: Person
  other: Person
  stranger: Person
}

interface ReadyRequest {
  params?: Record<string, string>
  query?: string
  body?: unknown
  headers?: Record<string, string>
}

/** A status of success, or the code of the error. */
type Outcome = number | ErrorCode

/** One row of the matrix: a request that its owner may make, and what comes of it for the three. */
export interface AccessRow {
  /** Makes what the request is about. It is made anew after each request that changed it. */
  prepare(world: AccessWorld): Promise<ReadyRequest> | ReadyRequest
  outcomes: { owner: Outcome; other: Outcome; stranger: Outcome }
  /** Callers without a good token get the outcome of the owner. */
  isOpen?: boolean
  /** The request ends the session that it comes with. */
  endsSession?: boolean
  /** Somebody whose token has expired gets the outcome of the owner. */
  takesExpiredToken?: boolean
}

const nobodyElse = 'INSUFFICIENT_PERMISSIONS'
const everyone = (outcome: Outcome) => ({ owner: outcome, other: outcome, stranger: outcome })
const onlyOwner = (outcome: Outcome) => ({ owner: outcome, other: nobodyElse, stranger: nobodyElse }) as const
const bothSides = (outcome: Outcome) => ({ owner: outcome, other: outcome, stranger: nobodyElse }) as const

type Prepare = AccessRow['prepare']
const plain: Prepare = () => ({})
const withBody =
  (body: unknown): Prepare =>
  () => ({ body })
const withQuery =
  (query: string): Prepare =>
  () => ({ query })

const pendingGig =
  (body?: unknown): Prepare =>
  async ({ owner }) => ({ params: { gig_id: (await post(owner)).id }, body })
const acceptedGig =
  (body?: unknown): Prepare =>
  async ({ owner, other }) => ({ params: { gig_id: (await postAccepted(owner, other)).id }, body })
const payment =
  (body?: unknown): Prepare =>
  async ({ owner, other }) => {
    const { gig, transaction } = await payAccepted(owner, other)
    return { params: { gig_id: gig.id, transaction_id: transaction.id }, body }
  }
const room =
  (body?: unknown): Prepare =>
  async ({ owner, other }) => ({ params: { room_id: (await openRoom(owner, other)).id }, body })
const picture = async () => bytesOf(still(8, 8).png())
const storedFile: Prepare = async ({ owner }) => ({
  params: { file_id: (await keepFile(owner, await picture())).file_id },
})
const upload: Prepare = async () => ({ body: formFile(await picture(), 'photo.png') })

const idOf = ({ status, body }: { status: number; body: object }): string => {
  if (status === 201 && 'id' in body && typeof body.id === 'string') return body.id
  throw new Error(`It was not made: ${JSON.stringify(body)}`)
}

const buddy =
  (body?: unknown): Prepare =>
  async ({ server, owner }) => {
    const { user } = await joinAfresh(server, 'Dao')
    const added = await owner.client.post('/api/buddies', { buddy_user_id: user.id, notes: 'My own notes' })
    return { params: { buddy_id: idOf(added) }, body }
  }

const completedGig = async ({ owner, other }: AccessWorld) => (await payCompleted(owner, other)).gig.id
const reviewOf = (gigId: string, { other }: AccessWorld) => ({
  gig_id: gigId,
  reviewee_id: other.user.id,
  rating: 5,
  comment: 'Good work.',
})
const review =
  (body?: unknown): Prepare =>
  async world => {
    const gigId = await completedGig(world)
    const made = await world.owner.client.post('/api/reviews', reviewOf(gigId, world))
    return { params: { review_id: idOf(made) }, body }
  }

const here = 'latitude=13.7563&longitude=100.5018'

const authentication: Record<string, AccessRow> = {
  'POST /api/auth/register': {
    isOpen: true,
    prepare: () => ({
      body: {
        email: `${crypto.randomUUID()}@example.com`,
        password: "Somebody's password",
        full_name: 'Somebody',
      },
    }),
    outcomes: everyone(201),
  },
  'POST /api/auth/login': {
    isOpen: true,
    prepare: ({ owner }) => ({
      body: new URLSearchParams({ username: owner.user.email, password: owner.password }),
    }),
    outcomes: everyone(200),
  },
  'POST /api/auth/refresh': {
    prepare: ({ owner }) => ({ headers: { 'x-access-token': owner.tokens.access_token } }),
    outcomes: { owner: 200, other: 'INVALID_TOKEN', stranger: 'INVALID_TOKEN' },
  },
  'POST /api/auth/logout': {
    prepare: plain,
    outcomes: everyone(200),
    endsSession: true,
    takesExpiredToken: true,
  },
  'POST /api/auth/logout-all': { prepare: plain, outcomes: everyone(200), endsSession: true },
  'POST /api/auth/forgot': {
    isOpen: true,
    prepare: withBody({ email: 'nobody@example.com' }),
    outcomes: everyone('MAIL_UNAVAILABLE'),
  },
  'POST /api/auth/reset': {
    isOpen: true,
    prepare: withBody({ token: 'no token', new_password: 'another password 1' }),
    outcomes: everyone('INVALID_RESET_TOKEN'),
  },
  // A token alone changes no password.
  'PUT /api/auth/password': {
    prepare: withBody({ old_password: 'not the password', new_password: 'another password 1' }),
    outcomes: everyone('INVALID_CREDENTIALS'),
  },
  'GET /api/auth/me': { prepare: plain, outcomes: everyone(200) },
}

const users: Record<string, AccessRow> = {
  'GET /api/users/profile': { prepare: plain, outcomes: everyone(200) },
  'GET /api/users/me': { prepare: plain, outcomes: everyone(200) },
  'GET /api/users/{user_id}': {
    prepare: ({ owner }) => ({ params: { user_id: owner.user.id } }),
    outcomes: everyone(200),
  },
  'POST /api/users/me/verify': { prepare: plain, outcomes: everyone(nobodyElse) },
  'GET /api/users/me/export': { prepare: plain, outcomes: everyone(200) },
  // A token alone deletes nobody.
  'DELETE /api/users/me': {
    prepare: withBody({ password: 'not the password' }),
    outcomes: everyone('INVALID_CREDENTIALS'),
  },
  'GET /api/users/me/warnings': { prepare: plain, outcomes: everyone(200) },
  'POST /api/reports': {
    prepare: ({ other }) => ({ body: { kind: 'person', subject_id: other.user.id, reason: 'Spam' } }),
    outcomes: { owner: 201, other: nobodyElse, stranger: 201 },
  },
  'PUT /api/users/me': { prepare: withBody({ contact_info: 'line:me' }), outcomes: everyone(200) },
  'PUT /api/users/location': {
    prepare: withBody({ latitude: 13.7563, longitude: 100.5018 }),
    outcomes: everyone(200),
  },
  'PUT /api/users/availability': { prepare: withBody({ is_available: true }), outcomes: everyone(200) },
  'GET /api/users/nearby': { prepare: withQuery(here), outcomes: everyone(200) },
}

const gigs: Record<string, AccessRow> = {
  'POST /api/gigs': { prepare: withBody(exampleGig), outcomes: everyone(201) },
  'GET /api/gigs': { prepare: plain, outcomes: everyone(200) },
  'GET /api/gigs/search': { prepare: withQuery(here), outcomes: everyone(200) },
  'GET /api/gigs/map': { prepare: withQuery('bbox=100,13,101,14'), outcomes: everyone(200) },
  'GET /api/gigs/my-gigs': { prepare: plain, outcomes: everyone(200) },
  'GET /api/gigs/{gig_id}': { prepare: acceptedGig(), outcomes: everyone(200) },
  'PUT /api/gigs/{gig_id}': { prepare: pendingGig({ budget: 2000 }), outcomes: onlyOwner(200) },
  'DELETE /api/gigs/{gig_id}': { prepare: pendingGig(), outcomes: onlyOwner(204) },
  'POST /api/gigs/{gig_id}/accept': {
    prepare: pendingGig(),
    outcomes: { owner: nobodyElse, other: 200, stranger: 200 },
  },
  'PUT /api/gigs/{gig_id}/status': {
    prepare: acceptedGig({ status: 'IN_PROGRESS' }),
    outcomes: bothSides(200),
  },
}

const uploads: Record<string, AccessRow> = {
  'POST /api/upload/profile': { prepare: upload, outcomes: everyone(201) },
  'POST /api/upload/gig': { prepare: upload, outcomes: everyone(201) },
  'POST /api/upload/general': { prepare: upload, outcomes: everyone(201) },
  'PUT /api/upload/profile/set': {
    prepare: async ({ owner }) => ({
      body: { profile_image_url: (await keepFile(owner, await picture(), 'profile')).url },
    }),
    outcomes: onlyOwner(200),
  },
  'GET /api/upload/my-files': { prepare: plain, outcomes: everyone(200) },
  'GET /api/upload/gig-images/{gig_id}': { prepare: acceptedGig(), outcomes: everyone(200) },
  'DELETE /api/upload/{file_id}': { prepare: storedFile, outcomes: onlyOwner(204) },
  'GET /api/upload/{file_id}': { prepare: storedFile, outcomes: everyone(200), isOpen: true },
}

const buddies: Record<string, AccessRow> = {
  'POST /api/buddies': {
    prepare: async ({ server }) => ({
      body: { buddy_user_id: (await joinAfresh(server, 'Dao')).user.id },
    }),
    outcomes: everyone(201),
  },
  'GET /api/buddies': { prepare: plain, outcomes: everyone(200) },
  'GET /api/buddies/available': { prepare: plain, outcomes: everyone(200) },
  'GET /api/buddies/{buddy_id}': { prepare: buddy(), outcomes: onlyOwner(200) },
  'PUT /api/buddies/{buddy_id}': { prepare: buddy({ notes: 'Has a van' }), outcomes: onlyOwner(200) },
  'DELETE /api/buddies/{buddy_id}': { prepare: buddy(), outcomes: onlyOwner(204) },
}

const reviews: Record<string, AccessRow> = {
  'POST /api/reviews': {
    prepare: async world => ({ body: reviewOf(await completedGig(world), world) }),
    outcomes: { owner: 201, other: 'INVALID_REVIEWEE', stranger: nobodyElse },
  },
  'GET /api/reviews/user/{user_id}': {
    prepare: ({ owner }) => ({ params: { user_id: owner.user.id } }),
    outcomes: everyone(200),
  },
  'GET /api/reviews/my-reviews': { prepare: plain, outcomes: everyone(200) },
  'GET /api/reviews/gig/{gig_id}': { prepare: acceptedGig(), outcomes: everyone(200) },
  'GET /api/reviews/can-review/{gig_id}/{reviewee_id}': {
    prepare: async world => ({
      params: { gig_id: await completedGig(world), reviewee_id: world.other.user.id },
    }),
    outcomes: everyone(200),
  },
  'PUT /api/reviews/{review_id}': { prepare: review({ rating: 1 }), outcomes: onlyOwner(200) },
  'DELETE /api/reviews/{review_id}': { prepare: review(), outcomes: onlyOwner(204) },
}

const transactions: Record<string, AccessRow> = {
  'POST /api/transactions/escrow': {
    prepare: async ({ owner, other }) => ({ body: { gig_id: (await postAccepted(owner, other)).id } }),
    outcomes: onlyOwner(201),
  },
  'POST /api/transactions/calculate-fee': {
    prepare: withBody({ base_amount: 1500 }),
    outcomes: everyone(200),
  },
  'GET /api/transactions/history/my': { prepare: plain, outcomes: everyone(200) },
  'GET /api/transactions/summary/my': { prepare: plain, outcomes: everyone(200) },
  'GET /api/transactions/gig/{gig_id}': { prepare: payment(), outcomes: bothSides(200) },
  'GET /api/transactions/{transaction_id}': { prepare: payment(), outcomes: bothSides(200) },
  'PUT /api/transactions/{transaction_id}/release': { prepare: payment({}), outcomes: onlyOwner(200) },
  'PUT /api/transactions/{transaction_id}/cancel': { prepare: payment(), outcomes: onlyOwner(200) },
  'PUT /api/transactions/{transaction_id}/status': {
    prepare: payment({ status: 'COMPLETED' }),
    outcomes: onlyOwner(200),
  },
}

const chat: Record<string, AccessRow> = {
  'GET /api/chat/rooms': { prepare: plain, outcomes: everyone(200) },
  'GET /api/chat/rooms/{room_id}': { prepare: room(), outcomes: bothSides(200) },
  'DELETE /api/chat/rooms/{room_id}': { prepare: room(), outcomes: bothSides(204) },
  'GET /api/chat/rooms/{room_id}/messages': { prepare: room(), outcomes: bothSides(200) },
  'POST /api/chat/rooms/{room_id}/messages': {
    prepare: room({ content: 'Hello' }),
    outcomes: bothSides(201),
  },
  'PUT /api/chat/rooms/{room_id}/read': { prepare: room(), outcomes: bothSides(200) },
}

const notifications: Record<string, AccessRow> = {
  'GET /api/notifications': { prepare: plain, outcomes: everyone(200) },
  'PUT /api/notifications/read': { prepare: withBody({}), outcomes: everyone(200) },
}

const open = { prepare: plain, outcomes: everyone(200), isOpen: true }

/** A row for every operation of the document. */
export const accessRows: Record<string, AccessRow> = {
  'GET /health': open,
  'GET /health/live': open,
  'GET /health/ready': open,
  'GET /': open,
  ...authentication,
  ...users,
  ...gigs,
  ...uploads,
  ...buddies,
  ...reviews,
  ...transactions,
  ...chat,
  ...notifications,
}

const privateWord = 'The key lies under the third pot.'

/** Fills the marketplace with what only the two sides may see. @returns the words that a stranger may never read */
export const fillPrivately = async ({ server, owner, other }: AccessWorld): Promise<string[]> => {
  const { transaction } = await payAccepted(owner, other)
  const opened = await openRoom(owner, other)
  const message = await say(other, opened, privateWord)
  const { file_id } = await keepFile(owner, await picture())
  const { user } = await joinAfresh(server, 'Dao')
  const notes = 'Notes that are mine alone'
  const buddyId = idOf(await owner.client.post('/api/buddies', { buddy_user_id: user.id, notes }))
  const { body } = await owner.client.get<{ notifications: { id: string }[] }>('/api/notifications')
  const notificationIds = body.notifications.map(({ id }) => id)
  if (notificationIds.length === 0) throw new Error('The owner has no notification.')
  const { email } = owner.user
  return [
    email,
    transaction.id,
    opened.id,
    message.id,
    privateWord,
    file_id,
    buddyId,
    notes,
    ...notificationIds,
  ]
}
