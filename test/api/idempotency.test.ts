import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { Client } from '../support/client.ts'
import { exampleGig, type GigJson, type GigPageJson, post, postAccepted } from '../support/gigs.ts'
import { payCompleted, type TransactionJson } from '../support/payments.ts'
import { joinAfresh, logInAs, type Person } from '../support/people.ts'
import { startTestServer, type TestServer, testNow } from '../support/server.ts'

let server: TestServer
let somchai: Person
let mali: Person

beforeAll(async () => {
  server = await startTestServer()
})
beforeEach(async () => {
  server.clock.set(testNow)
  ;[somchai, mali] = await Promise.all([joinAfresh(server, 'Somchai'), joinAfresh(server, 'Mali')])
})
afterAll(() => server.stop())

const sendKeyed = <Body = GigJson>(person: Person, key: string, path: string, body?: unknown) =>
  person.client.send<Body>('POST', path, { body, headers: { 'idempotency-key': key } })
const isReplayed = (answer: { headers: Headers }) => answer.headers.get('idempotency-replayed')

interface DocumentedPost {
  parameters?: { name: string }[]
  responses: Record<string, { headers?: object }>
}

describe('a POST with an Idempotency-Key (P7)', () => {
  test('is done once, and a repeat gets the first answer with Idempotency-Replayed', async () => {
    const first = await sendKeyed(somchai, 'gig 1', '/api/gigs', exampleGig)
    server.clock.advance(60_000)
    const repeat = await sendKeyed(somchai, 'gig 1', '/api/gigs/', exampleGig)
    expect([first.status, isReplayed(first)]).toEqual([201, null])
    expect([repeat.status, isReplayed(repeat), repeat.body]).toEqual([201, 'true', first.body])
    const mine = await somchai.client.get<GigPageJson>('/api/gigs/my-gigs')
    expect(mine.body.total_count).toBe(1)
  })

  test('is the same whatever the order of its fields, and another with another body', async () => {
    await sendKeyed(somchai, 'gig 1', '/api/gigs', exampleGig)
    const turned = Object.fromEntries(Object.entries(exampleGig).reverse())
    expect(isReplayed(await sendKeyed(somchai, 'gig 1', '/api/gigs', turned))).toBe('true')
    const other = await somchai.client.send('POST', '/api/gigs', {
      body: { ...exampleGig, budget: 1500.01 },
      headers: { 'idempotency-key': 'gig 1' },
    })
    expect([other.status, other.body.error_code, isReplayed(other)]).toEqual([
      422,
      'IDEMPOTENCY_KEY_REUSED',
      null,
    ])
  })

  test('counts for one user and one path', async () => {
    await sendKeyed(somchai, 'gig 1', '/api/gigs', exampleGig)
    const byMali = await sendKeyed(mali, 'gig 1', '/api/gigs', exampleGig)
    expect([byMali.status, isReplayed(byMali)]).toEqual([201, null])
    const [one, two] = [await post(somchai), await post(somchai)]
    for (const gig of [one, two]) {
      const accepted = await sendKeyed(mali, 'gig 1', `/api/gigs/${gig.id}/accept`)
      expect([accepted.status, isReplayed(accepted)]).toEqual([200, null])
    }
  })

  test('keeps the answer although the world has moved on', async () => {
    const gig = await post(somchai)
    const path = `/api/gigs/${gig.id}/accept`
    const first = await sendKeyed(mali, 'mine!', path)
    await mali.client.put(`/api/gigs/${gig.id}/status`, { status: 'IN_PROGRESS' })
    const repeat = await sendKeyed(mali, 'mine!', path)
    expect([repeat.status, repeat.body, isReplayed(repeat)]).toEqual([200, first.body, 'true'])
    expect((await mali.client.post(path)).body.error_code).toBe('GIG_ALREADY_ACCEPTED')
  })

  test('that was refused has not happened, so its key may be used again', async () => {
    const gig = await post(somchai)
    const body = { gig_id: gig.id }
    const early = await sendKeyed<{ error_code?: string }>(somchai, 'pay', '/api/transactions/escrow', body)
    expect([early.status, early.body.error_code]).toEqual([400, 'GIG_NOT_ACCEPTED'])
    await mali.client.post(`/api/gigs/${gig.id}/accept`)
    const paid = await sendKeyed<TransactionJson>(somchai, 'pay', '/api/transactions/escrow', body)
    expect([paid.status, isReplayed(paid)]).toEqual([201, null])
  })

  test('keeps a failed payment too: it is an answer, not a refusal', async () => {
    const gig = await postAccepted(somchai, mali)
    const body = { gig_id: gig.id, payment_method: 'mock_payment_declined' }
    const answers = [1, 2].map(() =>
      sendKeyed<TransactionJson>(somchai, 'declined', '/api/transactions/escrow', body),
    )
    const [first, repeat] = await Promise.all(answers)
    expect([first?.body.status, repeat?.body]).toEqual(['FAILED', first?.body])
  })

  test('is forgotten after 24 hours, and not before', async () => {
    const dayMs = 24 * 3_600_000
    const send = async (person: Person) =>
      isReplayed(await sendKeyed(person, 'for a day', '/api/transactions/calculate-fee', { base_amount: 10 }))
    expect(await send(mali)).toBe(null)
    server.clock.advance(dayMs - 1)
    const later = async (): Promise<Person> => {
      const tokens = await logInAs(server.url, mali.user.email, mali.password)
      return { ...mali, client: new Client(server.url, tokens.access_token) }
    }
    expect(await send(await later())).toBe('true')
    server.clock.advance(1)
    expect(await send(await later())).toBe(null)
  })

  test('takes keys of 1 to 255 characters', async () => {
    const amount = { base_amount: 10 }
    for (const key of ['', 'k'.repeat(256)]) {
      const answer = await somchai.client.send('POST', '/api/transactions/calculate-fee', {
        body: amount,
        headers: { 'idempotency-key': key },
      })
      expect([answer.status, Object.keys(answer.body.field_errors ?? {})]).toEqual([422, ['Idempotency-Key']])
    }
    expect(
      (await sendKeyed(somchai, 'k'.repeat(255), '/api/transactions/calculate-fee', amount)).status,
    ).toBe(200)
  })

  test('works for buddies and reviews as for everything else', async () => {
    const { gig } = await payCompleted(somchai, mali)
    const posts: [string, unknown][] = [
      ['/api/buddies', { buddy_user_id: mali.user.id }],
      ['/api/reviews', { gig_id: gig.id, reviewee_id: mali.user.id, rating: 5, comment: 'Good.' }],
    ]
    for (const [path, body] of posts) {
      const first = await sendKeyed(somchai, 'once', path, body)
      const repeat = await sendKeyed(somchai, 'once', path, body)
      expect([first.status, isReplayed(first)]).toEqual([201, null])
      expect([repeat.status, repeat.body, isReplayed(repeat)]).toEqual([201, first.body, 'true'])
    }
  })
})

test('every POST of a logged-in user documents the key, but logout and uploads (P7)', async () => {
  const { body } = await new Client(server.url).get<{ paths: Record<string, { post?: DocumentedPost }> }>(
    '/openapi.json',
  )
  const ignoring = /^\/api\/(auth|upload)\//
  for (const [path, { post: operation }] of Object.entries(body.paths)) {
    if (!operation) continue
    const documents = operation.parameters?.some(({ name }) => name === 'Idempotency-Key') ?? false
    expect([path, documents]).toEqual([path, !ignoring.test(path)])
    const success = operation.responses[201] ?? operation.responses[200]
    expect([path, 'Idempotency-Replayed' in (success?.headers ?? {})]).toEqual([path, documents])
  }
})
