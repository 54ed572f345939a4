import type { Gig } from '../gigs/gig.ts'
import type { UserId } from '../ids.ts'
import type { Notification } from '../notifications/notification.ts'
import type { News } from '../notifications/service.ts'
import { paymentNewsOf } from './rules.ts'
import type { Transaction } from './transaction.ts'
/** What one of the two is told of a payment that has moved; for the act in which it moves. */
export const notePayment = (news: News, userId: UserId, transaction: Transaction, gig: Gig): Notification =>
  news.note({
    userId,
    type: 'payment_moved',
    text: paymentNewsOf(transaction, gig),
    gigId: gig.id,
    transactionId: transaction.id,
  })
