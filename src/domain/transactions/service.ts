import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { Once } from '../../lib/once.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import { type Timestamp, toTimestamp } from '../../lib/timestamp.ts'
import type { Gig } from '../gigs/gig.ts'
import { completedGig } from '../gigs/rules.ts'
import { getGig } from '../gigs/service.ts'
import type { GigId, TransactionId, UserId } from '../ids.ts'
import { News } from '../notifications/service.ts'
import { getUser } from '../users/service.ts'
import type { User } from '../users/user.ts'
import type { LedgerEntry } from './ledger.ts'
import { notePayment } from './news.ts'
import type { PaymentProvider } from './provider.ts'
import { paymentBegun, paymentCancelled, paymentReleased, paymentSettled, refHourOf } from './rules.ts'
import type {
  NamedTransaction,
  PaymentMethod,
  PaymentStep,
  Transaction,
  TransactionStatus,
  TransactionTotals,
} from './transaction.ts'

/** A transaction with the entries it posted in the ledger. */
export interface TransactionRecord {
  transaction: NamedTransaction
  entries: LedgerEntry[]
}

/**
 * Holds the budget of a gig in escrow, when the provider lets it; then the payee is notified.
 * @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS, GIG_NOT_ACCEPTED, TRANSACTION_ALREADY_EXISTS
 */
export const createEscrow = async (
  ctx: Context,
  provider: PaymentProvider,
  wish: { gigId: GigId; payerId: UserId; paymentMethod: PaymentMethod },
  once?: Once<NamedTransaction>,
): Promise<NamedTransaction> => {
  const { gigId, payerId, paymentMethod } = wish
  const createdAt = toTimestamp(ctx.clock.now())
  const refHour = refHourOf(createdAt)
  const news = new News(ctx)
  const transaction = await ctx.store.transactions.begin(
    gigId,
    refHour,
    (gig, alive, refNumber) => {
      const wished = {
        id: ctx.newId<'transaction'>(),
        payerId,
        paymentMethod,
        refHour,
        refNumber,
        createdAt,
      }
      const payment = paymentBegun(gig, alive, wished, provider.answerAtOnce(paymentMethod))
      const { transaction: begun } = payment
      const told = begun.status === 'PENDING' ? [notePayment(news, begun.payeeId, begun, gig)] : []
      return { payment, notifications: told }
    },
    once,
  )
  news.announce()
  if (transaction.status === 'PROCESSING') void followPayment(ctx, provider, transaction)
  return transaction
}

/** Waits for the provider and settles the payment. It happens behind the answer, so its faults go to the log. */
const followPayment = async (
  ctx: Context,
  provider: PaymentProvider,
  transaction: Transaction,
): Promise<void> => {
  try {
    await settlePayment(ctx, transaction.id, await provider.awaitAnswer(transaction))
  } catch (error) {
    ctx.log.error(
      { err: error, transactionId: transaction.id },
      'A payment could not be settled. The next start tries again.',
    )
  }
}

/**
 * The provider has answered: the money is held from now on, or the payment has failed. The payer, who waits for it, is
 * notified, and the payee of money that is held.
 */
const settlePayment = async (
  ctx: Context,
  id: TransactionId,
  answer: 'PAID' | 'DECLINED',
): Promise<NamedTransaction> => {
  const news = new News(ctx)
  const settled = await ctx.store.transactions.advance(id, (before, gig) => {
    const payment = paymentSettled(before, answer, toTimestamp(ctx.clock.now()))
    const { transaction } = payment
    if (transaction.status === before.status) return { payment, gig, notifications: [] }
    const told = transaction.status === 'PENDING' ? [before.payerId, before.payeeId] : [before.payerId]
    return { payment, gig, notifications: told.map(userId => notePayment(news, userId, transaction, gig)) }
  })
  news.announce()
  return settled
}

/** Takes up the payments that were under way when the server stopped. */
export const resumePayments = async (ctx: Context, provider: PaymentProvider): Promise<void> => {
  for (const transaction of await ctx.store.transactions.listProcessing()) {
    void followPayment(ctx, provider, transaction)
  }
}

