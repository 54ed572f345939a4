import type { Clock } from '../../lib/clock.ts'
import { toMilliseconds } from '../../lib/timestamp.ts'
import type { ProviderAnswer } from './rules.ts'
import type { PaymentMethod, Transaction } from './transaction.ts'

export interface PaymentProvider {
  /** Pure, because it runs in a transaction. A provider across a network returns LATER. */
  answerAtOnce(method: PaymentMethod): ProviderAnswer

  /** Repeated calls get the same answer. */
  awaitAnswer(transaction: Transaction): Promise<'PAID' | 'DECLINED'>
}

export const slowPaymentMs = 3000

/** It moves no money. Its methods cover every answer that a client has to show. */
export const createMockProvider = (clock: Clock): PaymentProvider => ({
  answerAtOnce: method => {
    if (method === 'mock_payment_slow') return 'LATER'
    return method === 'mock_payment_declined' ? 'DECLINED' : 'PAID'
  },
  awaitAnswer: ({ createdAt }) =>
    new Promise(resolve => {
      const leftMs = toMilliseconds(createdAt) + slowPaymentMs - clock.now()
      // After a step back of the clock the payment seems to be from the future.
      clock.after(Math.min(Math.max(0, leftMs), slowPaymentMs), () => resolve('PAID'))
    }),
})
