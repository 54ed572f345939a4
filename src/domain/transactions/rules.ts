import { AppError } from '../../errors.ts'
import { type Satang, wholeSatang } from '../../lib/money.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { Gig, GigDetails } from '../gigs/gig.ts'
import { assertVisible } from '../gigs/visibility.ts'
import type { UserId } from '../ids.ts'
import type { NotificationDraft } from '../notifications/notification.ts'
import { cancelEntries, holdEntries, releaseEntries } from './ledger.ts'
import type { PaymentStep, Transaction } from './transaction.ts'

/** Percent of each amount (ruling G4). */
export const serviceFeePercent = 5

/** Rounded half up to the satang (ruling G4). */
export const serviceFeeOf = (amountSatang: Satang): Satang =>
  wholeSatang(Math.floor((amountSatang * serviceFeePercent + 50) / 100))

export const netOf = ({ amountSatang, serviceFeeSatang }: Transaction): Satang =>
  wholeSatang(amountSatang - serviceFeeSatang)

/** UTC, as YYYYMMDDHH. */
export const refHourOf = (now: Timestamp): string => now.slice(0, 13).replace(/\D/g, '')

/** TXN-YYYYMMDDHH and a number of at least three digits (ruling P2). */
export const transactionRefOf = ({
  refHour,
  refNumber,
}: Pick<Transaction, 'refHour' | 'refNumber'>): string =>
  `TXN-${refHour}${String(refNumber).padStart(3, '0')}`

export type PaymentDraft = Pick<
  Transaction,
  'id' | 'payerId' | 'paymentMethod' | 'refHour' | 'refNumber' | 'createdAt'
>

export type ProviderAnswer = 'PAID' | 'DECLINED' | 'LATER'

export const notTheSeeker = () =>
  new AppError('INSUFFICIENT_PERMISSIONS', 'Only the seeker of a gig pays for it.')

/**
 * The seeker pays for a gig (ruling P1). `active` is neither failed nor cancelled. @throws AppError
 * RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS, GIG_NOT_ACCEPTED, TRANSACTION_ALREADY_EXISTS, USER_DISABLED
 * for a disabled helper (ruling B3)
 */
export const paymentBegun = (
  gig: GigDetails,
  active: Transaction | null,
  draft: PaymentDraft,
  answer: ProviderAnswer,
): PaymentStep => {
  assertVisible(gig, draft.payerId)
  if (draft.payerId !== gig.seekerId) {
    throw notTheSeeker()
  }
  if (gig.helperId === null || gig.status === 'CANCELLED') throw new AppError('GIG_NOT_ACCEPTED')
  if (active) throw new AppError('TRANSACTION_ALREADY_EXISTS')
  if (gig.helper !== null && gig.helper.disabledAt !== null) throw new AppError('USER_DISABLED')
  const processing: Transaction = {
    ...draft,
    gigId: gig.id,
    payeeId: gig.helperId,
    amountSatang: gig.budgetSatang,
    serviceFeeSatang: serviceFeeOf(gig.budgetSatang),
    status: 'PROCESSING',
    releaseReason: null,
    completedAt: null,
  }
  return paymentSettled(processing, answer, draft.createdAt)
}

/** A payment that was cancelled meanwhile stays unchanged. */
export const paymentSettled = (
  transaction: Transaction,
  answer: ProviderAnswer,
  now: Timestamp,
): PaymentStep => {
  if (transaction.status !== 'PROCESSING' || answer === 'LATER') return { transaction, entries: [] }
  if (answer === 'DECLINED') return { transaction: { ...transaction, status: 'FAILED' }, entries: [] }
  return { transaction: { ...transaction, status: 'PENDING' }, entries: holdEntries(transaction, now) }
}

/** The payer releases (ruling P3). @throws AppError INSUFFICIENT_PERMISSIONS, TRANSACTION_NOT_PENDING */
export const paymentReleased = (
  transaction: Transaction,
  { actor, releaseReason, now }: { actor: UserId; releaseReason: string | null; now: Timestamp },
): PaymentStep => {
  assertPendingForPayer(transaction, actor)
  return paymentPaidOut(transaction, releaseReason, now)
}

const paymentPaidOut = (
  transaction: Transaction,
  releaseReason: string | null,
  now: Timestamp,
): PaymentStep => ({
  transaction: { ...transaction, status: 'COMPLETED', releaseReason, completedAt: now },
  entries: releaseEntries(transaction, now),
})

/** @throws AppError TRANSACTION_NOT_PENDING */
export const paymentReleasedByOperator = (
  transaction: Transaction,
  reason: string,
  now: Timestamp,
): PaymentStep => {
  if (transaction.status !== 'PENDING') throw new AppError('TRANSACTION_NOT_PENDING')
  return paymentPaidOut(transaction, reason, now)
}

/** Works also while the provider has not answered. @throws AppError TRANSACTION_NOT_PENDING */
export const paymentRefundedByOperator = (transaction: Transaction, now: Timestamp): PaymentStep => {
  if (transaction.status !== 'PENDING' && transaction.status !== 'PROCESSING')
    throw new AppError('TRANSACTION_NOT_PENDING')
  return paymentGivenBack(transaction, now)
}

/** The payer cancels (ruling P6). @throws AppError INSUFFICIENT_PERMISSIONS, TRANSACTION_NOT_PENDING */
export const paymentCancelled = (transaction: Transaction, actor: UserId, now: Timestamp): PaymentStep => {
  assertPendingForPayer(transaction, actor)
  return paymentGivenBack(transaction, now)
}

export const notItsPayer = () =>
  new AppError('INSUFFICIENT_PERMISSIONS', 'Only the payer may release or cancel a payment.')

const assertPendingForPayer = (transaction: Transaction, actor: UserId): void => {
  if (actor !== transaction.payerId) {
    throw notItsPayer()
  }
  if (transaction.status !== 'PENDING') throw new AppError('TRANSACTION_NOT_PENDING')
}

const paymentText = ({ status }: Transaction, { title }: Gig): string => {
  if (status === 'COMPLETED') return `The payment for "${title}" was released.`
  if (status === 'CANCELLED') return `The payment for "${title}" was cancelled.`
  if (status === 'FAILED') return `The payment for "${title}" was declined.`
  return `The payment for "${title}" is held in escrow.`
}

export const paymentGivenBack = (transaction: Transaction, now: Timestamp): PaymentStep => ({
  transaction: { ...transaction, status: 'CANCELLED' },
  entries: transaction.status === 'PENDING' ? cancelEntries(transaction, now) : [],
})

export const paymentNotification = (
  userId: UserId,
  transaction: Transaction,
  gig: Gig,
): NotificationDraft => ({
  userId,
  type: 'payment_moved',
  text: paymentText(transaction, gig),
  gigId: gig.id,
  transactionId: transaction.id,
})
