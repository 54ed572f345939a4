import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Static } from '@sinclair/typebox'
import type { FeeView, PaymentSummaryView } from '../../src/domain/transactions/model.ts'
import { slowPaymentMs } from '../../src/domain/transactions/provider.ts'
import { type GigJson, post, postAccepted } from '../support/gigs.ts'
import {
  type HistoryJson,
  pay,
  payAccepted,
  payCompleted,
  type ReleasedJson,
  type TransactionJson,
  type TransactionRecordJson,
} from '../support/payments.ts'
import { join, joinMali, joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

const nobody = '00000000-0000-4000-8000-000000000000'

let server: TestServer
let somchai: Person
let mali: Person
let jane: Person

beforeAll(async () => {
  server = await startTestServer()
  ;[somchai, mali, jane] = await Promise.all([
    joinSomchai(server),
    joinMali(server),
    join(server, 'jane@example.com', 'Jane Helper'),
  ])
})
afterAll(() => server.stop())

const escrow = (payer: Person, gigId: string, more: Record<string, unknown> = {}) =>
  payer.client.post<TransactionJson>('/api/transactions/escrow', { gig_id: gigId, ...more })
const release = (payer: Person, { id }: { id: string }, body?: unknown) =>
  payer.client.put<ReleasedJson>(`/api/transactions/${id}/release`, body)
const cancel = (payer: Person, { id }: { id: string }) =>
  payer.client.put<TransactionJson>(`/api/transactions/${id}/cancel`)
const record = (reader: Person, { id }: { id: string }) =>
  reader.client.get<TransactionRecordJson>(`/api/transactions/${id}`)
const gigNow = async (gig: GigJson) => (await somchai.client.get<GigJson>(`/api/gigs/${gig.id}`)).body
const move = (actor: Person, gig: GigJson, status: string) =>
  actor.client.put(`/api/gigs/${gig.id}/status`, { status })
const codeOf = (answer: { status: number; body: object }) => [
  answer.status,
  'error_code' in answer.body ? answer.body.error_code : null,
]

describe('creating an escrow (P1)', () => {
  test('answers 201 with every field of the contract (G2) and the fee of 5 % (G4)', async () => {
    const gig = await postAccepted(somchai, mali)
    const { status, body } = await escrow(somchai, gig.id)
    expect(status).toBe(201)
    expect(body as unknown).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      gig_id: gig.id,
      payer_id: somchai.user.id,
      payee_id: mali.user.id,
      amount: 1500,
      service_fee: 75,
      net_amount: 1425,
      currency: 'THB',
      status: 'PENDING',
      payment_method: 'mock_payment',
      transaction_ref: 'TXN-2025100110001',
      release_reason: null,
      created_at: '2025-10-01T10:00:00.000000Z',
      completed_at: null,
      gig_title: 'Help move furniture',
      payer_name: 'Somchai',
      payee_name: 'Mali',
    })
  })

  test('is for the seeker of a gig that a helper has, in every status from ACCEPTED to COMPLETED', async () => {
    const gig = await postAccepted(somchai, mali)
    expect(codeOf(await escrow(mali, gig.id))).toEqual([403, 'INSUFFICIENT_PERMISSIONS'])
    expect(codeOf(await escrow(jane, gig.id))).toEqual([403, 'INSUFFICIENT_PERMISSIONS'])
    expect(codeOf(await escrow(somchai, nobody))).toEqual([404, 'RESOURCE_NOT_FOUND'])
    const open = await post(somchai)
    expect(codeOf(await escrow(somchai, open.id))).toEqual([400, 'GIG_NOT_ACCEPTED'])
    for (const gone of [open, await postAccepted(somchai, mali)]) {
      await move(somchai, gone, 'CANCELLED')
      expect(codeOf(await escrow(somchai, gone.id))).toEqual([400, 'GIG_NOT_ACCEPTED'])
    }
    for (const status of ['IN_PROGRESS', 'COMPLETED']) {
      await move(mali, gig, status)
      const paid = await pay(somchai, gig)
      await cancel(somchai, paid)
    }
  })

  test('is refused while another is PENDING or COMPLETED, and possible again after a cancelled or failed one', async () => {
    const gig = await postAccepted(somchai, mali)
    const failed = await pay(somchai, gig, 'mock_payment_declined')
    expect([failed.status, failed.completed_at]).toEqual(['FAILED', null])
    const first = await pay(somchai, gig)
    for (const method of ['mock_payment', 'mock_payment_declined', 'mock_payment_slow']) {
      const again = await escrow(somchai, gig.id, { payment_method: method })
      expect(codeOf(again)).toEqual([409, 'TRANSACTION_ALREADY_EXISTS'])
    }
    await cancel(somchai, first)
    const second = await pay(somchai, gig)
    await release(somchai, second)
    expect(codeOf(await escrow(somchai, gig.id))).toEqual([409, 'TRANSACTION_ALREADY_EXISTS'])
  })

  test('knows three mock methods; null is the usual one and another one a 422', async () => {
    const gig = await postAccepted(somchai, mali)
    for (const payment_method of ['cash', '', 7, 'MOCK_PAYMENT'])
      expect(codeOf(await escrow(somchai, gig.id, { payment_method }))).toEqual([422, 'VALIDATION_ERROR'])
    const { body } = await escrow(somchai, gig.id, { payment_method: null })
    expect([body.status, body.payment_method]).toEqual(['PENDING', 'mock_payment'])
  })

  test('lets a slow payment be PROCESSING for three seconds and hold the money then', async () => {
    const gig = await postAccepted(somchai, mali)
    const slow = await pay(somchai, gig, 'mock_payment_slow')
    expect(slow.status).toBe('PROCESSING')
    expect(codeOf(await release(somchai, slow))).toEqual([400, 'TRANSACTION_NOT_PENDING'])
    expect(codeOf(await cancel(somchai, slow))).toEqual([400, 'TRANSACTION_NOT_PENDING'])
    expect(codeOf(await escrow(somchai, gig.id))).toEqual([409, 'TRANSACTION_ALREADY_EXISTS'])
    expect((await record(somchai, slow)).body.entries).toEqual([])
    server.clock.advance(slowPaymentMs)
    const held = await record(somchai, slow)
    expect([held.body.status, held.body.entries.map(({ step }) => step)]).toEqual([
      'PENDING',
      ['HOLD', 'HOLD'],
    ])
    expect((await release(somchai, slow)).body.transaction.status).toBe('COMPLETED')
  })

  test('forgets a slow payment whose gig was cancelled in the meantime (K4)', async () => {
    const gig = await postAccepted(somchai, mali)
    const slow = await pay(somchai, gig, 'mock_payment_slow')
    await move(mali, gig, 'CANCELLED')
    server.clock.advance(slowPaymentMs)
    const { body } = await record(somchai, slow)
    expect([body.status, body.entries]).toEqual(['CANCELLED', []])
  })
})

