import { type MessagePageJson, openRoom } from './chat.ts'
import { exampleGig, type GigPageJson, post, postAccepted } from './gigs.ts'
import { type HistoryJson, payCompleted } from './payments.ts'
import type { Person } from './people.ts'

/** A POST that may carry an Idempotency-Key, ready to be sent. */
export interface KeyedPost {
  sender: Person
  path: string
  /** Left out where the operation takes none. */
  body?: Record<string, unknown>
  /** Differs from `body` and is as good. */
  otherBody?: Record<string, unknown>
  /** How often it has been done, as its sender sees it; left out where nothing is stored. */
  countEffects?: (sender: Person) => Promise<number>
  /** What a second time is answered with. */
  again: [status: number, code: string | null]
}

type Prepare = (somchai: Person, mali: Person) => Promise<KeyedPost>

const totalOf = (path: string) => async (sender: Person) =>
  (await sender.client.get<{ total_count: number }>(path)).body.total_count

/** How each operation that documents the key is made ready in a demo, by its name in the document. */
export const keyedPosts: Record<string, Prepare> = {
  'POST /api/gigs': async somchai => ({
    sender: somchai,
    path: '/api/gigs',
    body: exampleGig,
    otherBody: { ...exampleGig, budget: 1500.01 },
    countEffects: totalOf('/api/gigs/my-gigs'),
    again: [201, null],
  }),
  'POST /api/gigs/{gig_id}/accept': async (somchai, mali) => ({
    sender: mali,
    path: `/api/gigs/${(await post(somchai)).id}/accept`,
    countEffects: async ({ client }) =>
      (await client.get<GigPageJson>('/api/gigs/my-gigs?role=helper')).body.total_count,
    again: [400, 'GIG_ALREADY_ACCEPTED'],
  }),
  'POST /api/users/me/verify': async somchai => ({
    sender: somchai,
    path: '/api/users/me/verify',
    again: [200, null],
  }),
  'POST /api/buddies': async (somchai, mali) => ({
    sender: somchai,
    path: '/api/buddies',
    body: { buddy_user_id: mali.user.id, notes: 'Great helper' },
    otherBody: { buddy_user_id: mali.user.id, notes: 'Reliable' },
    countEffects: totalOf('/api/buddies'),
    again: [409, 'BUDDY_ALREADY_EXISTS'],
  }),
  'POST /api/reports': async (somchai, mali) => ({
    sender: somchai,
    path: '/api/reports',
    body: { kind: 'person', subject_id: mali.user.id, reason: 'Asks for money in advance.' },
    otherBody: { kind: 'person', subject_id: mali.user.id, reason: 'Something else.' },
    again: [201, null],
  }),
  'POST /api/reviews': async (somchai, mali) => {
    const { gig } = await payCompleted(somchai, mali)
    const body = { gig_id: gig.id, reviewee_id: mali.user.id, rating: 5, comment: 'Good.' }
    return {
      sender: somchai,
      path: '/api/reviews',
      body,
      otherBody: { ...body, rating: 4 },
      countEffects: totalOf('/api/reviews/my-reviews'),
      again: [409, 'REVIEW_ALREADY_EXISTS'],
    }
  },
  'POST /api/transactions/escrow': async (somchai, mali) => {
    const body = { gig_id: (await postAccepted(somchai, mali)).id }
    return {
      sender: somchai,
      path: '/api/transactions/escrow',
      body,
      otherBody: { ...body, payment_method: 'mock_payment_slow' },
      countEffects: async ({ client }) =>
        (await client.get<HistoryJson>('/api/transactions/history/my')).body.total_count,
      again: [409, 'TRANSACTION_ALREADY_EXISTS'],
    }
  },
  'POST /api/transactions/calculate-fee': async somchai => ({
    sender: somchai,
    path: '/api/transactions/calculate-fee',
    body: { base_amount: 10 },
    otherBody: { base_amount: 11 },
    again: [200, null],
  }),
  'POST /api/chat/rooms/{room_id}/messages': async (somchai, mali) => {
    const path = `/api/chat/rooms/${(await openRoom(somchai, mali)).id}/messages`
    return {
      sender: mali,
      path,
      body: { content: 'On my way' },
      otherBody: { content: 'I am late' },
      countEffects: async ({ client }) => (await client.get<MessagePageJson>(path)).body.total_count,
      again: [201, null],
    }
  },
}
