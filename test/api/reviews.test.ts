import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import type { Static } from '@sinclair/typebox'
import type {
  CanReviewView,
  GigReviewsView,
  ReviewPageView,
  ReviewView,
} from '../../src/domain/reviews/model.ts'
import type { ProfileView } from '../../src/domain/users/model.ts'
import { type GigJson, postAccepted } from '../support/gigs.ts'
import { payCompleted } from '../support/payments.ts'
import { joinAfresh, type Person } from '../support/people.ts'
import { startTestServer, type TestServer, testNow } from '../support/server.ts'

type ReviewJson = Static<typeof ReviewView>
type ReviewPageJson = Static<typeof ReviewPageView>

const nobody = '00000000-0000-4000-8000-000000000000'

let server: TestServer
let somchai: Person
let mali: Person
let jane: Person
let gig: GigJson

beforeAll(async () => {
  server = await startTestServer()
})
beforeEach(async () => {
  server.clock.set(testNow)
  ;[somchai, mali, jane] = await Promise.all([
    joinAfresh(server, 'Somchai'),
    joinAfresh(server, 'Mali'),
    joinAfresh(server, 'Jane Helper'),
  ])
  gig = (await payCompleted(somchai, mali)).gig
})
afterAll(() => server.stop())

const review = (reviewer: Person, about: { id: string }, reviewee: Person | string, changes = {}) =>
  reviewer.client.post<ReviewJson>('/api/reviews', {
    gig_id: about.id,
    reviewee_id: typeof reviewee === 'string' ? reviewee : reviewee.user.id,
    rating: 5,
    comment: 'Excellent work! Very professional and on time.',
    ...changes,
  })

const reputationOf = async (person: Person) => {
  const { body } = await person.client.get<Static<typeof ProfileView>>('/api/users/profile')
  return [body.reputation_score, body.total_reviews]
}

const canReview = (reviewer: Person, about: { id: string }, reviewee: string) =>
  reviewer.client.get<Static<typeof CanReviewView>>(`/api/reviews/can-review/${about.id}/${reviewee}`)

describe('posting a review (V1)', () => {
  test('answers 201 with every field of the contract (G2), and the reviewee is rated at once (V2, A2)', async () => {
    expect(await reputationOf(mali)).toEqual([5, 0])
    const { status, body } = await review(somchai, gig, mali, { rating: 4 })
    expect(status).toBe(201)
    expect(body as unknown).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      gig_id: gig.id,
      reviewer_id: somchai.user.id,
      reviewee_id: mali.user.id,
      rating: 4,
      comment: 'Excellent work! Very professional and on time.',
      created_at: '2025-10-01T10:00:00.000000Z',
      updated_at: '2025-10-01T10:00:00.000000Z',
      reviewer_name: 'Somchai',
      reviewee_name: 'Mali',
      gig_title: 'Help move furniture',
    })
    expect(await reputationOf(mali)).toEqual([4, 1])
  })

  test('is refused twice, before the gig is completed, to strangers, and about anybody but the other', async () => {
    const open = await postAccepted(somchai, mali)
    await review(somchai, gig, mali, { rating: 4 })
    const refused = [
      await review(somchai, gig, mali),
      await review(somchai, open, mali),
      await review(jane, gig, mali),
      await review(mali, gig, jane),
      await review(mali, gig, mali),
      await review(mali, gig, nobody),
      await review(mali, { id: nobody }, somchai),
    ]
    expect(refused.map(({ status, body }) => [status, 'error_code' in body && body.error_code])).toEqual([
      [409, 'REVIEW_ALREADY_EXISTS'],
      [400, 'GIG_NOT_COMPLETED'],
      [403, 'INSUFFICIENT_PERMISSIONS'],
      [400, 'INVALID_REVIEWEE'],
      [400, 'INVALID_REVIEWEE'],
      [400, 'INVALID_REVIEWEE'],
      [404, 'RESOURCE_NOT_FOUND'],
    ])
    expect(await reputationOf(mali)).toEqual([4, 1])
  })

  test('takes whole ratings from 1 to 5 and comments of 1 to 1000 characters, and nothing else', async () => {
    const wrong = [
      { rating: 0 },
      { rating: 6 },
      { rating: 4.5 },
      { rating: '5' },
      { rating: null },
      { comment: '' },
      { comment: '   ' },
      { comment: 'ก'.repeat(1001) },
      { comment: null },
      { gig_id: 'gig' },
      { reviewee_id: 7 },
    ]
    for (const changes of wrong) {
      const { status, body } = await review(mali, gig, somchai, changes)
      expect([status, body]).toMatchObject([422, { error_code: 'VALIDATION_ERROR' }])
    }
    // A thousand code points, each of two units.
    const { status } = await review(mali, gig, somchai, { comment: '🙏'.repeat(1000) })
    expect(status).toBe(201)
  })
})