describe('the reference (P2)', () => {
  test('counts within the UTC hour, with at least three digits', async () => {
    const another = await startTestServer()
    another.clock.set(Date.UTC(2025, 11, 31, 23, 59, 59))
    const [seeker, helper] = await Promise.all([joinSomchai(another), joinMali(another)])
    const nextRef = async () => (await payAccepted(seeker, helper)).transaction.transaction_ref
    const refs = [await nextRef(), await nextRef()]
    another.clock.advance(1000)
    refs.push(await nextRef())
    expect(refs).toEqual(['TXN-2025123123001', 'TXN-2025123123002', 'TXN-2026010100001'])
    await another.stop()
  })
})

describe('releasing (P3)', () => {
  test('gives the full transaction, completes the gig, and takes a reason', async () => {
    const { gig, transaction } = await payAccepted(somchai, mali)
    server.clock.advance(1000)
    const { status, body } = await release(somchai, transaction, {
      release_reason: 'Gig completed successfully',
    })
    expect([status, body.message]).toEqual([200, 'Payment released successfully'])
    expect(body.transaction).toEqual({
      ...transaction,
      status: 'COMPLETED',
      release_reason: 'Gig completed successfully',
      completed_at: body.transaction.completed_at,
    })
    const done = await gigNow(gig)
    expect([done.status, done.completed_at, done.completed_at]).toEqual([
      'COMPLETED',
      body.transaction.completed_at,
      done.updated_at,
    ])
  })

  test('leaves a gig that was completed before as it is', async () => {
    const { gig, transaction } = await payAccepted(somchai, mali)
    await move(mali, gig, 'IN_PROGRESS')
    await move(mali, gig, 'COMPLETED')
    const before = await gigNow(gig)
    server.clock.advance(1000)
    await release(somchai, transaction, {})
    expect(await gigNow(gig)).toEqual(before)
  })

  test('needs no body at all, not even a content type', async () => {
    const { transaction } = await payAccepted(somchai, mali)
    const answer = await fetch(`${server.url}/api/transactions/${transaction.id}/release`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${somchai.tokens.access_token}` },
    })
    expect(answer.status).toBe(200)
  })

  test('is for the payer alone, and only while PENDING', async () => {
    const { transaction } = await payAccepted(somchai, mali)
    for (const other of [mali, jane])
      expect(codeOf(await release(other, transaction))).toEqual([403, 'INSUFFICIENT_PERMISSIONS'])
    await release(somchai, transaction)
    expect(codeOf(await release(somchai, transaction))).toEqual([400, 'TRANSACTION_NOT_PENDING'])
    expect(codeOf(await release(somchai, { id: nobody }))).toEqual([404, 'RESOURCE_NOT_FOUND'])
    expect(codeOf(await release(somchai, { id: 'nobody' }))).toEqual([422, 'VALIDATION_ERROR'])
    const failed = await pay(somchai, await postAccepted(somchai, mali), 'mock_payment_declined')
    expect(codeOf(await release(somchai, failed))).toEqual([400, 'TRANSACTION_NOT_PENDING'])
  })
})

describe('what cancelling a gig does to its payment (K4)', () => {
  test('a PENDING escrow goes back to the payer in the same step', async () => {
    for (const actor of [somchai, mali]) {
      const { gig, transaction } = await payAccepted(somchai, mali)
      expect((await move(actor, gig, 'CANCELLED')).status).toBe(200)
      const { body } = await record(somchai, transaction)
      expect([body.status, body.entries.map(({ step, account, amount }) => [step, account, amount])]).toEqual(
        [
          'CANCELLED',
          [
            ['HOLD', 'USER', -1500],
            ['HOLD', 'ESCROW', 1500],
            ['CANCEL', 'ESCROW', -1500],
            ['CANCEL', 'USER', 1500],
          ],
        ],
      )
      expect((await move(actor, gig, 'CANCELLED')).status).toBe(200)
    }
  })

  test('a gig whose payment was released cannot be cancelled any more', async () => {
    const { gig } = await payCompleted(somchai, mali)
    for (const actor of [somchai, mali])
      expect(codeOf(await move(actor, gig, 'CANCELLED'))).toEqual([400, 'INVALID_STATUS_TRANSITION'])
    expect((await gigNow(gig)).status).toBe('COMPLETED')
  })
})

describe('the history (P4)', () => {
  test('is newest first, with totals over everything on whatever page', async () => {
    const fresh = await join(server, 'fresh@example.com', 'Fresh')
    const bought = (await payCompleted(fresh, mali, 100.1)).transaction
    server.clock.advance(1000)
    const sold = (await payCompleted(jane, fresh, 0.3)).transaction
    server.clock.advance(1000)
    const held = (await payAccepted(fresh, mali, 50)).transaction
    const history = async (query: string) =>
      (await fresh.client.get<HistoryJson>(`/api/transactions/history/my${query}`)).body

    const all = await history('')
    expect(all.transactions).toEqual([held, sold, bought])
    // 0.30 baht cost a fee of 0.015, which is 0.02 when it is rounded half up.
    const totals = { total_paid: 100.1, total_received: 0.28, currency: 'THB' }
    expect(all).toMatchObject({ total_count: 3, ...totals })
    expect(await history('?skip=2&limit=1')).toEqual({ transactions: [bought], total_count: 3, ...totals })
    expect(await history('?status=PENDING')).toEqual({ transactions: [held], total_count: 1, ...totals })
    for (const query of ['?status=pending', '?limit=101', '?skip=-1']) {
      expect(codeOf(await fresh.client.get(`/api/transactions/history/my${query}`))).toEqual([
        422,
        'VALIDATION_ERROR',
      ])
    }
    const { body } = await fresh.client.get<Static<typeof PaymentSummaryView>>('/api/transactions/summary/my')
    expect(body as unknown).toEqual({
      user_id: fresh.user.id,
      user_name: 'Fresh',
      total_transactions: 3,
      total_amount_paid: 100.1,
      total_amount_received: 0.28,
      pending_transactions: 1,
      completed_transactions: 2,
      currency: 'THB',
    })
  })
})

describe('one transaction (P6)', () => {
  test('is shown with its entries to its two parties alone, by its id and by its gig', async () => {
    const { gig, transaction } = await payCompleted(somchai, mali)
    for (const reader of [somchai, mali]) {
      const byId = await record(reader, transaction)
      expect(byId.body).toMatchObject({ ...transaction })
      expect(
        byId.body.entries.map(({ step, account, user_id, amount }): unknown[] => [
          step,
          account,
          user_id,
          amount,
        ]),
      ).toEqual([
        ['HOLD', 'USER', somchai.user.id, -1500],
        ['HOLD', 'ESCROW', null, 1500],
        ['RELEASE', 'ESCROW', null, -1500],
        ['RELEASE', 'USER', mali.user.id, 1425],
        ['RELEASE', 'FEES', null, 75],
      ])
      const byGig = await reader.client.get<TransactionRecordJson>(`/api/transactions/gig/${gig.id}`)
      expect(byGig.body).toEqual(byId.body)
    }
    expect(codeOf(await record(jane, transaction))).toEqual([403, 'INSUFFICIENT_PERMISSIONS'])
    expect(codeOf(await jane.client.get(`/api/transactions/gig/${gig.id}`))).toEqual([
      403,
      'INSUFFICIENT_PERMISSIONS',
    ])
    expect(codeOf(await record(somchai, { id: nobody }))).toEqual([404, 'RESOURCE_NOT_FOUND'])
    expect(codeOf(await somchai.client.get(`/api/transactions/gig/${nobody}`))).toEqual([
      404,
      'RESOURCE_NOT_FOUND',
    ])
    const unpaid = await postAccepted(somchai, mali)
    expect(codeOf(await somchai.client.get(`/api/transactions/gig/${unpaid.id}`))).toEqual([
      404,
      'RESOURCE_NOT_FOUND',
    ])
  })

  test('of a gig is the one that counts, else the newest', async () => {
    const gig = await postAccepted(somchai, mali)
    const ofGig = async () =>
      (await somchai.client.get<TransactionRecordJson>(`/api/transactions/gig/${gig.id}`)).body
    await pay(somchai, gig, 'mock_payment_declined')
    const paid = await pay(somchai, gig)
    expect((await ofGig()).id).toBe(paid.id)
    await cancel(somchai, paid)
    server.clock.advance(1000)
    const declined = await pay(somchai, gig, 'mock_payment_declined')
    expect((await ofGig()).id).toBe(declined.id)
  })

  test('is cancelled by its payer alone while PENDING, and the gig stays', async () => {
    const { gig, transaction } = await payAccepted(somchai, mali)
    expect(codeOf(await cancel(mali, transaction))).toEqual([403, 'INSUFFICIENT_PERMISSIONS'])
    const cancelled = await cancel(somchai, transaction)
    expect([cancelled.status, cancelled.body]).toEqual([200, { ...transaction, status: 'CANCELLED' }])
    expect((await gigNow(gig)).status).toBe('ACCEPTED')
    expect(codeOf(await cancel(somchai, transaction))).toEqual([400, 'TRANSACTION_NOT_PENDING'])
    expect(codeOf(await cancel(somchai, { id: nobody }))).toEqual([404, 'RESOURCE_NOT_FOUND'])
  })

  test('is released and cancelled by PUT status too, which refuses every other status with 400', async () => {
    const put = (payer: Person, { id }: { id: string }, status: unknown) =>
      payer.client.put<TransactionJson>(`/api/transactions/${id}/status`, { status })
    const { transaction } = await payAccepted(somchai, mali)
    for (const status of ['PENDING', 'FAILED', 'PROCESSING', 'completed', 'NONSENSE'])
      expect(codeOf(await put(somchai, transaction, status))).toEqual([400, 'INVALID_STATUS_TRANSITION'])
    expect(codeOf(await put(somchai, transaction, 7))).toEqual([422, 'VALIDATION_ERROR'])
    expect(codeOf(await put(mali, transaction, 'COMPLETED'))).toEqual([403, 'INSUFFICIENT_PERMISSIONS'])
    expect((await put(somchai, transaction, 'COMPLETED')).body.status).toBe('COMPLETED')
    const { transaction: other } = await payAccepted(somchai, mali)
    expect((await put(somchai, other, 'CANCELLED')).body.status).toBe('CANCELLED')
  })
})

test('the fee is calculated without a trace, for amounts with at most two decimals (G4)', async () => {
  const calculate = (base_amount: unknown) =>
    mali.client.post<Static<typeof FeeView>>('/api/transactions/calculate-fee', { base_amount })
  const { status, body } = await calculate(1500)
  expect([status, body]).toEqual([
    200,
    { base_amount: 1500, service_fee_rate: 0.05, service_fee_amount: 75, net_amount: 1425, currency: 'THB' },
  ])
  const small = await calculate(0.29)
  expect([small.body.service_fee_amount, small.body.net_amount]).toEqual([0.01, 0.28])
  for (const wrong of [0, -1, 0.001, 10_000_000.01, '1500', null, undefined])
    expect(codeOf(await calculate(wrong))).toEqual([422, 'VALIDATION_ERROR'])
})

test('nobody gets anywhere in the payments without a token (G10)', async () => {
  const stranger = mali.client.withToken(null)
  const answers = [
    await stranger.post('/api/transactions/escrow', {}),
    await stranger.post('/api/transactions/calculate-fee', {}),
    await stranger.get('/api/transactions/history/my'),
    await stranger.get('/api/transactions/summary/my'),
    await stranger.get(`/api/transactions/gig/${nobody}`),
    await stranger.get(`/api/transactions/${nobody}`),
    await stranger.put(`/api/transactions/${nobody}/release`),
    await stranger.put(`/api/transactions/${nobody}/cancel`),
    await stranger.put(`/api/transactions/${nobody}/status`, {}),
  ]
  for (const answer of answers) expect(codeOf(answer)).toEqual([401, 'NOT_AUTHENTICATED'])
})
