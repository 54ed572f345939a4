import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Answer } from '../support/client.ts'
import { type GigJson, postAccepted } from '../support/gigs.ts'
import { Auditor } from '../support/ledger.ts'
import { payAccepted, payCompleted, type TransactionJson } from '../support/payments.ts'
import { joinMali, joinSomchai, type Person } from '../support/people.ts'
import { temporaryFolder } from '../support/process.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/** `bun run check` runs 20. */
const rounds = Number(process.env.RACE_ROUNDS ?? 3)
const parallel = 50

const { path: dataDir, remove } = temporaryFolder()

let server: TestServer
let auditor: Auditor
let somchai: Person
let mali: Person

beforeAll(async () => {
  server = await startTestServer({ env: { DATA_DIR: dataDir } })
  auditor = new Auditor(server.ctx.config)
  ;[somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
})
afterAll(async () => {
  await auditor.close()
  await server.stop()
  remove()
})

/** How often each outcome came: "200", or the code of a refusal. */
const tally = (answers: Answer<object>[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const { status, body } of answers) {
    const outcome = body && 'error_code' in body ? `${status} ${body.error_code}` : String(status)
    counts[outcome] = (counts[outcome] ?? 0) + 1
  }
  return counts
}

const race = (starters: (() => Promise<Answer<object>>)[]) =>
  Promise.all(Array.from({ length: parallel }, (_, at) => starters[at % starters.length]?.())).then(answers =>
    answers.filter(answer => answer !== undefined),
  )

/** Every other round the other side is a little earlier. */
const eachRound = async (round: (isTurned: boolean) => Promise<void>) => {
  for (let done = 0; done < rounds; done += 1) await round(done % 2 === 1)
  expect(await auditor.findProblems()).toEqual([])
}

const statusOf = async (path: string): Promise<string> =>
  (await somchai.client.get<GigJson | TransactionJson>(path)).body.status

describe(`50 at once, ${rounds} rounds, one winner`, () => {
  test(
    'releases of one payment (P3)',
    () =>
      eachRound(async () => {
        const { transaction } = await payAccepted(somchai, mali)
        const path = `/api/transactions/${transaction.id}`
        const answers = await race([
          () => somchai.client.put(`${path}/release`),
          () => somchai.client.put(`${path}/status`, { status: 'COMPLETED' }),
        ])
        expect(tally(answers)).toEqual({ 200: 1, '400 TRANSACTION_NOT_PENDING': parallel - 1 })
      }),
    60_000,
  )

  test(
    'release against cancel of one payment (P3, P6)',
    () =>
      eachRound(async isTurned => {
        const { transaction } = await payAccepted(somchai, mali)
        const path = `/api/transactions/${transaction.id}`
        const sides = [
          () => somchai.client.put(`${path}/release`),
          () => somchai.client.put(`${path}/cancel`),
        ]
        const answers = await race(isTurned ? sides.reverse() : sides)
        expect(tally(answers)).toEqual({ 200: 1, '400 TRANSACTION_NOT_PENDING': parallel - 1 })
      }),
    60_000,
  )

  test(
    'release of a payment against cancelling its gig (K4)',
    () =>
      eachRound(async isTurned => {
        const { gig, transaction } = await payAccepted(somchai, mali)
        const sides = [
          () => somchai.client.put(`/api/transactions/${transaction.id}/release`),
          () => mali.client.put(`/api/gigs/${gig.id}/status`, { status: 'CANCELLED' }),
        ]
        const answers = await race(isTurned ? sides.reverse() : sides)
        const releases = tally(answers.filter((_, at) => (at % 2 === 1) === isTurned))
        const cancels = tally(answers.filter((_, at) => (at % 2 === 1) !== isTurned))
        const half = parallel / 2
        const gigStatus = await statusOf(`/api/gigs/${gig.id}`)
        const paymentStatus = await statusOf(`/api/transactions/${transaction.id}`)
        if (paymentStatus === 'COMPLETED') {
          expect(gigStatus).toBe('COMPLETED')
          expect(releases).toEqual({ 200: 1, '400 TRANSACTION_NOT_PENDING': half - 1 })
          expect(cancels).toEqual({ '400 INVALID_STATUS_TRANSITION': half })
        } else {
          expect([paymentStatus, gigStatus]).toEqual(['CANCELLED', 'CANCELLED'])
          expect(releases).toEqual({ '400 TRANSACTION_NOT_PENDING': half })
          // Cancelling what is cancelled changes nothing and succeeds.
          expect(cancels).toEqual({ 200: half })
        }
      }),
    60_000,
  )

  test(
    'escrows for one gig (P1)',
    () =>
      eachRound(async () => {
        const gig = await postAccepted(somchai, mali)
        const answers = await race([
          () => somchai.client.post('/api/transactions/escrow', { gig_id: gig.id }),
          () =>
            somchai.client.post('/api/transactions/escrow', {
              gig_id: gig.id,
              payment_method: 'mock_payment_slow',
            }),
        ])
        expect(tally(answers)).toEqual({ 201: 1, '409 TRANSACTION_ALREADY_EXISTS': parallel - 1 })
      }),
    60_000,
  )

  test(
    'references of payments made at once (P2)',
    () =>
      eachRound(async () => {
        const gigs = await Promise.all(Array.from({ length: parallel }, () => postAccepted(somchai, mali)))
        const payments = await Promise.all(
          gigs.map(({ id }) =>
            somchai.client.post<TransactionJson>('/api/transactions/escrow', { gig_id: id }),
          ),
        )
        expect(new Set(payments.map(({ body }) => body.transaction_ref)).size).toBe(parallel)
      }),
    60_000,
  )

  test(
    'reviews of one gig by one person (V1, V2)',
    () =>
      eachRound(async () => {
        const { gig } = await payCompleted(somchai, mali)
        const review = { gig_id: gig.id, reviewee_id: mali.user.id, comment: 'Fast.' }
        const answers = await race(
          [1, 2, 3, 4, 5].map(rating => () => somchai.client.post('/api/reviews', { ...review, rating })),
        )
        expect(tally(answers)).toEqual({ 201: 1, '409 REVIEW_ALREADY_EXISTS': parallel - 1 })
      }),
    60_000,
  )

  test(
    'additions of one buddy (B1)',
    () =>
      eachRound(async () => {
        const answers = await race([
          () => somchai.client.post<{ id: string }>('/api/buddies', { buddy_user_id: mali.user.id }),
        ])
        expect(tally(answers)).toEqual({ 201: 1, '409 BUDDY_ALREADY_EXISTS': parallel - 1 })
        const { body } = await somchai.client.get<{ buddies: { id: string }[] }>('/api/buddies')
        for (const { id } of body.buddies) await somchai.client.delete(`/api/buddies/${id}`)
      }),
    60_000,
  )

  test(
    'repeats of one POST with the same key (P7)',
    () =>
      eachRound(async () => {
        const gig = await postAccepted(somchai, mali)
        const body = { gig_id: gig.id }
        const headers = { 'idempotency-key': `pay ${gig.id}` }
        const answers = await race([
          () => somchai.client.send<object>('POST', '/api/transactions/escrow', { body, headers }),
        ])
        expect(tally(answers)).toEqual({ 201: parallel })
        expect(new Set(answers.map(answer => JSON.stringify(answer.body))).size).toBe(1)
        const originals = answers.filter(answer => !answer.headers.has('idempotency-replayed'))
        expect(originals).toHaveLength(1)
      }),
    60_000,
  )
})