/** Takes a payment a step further and notifies the payee. */
const movePayment = async (
  ctx: Context,
  id: TransactionId,
  step: (transaction: Transaction, gig: Gig, now: Timestamp) => { payment: PaymentStep; gig: Gig },
): Promise<NamedTransaction> => {
  const news = new News(ctx)
  const moved = await ctx.store.transactions.advance(id, (before, gigBefore) => {
    const { payment, gig } = step(before, gigBefore, toTimestamp(ctx.clock.now()))
    return { payment, gig, notifications: [notePayment(news, before.payeeId, payment.transaction, gig)] }
  })
  news.announce()
  return moved
}

/**
 * The payer releases what is held to the payee; the gig is COMPLETED from then on (ruling P3).
 * @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS, TRANSACTION_NOT_PENDING
 */
export const releasePayment = (
  ctx: Context,
  id: TransactionId,
  actor: UserId,
  releaseReason: string | null,
): Promise<NamedTransaction> =>
  movePayment(ctx, id, (transaction, gig, now) => ({
    payment: paymentReleased(transaction, { actor, releaseReason, now }),
    gig: completedGig(gig, now),
  }))

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS, TRANSACTION_NOT_PENDING */
export const cancelPayment = (ctx: Context, id: TransactionId, actor: UserId): Promise<NamedTransaction> =>
  movePayment(ctx, id, (transaction, gig, now) => ({
    payment: paymentCancelled(transaction, actor, now),
    gig,
  }))

/**
 * COMPLETED is release, CANCELLED is cancel (ruling P6).
 * @throws AppError INVALID_STATUS_TRANSITION for any other status, and what those two throw
 */
export const changePaymentStatus = async (
  ctx: Context,
  id: TransactionId,
  status: string,
  actor: UserId,
): Promise<NamedTransaction> => {
  if (status === 'COMPLETED') return releasePayment(ctx, id, actor, null)
  if (status === 'CANCELLED') return cancelPayment(ctx, id, actor)
  throw new AppError(
    'INVALID_STATUS_TRANSITION',
    'A transaction can be moved to COMPLETED or to CANCELLED and to nothing else.',
  )
}

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS for anybody but the two parties */
export const getTransaction = async (
  ctx: Context,
  id: TransactionId,
  reader: UserId,
): Promise<TransactionRecord> => {
  const transaction = await ctx.store.transactions.find(id)
  if (!transaction) throw new AppError('RESOURCE_NOT_FOUND', 'There is no transaction with this id.')
  assertParty(reader, [transaction.payerId, transaction.payeeId])
  return withEntries(ctx, transaction)
}

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS for anybody but the gig's seeker and helper */
export const getTransactionOfGig = async (
  ctx: Context,
  gigId: GigId,
  reader: UserId,
): Promise<TransactionRecord> => {
  const gig = await getGig(ctx, gigId)
  assertParty(reader, [gig.seekerId, gig.helperId])
  const transaction = await ctx.store.transactions.findOfGig(gigId)
  if (!transaction) throw new AppError('RESOURCE_NOT_FOUND', 'There is no transaction for this gig.')
  return withEntries(ctx, transaction)
}

const assertParty = (reader: UserId, parties: (UserId | null)[]): void => {
  if (!parties.includes(reader)) {
    throw new AppError('INSUFFICIENT_PERMISSIONS', 'Only the payer and the payee see a transaction.')
  }
}

const withEntries = async (ctx: Context, transaction: NamedTransaction): Promise<TransactionRecord> => ({
  transaction,
  entries: await ctx.store.transactions.listEntries(transaction.id),
})

export const listTransactionsOf = (
  ctx: Context,
  userId: UserId,
  status: TransactionStatus | null,
  page: PageRequest,
): Promise<Page<NamedTransaction>> => ctx.store.transactions.listOf(userId, status, page)

export const sumTransactionsOf = (ctx: Context, userId: UserId): Promise<TransactionTotals> =>
  ctx.store.transactions.totalsOf(userId)

/** A person and the totals of everything they paid and received. */
export const summarizePayments = async (
  ctx: Context,
  userId: UserId,
): Promise<{ user: User; totals: TransactionTotals }> => ({
  user: await getUser(ctx, userId),
  totals: await sumTransactionsOf(ctx, userId),
})
