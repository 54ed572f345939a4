import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { type Command, type Reader, systemWrite } from '../../lib/command.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import { toMilliseconds } from '../../lib/timestamp.ts'
import type { Gig } from '../gigs/gig.ts'
import { completedGig } from '../gigs/rules.ts'
import { getGig } from '../gigs/service.ts'
import type { GigId, TransactionId, UserId } from '../ids.ts'
import { gigNotPaid, transactionNotFound } from '../not-found.ts'
import { getUser } from '../users/service.ts'
import type { User } from '../users/user.ts'
import type { LedgerEntry } from './ledger-entry.ts'
import { type PaymentProvider, slowPaymentMs } from './provider.ts'
import {
  paymentBegun,
  paymentCancelled,
  paymentNotification,
  paymentReleased,
  paymentSettled,
  refHourOf,
} from './rules.ts'
import type {
  NamedTransaction,
  PaymentMethod,
  PaymentStep,
  Transaction,
  TransactionStatus,
  TransactionTotals,
} from './transaction.ts'

export interface TransactionRecord {
  transaction: NamedTransaction
  entries: LedgerEntry[]
}

/** How late a payment may be settled before another copy of the server does it. */
const takeOverAfterMs = 2000

/**
 * @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS, GIG_NOT_ACCEPTED,
 * TRANSACTION_ALREADY_EXISTS, USER_DISABLED
 */
export const createEscrow = async (
  ctx: Context,
  provider: PaymentProvider,
  command: Command<NamedTransaction>,
  { gigId, paymentMethod }: { gigId: GigId; paymentMethod: PaymentMethod },
): Promise<NamedTransaction> => {
  const { actor: payerId, now: createdAt } = command
  const id = command.newId<'transaction'>()
  const refHour = refHourOf(createdAt)
  const transaction = await ctx.store.transactions.begin(
    command,
    gigId,
    refHour,
    (gig, active, refNumber) => {
      const draft = { id, payerId, paymentMethod, refHour, refNumber, createdAt }
      const payment = paymentBegun(gig, active, draft, provider.answerAtOnce(paymentMethod))
      const { transaction: begun } = payment
      const isHeld = begun.status === 'PENDING'
      return { payment, notifications: isHeld ? [paymentNotification(begun.payeeId, begun, gig)] : [] }
    },
  )
  if (transaction.status === 'PROCESSING') void followPayment(ctx, provider, transaction)
  return transaction
}

/** The request was answered before, so errors go to the log. */
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

const settlePayment = (
  ctx: Context,
  id: TransactionId,
  answer: 'PAID' | 'DECLINED',
): Promise<NamedTransaction> => {
  const write = systemWrite(ctx)
  return ctx.store.transactions.advance(write, id, (before, gig) => {
    const payment = paymentSettled(before, answer, write.now)
    const { transaction } = payment
    if (transaction.status === before.status) return { payment, gig }
    const recipients = transaction.status === 'PENDING' ? [before.payerId, before.payeeId] : [before.payerId]
    const notifications = recipients.map(userId => paymentNotification(userId, transaction, gig))
    return { payment, gig, notifications }
  })
}

export const resumePayments = async (ctx: Context, provider: PaymentProvider): Promise<void> => {
  for (const transaction of await ctx.store.transactions.listProcessing()) {
    void followPayment(ctx, provider, transaction)
  }
}

/** Settles the payments whose copy of the server should have settled them by now, and may have died. */
export const takeOverPayments = async (ctx: Context, provider: PaymentProvider): Promise<void> => {
  const now = ctx.clock.now()
  for (const transaction of await ctx.store.transactions.listProcessing()) {
    const isOverdue = now - toMilliseconds(transaction.createdAt) > slowPaymentMs + takeOverAfterMs
    if (isOverdue) await followPayment(ctx, provider, transaction)
  }
}

