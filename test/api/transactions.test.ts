import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Static } from '@sinclair/typebox'
import type { FeeView, PaymentSummaryView } from '../../src/domain/transactions/views.ts'
import { refusalIn } from '../support/client.ts'
import { type GigJson, postAccepted } from '../support/gigs.ts'
import {
  askCancel,
  askRecord,
  type HistoryJson,
  pay,
  payAccepted,
  payCompleted,
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

const gigNow = async (gig: GigJson) => (await somchai.client.get<GigJson>(`/api/gigs/${gig.id}`)).body

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
      expect(refusalIn(await fresh.client.get(`/api/transactions/history/my${query}`))).toEqual([
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
      const byId = await askRecord(reader, transaction)
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
    expect(refusalIn(await askRecord(jane, transaction))).toEqual([403, 'INSUFFICIENT_PERMISSIONS'])
    expect(refusalIn(await jane.client.get(`/api/transactions/gig/${gig.id}`))).toEqual([
      403,
      'INSUFFICIENT_PERMISSIONS',
    ])
    expect(refusalIn(await askRecord(somchai, { id: nobody }))).toEqual([404, 'RESOURCE_NOT_FOUND'])
    expect(refusalIn(await somchai.client.get(`/api/transactions/gig/${nobody}`))).toEqual([
      404,
      'RESOURCE_NOT_FOUND',
    ])
    const unpaid = await postAccepted(somchai, mali)
    expect(refusalIn(await somchai.client.get(`/api/transactions/gig/${unpaid.id}`))).toEqual([
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
    await askCancel(somchai, paid)
    server.clock.advance(1000)
    const declined = await pay(somchai, gig, 'mock_payment_declined')
    expect((await ofGig()).id).toBe(declined.id)
  })

  test('is cancelled by its payer alone while PENDING, and the gig stays', async () => {
    const { gig, transaction } = await payAccepted(somchai, mali)
    expect(refusalIn(await askCancel(mali, transaction))).toEqual([403, 'INSUFFICIENT_PERMISSIONS'])
    const cancelled = await askCancel(somchai, transaction)
    expect([cancelled.status, cancelled.body]).toEqual([200, { ...transaction, status: 'CANCELLED' }])
    expect((await gigNow(gig)).status).toBe('ACCEPTED')
    expect(refusalIn(await askCancel(somchai, transaction))).toEqual([400, 'TRANSACTION_NOT_PENDING'])
    expect(refusalIn(await askCancel(somchai, { id: nobody }))).toEqual([404, 'RESOURCE_NOT_FOUND'])
  })

  test('is released and cancelled by PUT status too, which refuses every other status with 400', async () => {
    const put = (payer: Person, { id }: { id: string }, status: unknown) =>
      payer.client.put<TransactionJson>(`/api/transactions/${id}/status`, { status })
    const { transaction } = await payAccepted(somchai, mali)
    for (const status of ['PENDING', 'FAILED', 'PROCESSING', 'completed', 'NONSENSE'])
      expect(refusalIn(await put(somchai, transaction, status))).toEqual([400, 'INVALID_STATUS_TRANSITION'])
    expect(refusalIn(await put(somchai, transaction, 7))).toEqual([422, 'VALIDATION_ERROR'])
    expect(refusalIn(await put(mali, transaction, 'COMPLETED'))).toEqual([403, 'INSUFFICIENT_PERMISSIONS'])
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
    expect(refusalIn(await calculate(wrong))).toEqual([422, 'VALIDATION_ERROR'])
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
  for (const answer of answers) expect(refusalIn(answer)).toEqual([401, 'NOT_AUTHENTICATED'])
})