describe('what is asked about reviews', () => {
  /** Jane reviews Mali after three gigs. */
  const reviewThrice = () =>
    Promise.all(
      [5, 5, 1].map(async rating => {
        const { gig: done } = await payCompleted(jane, mali)
        return review(jane, done, mali, { rating })
      }),
    )

  test('gives those received with average and distribution over all pages (V3)', async () => {
    await review(somchai, gig, mali, { rating: 4 })
    await reviewThrice()
    const { body } = await jane.client.get<ReviewPageJson>(`/api/reviews/user/${mali.user.id}?limit=2`)
    expect(body.reviews).toHaveLength(2)
    expect(body).toMatchObject({
      total_count: 4,
      average_rating: 3.75,
      rating_distribution: { 5: 2, 4: 1, 3: 0, 2: 0, 1: 1 },
    })
    expect(await reputationOf(mali)).toEqual([3.75, 4])
  })

  test('gives those written in the same shape, and 0 where there are none (V3)', async () => {
    await reviewThrice()
    const written = await jane.client.get<ReviewPageJson>('/api/reviews/my-reviews')
    expect(written.body).toMatchObject({ total_count: 3, average_rating: 3.67 })
    expect(written.body.reviews.every(({ reviewer_name }) => reviewer_name === 'Jane Helper')).toBe(true)
    const none = await jane.client.get<ReviewPageJson>(`/api/reviews/user/${jane.user.id}`)
    expect(none.body).toEqual({
      reviews: [],
      total_count: 0,
      average_rating: 0,
      rating_distribution: { 5: 0, 4: 0, 3: 0, 2: 0, 1: 0 },
    })
    const unknown = await jane.client.get(`/api/reviews/user/${nobody}`)
    expect([unknown.status, unknown.body.error_code]).toEqual([404, 'RESOURCE_NOT_FOUND'])
  })

  test('gives those of a gig (V4)', async () => {
    await review(somchai, gig, mali, { rating: 4 })
    await review(mali, gig, somchai, { rating: 5 })
    const { body } = await jane.client.get<Static<typeof GigReviewsView>>(`/api/reviews/gig/${gig.id}`)
    expect([body.gig_title, body.total_reviews, body.reviews.map(({ rating }) => rating).sort()]).toEqual([
      'Help move furniture',
      2,
      [4, 5],
    ])
    expect((await jane.client.get(`/api/reviews/gig/${nobody}`)).status).toBe(404)
  })

  test('says whether one may review, and why not (V4)', async () => {
    const { gig: done } = await payCompleted(somchai, jane)
    expect((await canReview(jane, done, somchai.user.id)).body).toEqual({ can_review: true, reason: null })
    await review(somchai, gig, mali)
    const reasons = [
      await canReview(somchai, gig, mali.user.id),
      await canReview(mali, done, somchai.user.id),
      await canReview(jane, done, mali.user.id),
      await canReview(mali, await postAccepted(somchai, mali), somchai.user.id),
    ]
    for (const { status, body } of reasons) {
      expect([status, body.can_review]).toEqual([200, false])
      expect(body.reason).toMatch(/^[A-Z].*\.$/)
    }
    expect((await canReview(jane, { id: nobody }, mali.user.id)).status).toBe(404)
  })
})

describe('changing and deleting a review', () => {
  test('is for its author alone, in part, and the reputation follows in the same step (V2, V3)', async () => {
    const { gig: done } = await payCompleted(mali, jane)
    const { body: made } = await review(mali, done, jane, { rating: 2 })
    const path = `/api/reviews/${made.id}`
    expect(await reputationOf(jane)).toEqual([2, 1])
    server.clock.advance(60_000)
    const changed = await mali.client.put<ReviewJson>(path, { rating: 4 })
    expect(changed.body).toEqual({ ...made, rating: 4, updated_at: changed.body.updated_at })
    expect(changed.body.updated_at > made.updated_at).toBe(true)
    expect(await reputationOf(jane)).toEqual([4, 1])
    const said = await mali.client.put<ReviewJson>(path, { comment: 'Good, but 15 minutes late.' })
    expect([said.body.rating, said.body.comment]).toEqual([4, 'Good, but 15 minutes late.'])
    for (const answer of [await jane.client.put(path, { rating: 5 }), await jane.client.delete(path)])
      expect([answer.status, answer.body.error_code]).toEqual([403, 'INSUFFICIENT_PERMISSIONS'])
    expect((await mali.client.put(path, { rating: null })).status).toBe(422)

    expect((await mali.client.delete(path)).status).toBe(204)
    expect(await reputationOf(jane)).toEqual([5, 0])
    for (const answer of [await mali.client.put(path, { rating: 5 }), await mali.client.delete(path)])
      expect([answer.status, answer.body.error_code]).toEqual([404, 'RESOURCE_NOT_FOUND'])
    expect((await review(mali, done, jane)).status).toBe(201)
  })
})

test('nobody gets anywhere in the reviews without a token (G10)', async () => {
  const stranger = mali.client.withToken(null)
  const answers = [
    await stranger.post('/api/reviews', {}),
    await stranger.get(`/api/reviews/user/${nobody}`),
    await stranger.get('/api/reviews/my-reviews'),
    await stranger.get(`/api/reviews/gig/${nobody}`),
    await stranger.get(`/api/reviews/can-review/${nobody}/${nobody}`),
    await stranger.put(`/api/reviews/${nobody}`, {}),
    await stranger.delete(`/api/reviews/${nobody}`),
  ]
  for (const { status, body } of answers)
    expect([status, body.error_code]).toEqual([401, 'NOT_AUTHENTICATED'])
})
