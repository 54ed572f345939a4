import type { Context } from '../context.ts'
import type { Message } from '../domain/chat/room.ts'
import type { GigDetails } from '../domain/gigs/gig.ts'
import type { GigId, UserId } from '../domain/ids.ts'
import type { NamedReview } from '../domain/reviews/review.ts'
import type { LedgerEntry } from '../domain/transactions/ledger-entry.ts'
import type { NamedTransaction } from '../domain/transactions/transaction.ts'
import { AppError } from '../errors.ts'
import type { Timestamp } from '../lib/timestamp.ts'

export const historySteps = [
  'posted',
  'accepted',
  'message',
  'payment_begun',
  'held',
  'completed',
  'cancelled',
  'released',
  'refunded',
  'reviewed',
] as const

export type HistoryStep = (typeof historySteps)[number]

export interface HistoryEvent {
  at: Timestamp
  step: HistoryStep
  userId: UserId | null
  text: string | null
}

export interface GigHistory {
  gig: GigDetails
  events: HistoryEvent[]
  entries: LedgerEntry[]
}

const maxMessages = 100

/** @throws AppError RESOURCE_NOT_FOUND */
export const readGigHistory = async ({ store }: Context, id: GigId): Promise<GigHistory> => {
  const gig = await store.gigs.find(id)
  if (!gig) throw new AppError('RESOURCE_NOT_FOUND', 'There is no such gig.')
  const [room, payment, reviews] = await Promise.all([
    store.chat.findOfGig(id),
    store.transactions.findOfGig(id),
    store.reviews.listOfGig(id),
  ])
  const messages = room ? (await store.chat.listMessages(room, { skip: 0, limit: maxMessages })).items : []
  const entries = payment ? await store.transactions.listEntries(payment.id) : []
  const accepted = room && eventOf(room.createdAt, 'accepted', room.helperId)
  const events = [
    ...gigEvents(gig),
    ...(accepted ? [accepted] : []),
    ...messages.map(messageEvent),
    ...(payment ? paymentEvents(payment, entries) : []),
    ...reviews.map(reviewEvent),
  ]
  return { gig, events: events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)), entries }
}

const eventOf = (
  at: Timestamp,
  step: HistoryStep,
  userId: UserId | null,
  text: string | null = null,
): HistoryEvent => ({ at, step, userId, text })

const gigEvents = ({ createdAt, completedAt, updatedAt, status, seekerId, helperId, title }: GigDetails) => [
  eventOf(createdAt, 'posted', seekerId, title),
  ...(completedAt ? [eventOf(completedAt, 'completed', helperId)] : []),
  ...(status === 'CANCELLED' ? [eventOf(updatedAt, 'cancelled', null)] : []),
]

const messageEvent = ({ createdAt, senderId, content }: Message) =>
  eventOf(createdAt, 'message', senderId, content)

const reviewEvent = ({ createdAt, reviewerId, rating, comment }: NamedReview) =>
  eventOf(createdAt, 'reviewed', reviewerId, `${'★'.repeat(rating)} ${comment}`.trim())

const ledgerSteps = { HOLD: 'held', RELEASE: 'released', CANCEL: 'refunded' } as const

const paymentEvents = ({ createdAt, payerId, status }: NamedTransaction, entries: readonly LedgerEntry[]) => {
  const steps = new Map(entries.map(({ step, postedAt }) => [step, postedAt]))
  return [
    eventOf(createdAt, 'payment_begun', payerId, status),
    ...[...steps].map(([step, postedAt]) => eventOf(postedAt, ledgerSteps[step], null)),
  ]
}