const advancePayment = (
  ctx: Context,
  command: Command<NamedTransaction>,
  id: TransactionId,
  step: (transaction: Transaction, gig: Gig) => { payment: PaymentStep; gig: Gig },
): Promise<NamedTransaction> =>
  ctx.store.transactions.advance(command, id, (before, gigBefore) => {
    const { payment, gig } = step(before, gigBefore)
    return { payment, gig, notifications: [paymentNotification(before.payeeId, payment.transaction, gig)] }
  })

/**
 * The gig is COMPLETED from then on (ruling P3). @throws AppError RESOURCE_NOT_FOUND,
 * INSUFFICIENT_PERMISSIONS, TRANSACTION_NOT_PENDING
 */
export const releasePayment = (
  ctx: Context,
  command: Command<NamedTransaction>,
  id: TransactionId,
  releaseReason: string | null,
): Promise<NamedTransaction> => {
  const { actor, now } = command
  return advancePayment(ctx, command, id, (transaction, gig) => ({
    payment: paymentReleased(transaction, { actor, releaseReason, now }),
    gig: completedGig(gig, now),
  }))
}

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS, TRANSACTION_NOT_PENDING */
export const cancelPayment = (
  ctx: Context,
  command: Command<NamedTransaction>,
  id: TransactionId,
): Promise<NamedTransaction> =>
  advancePayment(ctx, command, id, (transaction, gig) => ({
    payment: paymentCancelled(transaction, command.actor, command.now),
    gig,
  }))

export const noSuchStatus = () =>
  new AppError(
    'INVALID_STATUS_TRANSITION',
    'A transaction can be moved to COMPLETED or to CANCELLED and to nothing else.',
  )

export const notAParty = () =>
  new AppError('INSUFFICIENT_PERMISSIONS', 'Only the payer and the payee see a transaction.')

/** COMPLETED releases, CANCELLED cancels (ruling P6). @throws AppError INVALID_STATUS_TRANSITION */
export const changePaymentStatus = async (
  ctx: Context,
  command: Command<NamedTransaction>,
  id: TransactionId,
  status: string,
): Promise<NamedTransaction> => {
  if (status === 'COMPLETED') return releasePayment(ctx, command, id, null)
  if (status === 'CANCELLED') return cancelPayment(ctx, command, id)
  throw noSuchStatus()
}

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS */
export const getTransaction = async (
  ctx: Context,
  id: TransactionId,
  reader: UserId,
): Promise<TransactionRecord> => {
  const transaction = await ctx.store.transactions.find(id)
  if (!transaction) throw transactionNotFound()
  assertParty(reader, [transaction.payerId, transaction.payeeId])
  return withEntries(ctx, transaction)
}

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS */
export const getTransactionOfGig = async (
  ctx: Context,
  gigId: GigId,
  reader: UserId,
): Promise<TransactionRecord> => {
  const gig = await getGig(ctx, gigId, reader)
  assertParty(reader, [gig.seekerId, gig.helperId])
  const transaction = await ctx.store.transactions.findOfGig(gigId)
  if (!transaction) throw gigNotPaid()
  return withEntries(ctx, transaction)
}

const assertParty = (reader: UserId, parties: (UserId | null)[]): void => {
  if (!parties.includes(reader)) {
    throw notAParty()
  }
}

const withEntries = async (ctx: Context, transaction: NamedTransaction): Promise<TransactionRecord> => ({
  transaction,
  entries: await ctx.store.transactions.listEntries(transaction.id),
})

/** The totals are of all pages (ruling P4). */
export const getHistoryOf = async (
  ctx: Context,
  userId: UserId,
  status: TransactionStatus | null,
  page: PageRequest,
  reader: Reader | null,
): Promise<{ page: Page<NamedTransaction>; totals: TransactionTotals }> => ({
  page: await ctx.store.transactions.listOf(userId, status, page, reader),
  totals: await ctx.store.transactions.totalsOf(userId),
})

export const summarizePayments = async (
  ctx: Context,
  userId: UserId,
): Promise<{ user: User; totals: TransactionTotals }> => ({
  user: await getUser(ctx, userId),
  totals: await ctx.store.transactions.totalsOf(userId),
})
