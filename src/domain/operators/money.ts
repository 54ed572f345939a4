import type { Context } from '../../context.ts'
import type { Write } from '../../lib/command.ts'
import { type Satang, wholeSatang } from '../../lib/money.ts'
import { type Timestamp, toTimestamp } from '../../lib/timestamp.ts'
import type { Gig } from '../gigs/gig.ts'
import { completedGig } from '../gigs/rules.ts'
import type { TransactionId } from '../ids.ts'
import {
  paymentNotification,
  paymentRefundedByOperator,
  paymentReleasedByOperator,
} from '../transactions/rules.ts'
import type { NamedTransaction, PaymentStep, Transaction } from '../transactions/transaction.ts'
import type { PostedEntry } from './reads.ts'

/** Payments by decision of an operator, and what the ledger says of a day. */

type Step = (transaction: Transaction, gig: Gig) => { payment: PaymentStep; gig: Gig }

/** Notifies both sides. Of two decisions at once the first one counts. */
const decidePayment = (
  ctx: Context,
  write: Write<never>,
  id: TransactionId,
  step: Step,
): Promise<NamedTransaction> =>
  ctx.store.transactions.advance(write, id, (before, gigBefore) => {
    const { payment, gig } = step(before, gigBefore)
    const notifications = [before.payerId, before.payeeId].map(userId =>
      paymentNotification(userId, payment.transaction, gig),
    )
    return { payment, gig, notifications }
  })

/** @throws AppError RESOURCE_NOT_FOUND, TRANSACTION_NOT_PENDING */
export const refundPayment = (ctx: Context, write: Write<never>, id: TransactionId) =>
  decidePayment(ctx, write, id, (transaction, gig) => ({
    payment: paymentRefundedByOperator(transaction, write.now),
    gig,
  }))

/** Completes the gig too. @throws AppError RESOURCE_NOT_FOUND, TRANSACTION_NOT_PENDING */
export const releaseHeldPayment = (ctx: Context, write: Write<never>, id: TransactionId, reason: string) =>
  decidePayment(ctx, write, id, (transaction, gig) => ({
    payment: paymentReleasedByOperator(transaction, reason, write.now),
    gig: completedGig(gig, write.now),
  }))

/** Thailand has had the same offset since 1920. */
const bangkokOffsetMs = 7 * 3_600_000
const dayMs = 24 * 3_600_000

/** YYYY-MM-DD. */
export const bangkokDayOf = (ms: number): string => new Date(ms + bangkokOffsetMs).toISOString().slice(0, 10)

/** Both days are included, in Thailand. */
export const spanOfDays = (first: string, last: string): { from: Timestamp; until: Timestamp } => ({
  from: toTimestamp(Date.parse(`${first}T00:00:00Z`) - bangkokOffsetMs),
  until: toTimestamp(Date.parse(`${last}T00:00:00Z`) - bangkokOffsetMs + dayMs),
})

export interface DaySums {
  heldCount: number
  heldSatang: Satang
  releasedCount: number
  /** Without the fees. */
  releasedSatang: Satang
  refundedCount: number
  refundedSatang: Satang
  feesSatang: Satang
}

/** A step has one entry of the escrow, whose sign says which way the money went. */
export const sumsOf = (entries: readonly PostedEntry[]): DaySums => {
  const escrowOf = (step: PostedEntry['step']) =>
    entries.filter(entry => entry.step === step && entry.account === 'ESCROW')
  const sum = (found: readonly PostedEntry[]) =>
    wholeSatang(Math.abs(found.reduce((total, { amountSatang }) => total + amountSatang, 0)))
  const [held, released, refunded] = [escrowOf('HOLD'), escrowOf('RELEASE'), escrowOf('CANCEL')]
  const feesSatang = sum(entries.filter(({ account }) => account === 'FEES'))
  return {
    heldCount: held.length,
    heldSatang: sum(held),
    releasedCount: released.length,
    releasedSatang: wholeSatang(sum(released) - feesSatang),
    refundedCount: refunded.length,
    refundedSatang: sum(refunded),
    feesSatang,
  }
}
