import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { slowPaymentMs } from '../../src/domain/transactions/provider.ts'
import { refusalIn } from '../support/client.ts'
import { expectSoon } from '../support/expect-soon.ts'
import { type GigJson, moveGig, post, postAccepted } from '../support/gigs.ts'
import {
  askCancel,
  askEscrow,
  askRecord,
  askRelease,
  pay,
  payAccepted,
  payCompleted,
  type ReleasedJson,
} from '../support/payments.ts'
import { join, joinMali, joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer, testNow } from '../support/server.ts'

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
beforeEach(() => server.clock.set(testNow))
afterAll(() => server.stop())

const gigNow = async (gig: GigJson) => (await somchai.client.get<GigJson>(`/api/gigs/${gig.id}`)).body

describe('creating an escrow (P1)', () => {
  test('answers 201 with every field of the contract (G2) and the fee of 5 % (G4)', async () => {
    const gig = await postAccepted(somchai, mali)
    const { status, body } = await askEscrow(somchai, gig.id)
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
      transaction_ref: expect.stringMatching(/^TXN-2025100110\d{3}$/),
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
    expect(refusalIn(await askEscrow(mali, gig.id))).toEqual([403, 'INSUFFICIENT_PERMISSIONS'])
    expect(refusalIn(await askEscrow(jane, gig.id))).toEqual([403, 'INSUFFICIENT_PERMISSIONS'])
    expect(refusalIn(await askEscrow(somchai, nobody))).toEqual([404, 'RESOURCE_NOT_FOUND'])
    const open = await post(somchai)
    expect(refusalIn(await askEscrow(somchai, open.id))).toEqual([400, 'GIG_NOT_ACCEPTED'])
    for (const gone of [open, await postAccepted(somchai, mali)]) {
      await moveGig(somchai, gone, 'CANCELLED')
      expect(refusalIn(await askEscrow(somchai, gone.id))).toEqual([400, 'GIG_NOT_ACCEPTED'])
    }
    for (const status of ['IN_PROGRESS', 'COMPLETED']) {
      await moveGig(mali, gig, status)
      const paid = await pay(somchai, gig)
      await askCancel(somchai, paid)
    }
  })

  test('is refused while another is PENDING or COMPLETED, and possible again after a cancelled or failed one', async () => {
    const gig = await postAccepted(somchai, mali)
    const failed = await pay(somchai, gig, 'mock_payment_declined')
    expect([failed.status, failed.completed_at]).toEqual(['FAILED', null])
    const first = await pay(somchai, gig)
    for (const method of ['mock_payment', 'mock_payment_declined', 'mock_payment_slow']) {
      const again = await askEscrow(somchai, gig.id, { payment_method: method })
      expect(refusalIn(again)).toEqual([409, 'TRANSACTION_ALREADY_EXISTS'])
    }
    await askCancel(somchai, first)
    const second = await pay(somchai, gig)
    await askRelease(somchai, second)
    expect(refusalIn(await askEscrow(somchai, gig.id))).toEqual([409, 'TRANSACTION_ALREADY_EXISTS'])
  })

  test('knows three mock methods; null is the usual one and another one a 422', async () => {
    const gig = await postAccepted(somchai, mali)
    for (const payment_method of ['cash', '', 7, 'MOCK_PAYMENT'])
      expect(refusalIn(await askEscrow(somchai, gig.id, { payment_method }))).toEqual([
        422,
        'VALIDATION_ERROR',
      ])
    const { body } = await askEscrow(somchai, gig.id, { payment_method: null })
    expect([body.status, body.payment_method]).toEqual(['PENDING', 'mock_payment'])
  })

  test('lets a slow payment be PROCESSING for three seconds and hold the money then', async () => {
    const gig = await postAccepted(somchai, mali)
    const slow = await pay(somchai, gig, 'mock_payment_slow')
    expect(slow.status).toBe('PROCESSING')
    expect(refusalIn(await askRelease(somchai, slow))).toEqual([400, 'TRANSACTION_NOT_PENDING'])
    expect(refusalIn(await askCancel(somchai, slow))).toEqual([400, 'TRANSACTION_NOT_PENDING'])
    expect(refusalIn(await askEscrow(somchai, gig.id))).toEqual([409, 'TRANSACTION_ALREADY_EXISTS'])
    expect((await askRecord(somchai, slow)).body.entries).toEqual([])
    server.clock.advance(slowPaymentMs)
    const held = async () => {
      const { body } = await askRecord(somchai, slow)
      return [body.status, body.entries.map(({ step }) => step)]
    }
    await expectSoon(held, ['PENDING', ['HOLD', 'HOLD']])
    expect((await askRelease(somchai, slow)).body.transaction.status).toBe('COMPLETED')
  })

  test('forgets a slow payment whose gig was cancelled in the meantime (K4)', async () => {
    const gig = await postAccepted(somchai, mali)
    const slow = await pay(somchai, gig, 'mock_payment_slow')
    await moveGig(mali, gig, 'CANCELLED')
    server.clock.advance(slowPaymentMs)
    const { body } = await askRecord(somchai, slow)
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
    const { status, body } = await askRelease(somchai, transaction, {
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
    await moveGig(mali, gig, 'IN_PROGRESS')
    await moveGig(mali, gig, 'COMPLETED')
    const before = await gigNow(gig)
    server.clock.advance(1000)
    await askRelease(somchai, transaction, {})
    expect(await gigNow(gig)).toEqual({ ...before, payment_status: 'COMPLETED' })
  })

  test('needs no body, with a content type (as the contract’s React client sends it) or without', async () => {
    for (const headers of [{}, { 'content-type': 'application/json' }]) {
      const { transaction } = await payAccepted(somchai, mali)
      const path = `/api/transactions/${transaction.id}/release`
      const { status, body } = await somchai.client.send<ReleasedJson>('PUT', path, { headers })
      expect([status, body.transaction.status]).toEqual([200, 'COMPLETED'])
    }
  })

  test('is for the payer alone, and only while PENDING', async () => {
    const { transaction } = await payAccepted(somchai, mali)
    for (const other of [mali, jane])
      expect(refusalIn(await askRelease(other, transaction))).toEqual([403, 'INSUFFICIENT_PERMISSIONS'])
    await askRelease(somchai, transaction)
    expect(refusalIn(await askRelease(somchai, transaction))).toEqual([400, 'TRANSACTION_NOT_PENDING'])
    expect(refusalIn(await askRelease(somchai, { id: nobody }))).toEqual([404, 'RESOURCE_NOT_FOUND'])
    expect(refusalIn(await askRelease(somchai, { id: 'nobody' }))).toEqual([422, 'VALIDATION_ERROR'])
    const failed = await pay(somchai, await postAccepted(somchai, mali), 'mock_payment_declined')
    expect(refusalIn(await askRelease(somchai, failed))).toEqual([400, 'TRANSACTION_NOT_PENDING'])
  })
})

describe('what cancelling a gig does to its payment (K4)', () => {
  test('a PENDING escrow goes back to the payer in the same step', async () => {
    for (const actor of [somchai, mali]) {
      const { gig, transaction } = await payAccepted(somchai, mali)
      expect((await moveGig(actor, gig, 'CANCELLED')).status).toBe(200)
      const { body } = await askRecord(somchai, transaction)
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
      expect((await moveGig(actor, gig, 'CANCELLED')).status).toBe(200)
    }
  })

  test('a gig whose payment was released cannot be cancelled any more', async () => {
    const { gig } = await payCompleted(somchai, mali)
    for (const actor of [somchai, mali])
      expect(refusalIn(await moveGig(actor, gig, 'CANCELLED'))).toEqual([400, 'INVALID_STATUS_TRANSITION'])
    expect((await gigNow(gig)).status).toBe('COMPLETED')
  })
})
