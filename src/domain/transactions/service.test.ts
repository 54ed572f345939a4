import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { arrangeRoom, beginPayment, notificationsOf } from '../../../test/store/arrange.ts'
import { testNow } from '../../../test/support/server.ts'
import { at, makeGig, makePayment, makeUser } from '../../../test/support/stores.ts'
import { readConfig } from '../../config.ts'
import { type Context, createContext, disposeContext } from '../../context.ts'
import { type ManualClock, manualClock } from '../../lib/clock.ts'
import { createLog } from '../../lib/log.ts'
import { createMockProvider, type PaymentProvider } from './provider.ts'
import { changePaymentStatus, resumePayments, takeOverPayments } from './service.ts'

/** Payments whose provider answers later: after a restart, and for a copy of the server that has died. */

let ctx: Context
let clock: ManualClock
const logLines: string[] = []

beforeAll(() => {
  clock = manualClock(testNow)
  const log = createLog('info', { write: line => logLines.push(line) })
  ctx = createContext(readConfig({ DATA_DIR: ':memory:' }, 'production'), { clock, log })
})
afterAll(() => disposeContext(ctx))

/** A payment that the provider has not answered, begun so many seconds after the usual now. */
const beginSlow = async (seconds: number) => {
  const { seeker, helper, gig } = await arrangeRoom(ctx.store)
  const changes = {
    status: 'PROCESSING',
    paymentMethod: 'mock_payment_slow',
    createdAt: at(seconds),
  } as const
  const { id } = await beginPayment(ctx.store, gig, helper, changes)
  return {
    id,
    status: async () => (await ctx.store.transactions.find(id))?.status,
    told: async () => {
      const [payer, payee] = [
        await notificationsOf(ctx.store, seeker),
        await notificationsOf(ctx.store, helper),
      ]
      return [payer, payee].map(({ notifications }) => notifications.map(({ text }) => text))
    },
  }
}

const providerThat = (awaitAnswer: PaymentProvider['awaitAnswer']): PaymentProvider => ({
  answerAtOnce: () => 'LATER',
  awaitAnswer,
})

/** Runs until nothing is left to do, which takes some turns of the writer. */
const settled = async (isDone: () => Promise<boolean>) => {
  while (!(await isDone())) await new Promise(resolve => setImmediate(resolve))
}

describe('a payment that was under way when the server ended', () => {
  test('is settled when the provider answers, and both are told that it is held', async () => {
    const slow = await beginSlow(0)
    await resumePayments(
      ctx,
      providerThat(async () => 'PAID'),
    )
    await settled(async () => (await slow.status()) !== 'PROCESSING')
    expect(await slow.status()).toBe('PENDING')
    const held = 'The payment for "Help move furniture" is held in escrow.'
    expect(await slow.told()).toEqual([[held], [held]])
  })

  test('that is declined is told to its payer alone', async () => {
    const slow = await beginSlow(0)
    await resumePayments(
      ctx,
      providerThat(async () => 'DECLINED'),
    )
    await settled(async () => (await slow.status()) !== 'PROCESSING')
    expect(await slow.status()).toBe('FAILED')
    expect(await slow.told()).toEqual([['The payment for "Help move furniture" was declined.'], []])
  })

  test('waits for the next start where the provider fails, which the log says', async () => {
    const slow = await beginSlow(0)
    await resumePayments(
      ctx,
      providerThat(() => Promise.reject(new Error('It is away.'))),
    )
    await settled(async () => logLines.length > 0)
    expect(await slow.status()).toBe('PROCESSING')
    expect(JSON.parse(logLines[0] ?? '')).toMatchObject({
      msg: 'A payment could not be settled. The next start tries again.',
      transactionId: slow.id,
    })
    await resumePayments(
      ctx,
      providerThat(async () => 'PAID'),
    )
    await settled(async () => (await slow.status()) === 'PENDING')
  })
})

describe('a payment of a copy of the server that has died', () => {
  test('is taken over when it should have been settled for more than two seconds, and not before', async () => {
    const slow = await beginSlow(0)
    const takeOver = () =>
      takeOverPayments(
        ctx,
        providerThat(async () => 'PAID'),
      )
    clock.set(testNow + 5000)
    await takeOver()
    expect(await slow.status()).toBe('PROCESSING')
    clock.set(testNow + 5001)
    await takeOver()
    expect(await slow.status()).toBe('PENDING')
    expect((await slow.told()).map(texts => texts.length)).toEqual([1, 1])
    await takeOver()
    expect((await slow.told()).map(texts => texts.length)).toEqual([1, 1])
  })
})

test('a payment is moved to COMPLETED or CANCELLED and to nothing else', async () => {
  const { seeker, helper, gig } = await arrangeRoom(ctx.store)
  const { id } = await beginPayment(ctx.store, gig, helper)
  const command = { now: at(9), newId: ctx.newId, idempotency: null, actor: seeker.id }
  for (const status of ['PENDING', 'FAILED', ''])
    await expect(changePaymentStatus(ctx, command, id, status)).rejects.toMatchObject({
      code: 'INVALID_STATUS_TRANSITION',
    })
  expect((await changePaymentStatus(ctx, command, id, 'CANCELLED')).status).toBe('CANCELLED')
})

describe('the provider', () => {
  test('answers by the method: at once, later, or with a refusal', () => {
    const { answerAtOnce } = createMockProvider(manualClock(testNow))
    const methods = ['mock_payment', 'mock_payment_slow', 'mock_payment_declined'] as const
    expect(methods.map(answerAtOnce)).toEqual(['PAID', 'LATER', 'DECLINED'])
  })

  test('answers a slow payment three seconds after it was begun, however the clock was set meanwhile', async () => {
    const helper = makeUser()
    const gig = makeGig(makeUser(), { status: 'ACCEPTED', helperId: helper.id })
    const { transaction } = makePayment(gig, helper, { createdAt: at(0) })
    const waitFor = (startMs: number) => {
      const ownClock = manualClock(startMs)
      const waits: number[] = []
      const { awaitAnswer } = createMockProvider({
        ...ownClock,
        after: (ms, run) => {
          waits.push(ms)
          return ownClock.after(ms, run)
        },
      })
      const answer = awaitAnswer(transaction)
      ownClock.advance(waits[0] ?? 0)
      return answer.then(text => [text, waits])
    }
    expect(await waitFor(testNow)).toEqual(['PAID', [3000]])
    expect(await waitFor(testNow + 1000)).toEqual(['PAID', [2000]])
    expect(await waitFor(testNow + 9000)).toEqual(['PAID', [0]])
    // The clock was set back, and the payment seems to be from the future.
    expect(await waitFor(testNow - 60_000)).toEqual(['PAID', [3000]])
  })
})
