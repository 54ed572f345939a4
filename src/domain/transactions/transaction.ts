import type { Satang } from '../../lib/money.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { GigId, TransactionId, UserId } from '../ids.ts'
import type { LedgerEntry } from './ledger-entry.ts'

/**
 * PROCESSING: the provider has not answered yet, nothing is held. PENDING: the money is held in escrow. COMPLETED: it
 * was released to the payee. CANCELLED: it was given back. FAILED: the provider declined.
 */
export const transactionStatuses = ['PROCESSING', 'PENDING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const

export type TransactionStatus = (typeof transactionStatuses)[number]

export const paymentMethods = ['mock_payment', 'mock_payment_declined', 'mock_payment_slow'] as const

export type PaymentMethod = (typeof paymentMethods)[number]

/** The payment of a gig: from its seeker, through the escrow, to its helper. */
export interface Transaction {
  id: TransactionId
  gigId: GigId
  payerId: UserId
  payeeId: UserId
  /** What the payer pays; the payee receives it without the fee. */
  amountSatang: Satang
  serviceFeeSatang: Satang
  status: TransactionStatus
  paymentMethod: PaymentMethod
  /** The UTC hour of its making, as YYYYMMDDHH, and its number within that hour, from 1 (ruling P2). */
  refHour: string
  refNumber: number
  releaseReason: string | null
  createdAt: Timestamp
  completedAt: Timestamp | null
}

export interface NamedTransaction extends Transaction {
  gigTitle: string
  payerName: string
  payeeName: string
}

/** What one step does: the transaction as it is from then on, and the entries the step posts. */
export interface PaymentStep {
  transaction: Transaction
  entries: LedgerEntry[]
}

/** Everything about the transactions of one person, on whatever page they are. */
export interface TransactionTotals {
  /** Of completed transactions: what the person paid, fees included, and received, without them. */
  paidSatang: Satang
  receivedSatang: Satang
  totalCount: number
  pendingCount: number
  completedCount: number
}
