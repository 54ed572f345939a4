import type { Clock } from '../../lib/clock.ts'
import { toMilliseconds } from '../../lib/timestamp.ts'
import type { ProviderAnswer } from './rules.ts'
import type { PaymentMethod, Transaction } from './transaction.ts'

export interface PaymentProvider {
  /**
   * The immediate answer for a payment by this method. It is called inside a transaction, so it must be pure: a provider
   * across a network returns LATER and is asked when the transaction is durable.
   */
  answerAtOnce(method: PaymentMethod): ProviderAnswer

  /** Gets the answer that was not known immediately. Repeated calls get the same answer. */
  awaitAnswer(transaction: Transaction): Promise<'PAID' | 'DECLINED'>
}

export const slowPaymentMs = 3000

/** A mock that moves no money. Its methods cover every answer that a client has to show. */
export const createMockProvider = (clock: Clock): PaymentProvider => ({
  answerAtOnce: method => {
    if (method === 'mock_payment_slow') return 'LATER'
    return method === 'mock_payment_declined' ? 'DECLINED' : 'PAID'
  },
  awaitAnswer: ({ createdAt }) =>
    new Promise(resolve => {
      const leftMs = toMilliseconds(createdAt) + slowPaymentMs - clock.now()
      // After a step back of the clock the payment seems to be from the future: no wait is longer than a whole one.
      clock.after(Math.min(Math.max(0, leftMs), slowPaymentMs), () => resolve('PAID'))
    }),
})
