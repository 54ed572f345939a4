import type { Clock } from '../../lib/clock.ts'
import { toMilliseconds } from '../../lib/timestamp.ts'
import type { ProviderAnswer } from './rules.ts'
import type { PaymentMethod, Transaction } from './transaction.ts'

/** Who takes the money from the payer. */
export interface PaymentProvider {
  /**
   * What is known at once of a payment by this method. It is called inside a transaction, so it must be pure: a provider
   * across a network says LATER and is asked when the transaction is durable.
   */
  answerAtOnce(method: PaymentMethod): ProviderAnswer

  /** Asks for a payment that was to be answered later, as often as it is asked the same answer. */
  awaitAnswer(transaction: Transaction): Promise<'PAID' | 'DECLINED'>
}

/** How long a slow mock payment takes. */
export const slowPaymentMs = 3000

/** Moves no money; gives each answer a client has to have a screen for. */
export const createMockProvider = (clock: Clock): PaymentProvider => ({
  answerAtOnce: method => {
    if (method === 'mock_payment_slow') return 'LATER'
    return method === 'mock_payment_declined' ? 'DECLINED' : 'PAID'
  },
  awaitAnswer: ({ createdAt }) =>
    new Promise(resolve => {
      const leftMs = toMilliseconds(createdAt) + slowPaymentMs - clock.now()
      clock.after(Math.max(0, leftMs), () => resolve('PAID'))
    }),
})
