import { describe, expect, test } from 'bun:test'
import { at, makeGig, makePayment, makeUser } from '../../../test/support/stores.ts'
import { AppError } from '../../errors.ts'
import { wholeSatang } from '../../lib/money.ts'
import { seededRandom } from '../../lib/random.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import {
  type ProviderAnswer,
  paymentCancelled,
  paymentNotification,
  paymentRefundedByOperator,
  paymentReleased,
  paymentReleasedByOperator,
  paymentSettled,
  refHourOf,
  serviceFeeOf,
  transactionRefOf,
} from './rules.ts'
import type { PaymentStep, TransactionStatus } from './transaction.ts'

const exactFee = (satang: bigint): bigint => {
  const thousandths = satang * 50n
  const whole = thousandths / 1000n
  return thousandths % 1000n >= 500n ? whole + 1n : whole
}

const expectExact = (satang: number) =>
  expect([satang, BigInt(serviceFeeOf(wholeSatang(satang)))]).toEqual([satang, exactFee(BigInt(satang))])

describe('the service fee (G4)', () => {
  test('is 5 % rounded half up for every amount from 0.01 to 200.00 baht', () => {
    for (let satang = 1; satang <= 20_000; satang += 1) expectExact(satang)
  })

  test('is 5 % rounded half up for 10 000 random amounts up to the greatest budget', () => {
    const random = seededRandom(5)
    for (let round = 0; round < 10_000; round += 1) expectExact(random.whole(1, 1_000_000_000))
  })

  test('rounds half a satang up and less than half down', () => {
    const feeOf = (satang: number): number => serviceFeeOf(wholeSatang(satang))
    expect([9, 10, 11, 29, 30, 31, 49, 50].map(feeOf)).toEqual([0, 1, 1, 1, 2, 2, 2, 3])
  })
})

test('a reference has at least three digits behind the UTC hour, and more when an hour needs them (P2)', () => {
  const refHour = refHourOf(toTimestamp(Date.UTC(2025, 9, 1, 15, 59, 59, 999)))
  const refs = [1, 12, 999, 1000, 12_345].map(refNumber => transactionRefOf({ refHour, refNumber }))
  expect(refs).toEqual([
    'TXN-2025100115001',
    'TXN-2025100115012',
    'TXN-2025100115999',
    'TXN-20251001151000',
    'TXN-202510011512345',
  ])
})

describe('a payment', () => {
  const seeker = makeUser()
  const helper = makeUser()
  const gig = makeGig(seeker, { status: 'ACCEPTED', helperId: helper.id })
  const payment = (status: TransactionStatus) => makePayment(gig, helper, { status }).transaction
  const statuses = ['PROCESSING', 'PENDING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const

  const outcomeOf = (run: () => PaymentStep) => {
    try {
      const { transaction, entries } = run()
      return [transaction.status, entries.map(({ step }) => step)]
    } catch (error) {
      return error instanceof AppError ? error.code : error
    }
  }

  test('is refunded by an operator while it is held or the provider has not answered', () => {
    const refunded = (status: TransactionStatus) =>
      outcomeOf(() => paymentRefundedByOperator(payment(status), at(9)))
    expect(statuses.map(refunded)).toEqual([
      ['CANCELLED', []],
      ['CANCELLED', ['CANCEL', 'CANCEL']],
      'TRANSACTION_NOT_PENDING',
      'TRANSACTION_NOT_PENDING',
      'TRANSACTION_NOT_PENDING',
    ])
  })

  test('is released by an operator, and released or cancelled by its payer, only while it is held', () => {
    const otherwise = 'TRANSACTION_NOT_PENDING'
    const byOperator = (status: TransactionStatus) =>
      outcomeOf(() => paymentReleasedByOperator(payment(status), 'Both agree.', at(9)))
    const byPayer = (status: TransactionStatus) =>
      outcomeOf(() => paymentReleased(payment(status), { actor: seeker.id, releaseReason: null, now: at(9) }))
    const cancelled = (status: TransactionStatus) =>
      outcomeOf(() => paymentCancelled(payment(status), seeker.id, at(9)))
    const released = ['COMPLETED', ['RELEASE', 'RELEASE', 'RELEASE']]
    expect(statuses.map(byOperator)).toEqual([otherwise, released, otherwise, otherwise, otherwise])
    expect(statuses.map(byPayer)).toEqual([otherwise, released, otherwise, otherwise, otherwise])
    expect(statuses.map(cancelled)).toEqual([
      otherwise,
      ['CANCELLED', ['CANCEL', 'CANCEL']],
      otherwise,
      otherwise,
      otherwise,
    ])
  })

  test('keeps what it is when the provider answers after it was moved, or will answer later', () => {
    const answered = (status: TransactionStatus, answer: ProviderAnswer) =>
      outcomeOf(() => paymentSettled(payment(status), answer, at(9)))
    expect(answered('PROCESSING', 'LATER')).toEqual(['PROCESSING', []])
    expect(answered('PROCESSING', 'DECLINED')).toEqual(['FAILED', []])
    expect(answered('PROCESSING', 'PAID')).toEqual(['PENDING', ['HOLD', 'HOLD']])
    for (const status of ['PENDING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const)
      for (const answer of ['PAID', 'DECLINED'] as const)
        expect(answered(status, answer)).toEqual([status, []])
  })

  test('is told of in a sentence for each status', () => {
    const texts = statuses.map(status => paymentNotification(seeker.id, payment(status), gig).text)
    const begin = 'The payment for "Help move furniture"'
    expect(texts).toEqual([
      `${begin} is held in escrow.`,
      `${begin} is held in escrow.`,
      `${begin} was released.`,
      `${begin} was declined.`,
      `${begin} was cancelled.`,
    ])
  })
})
