import type { Satang } from '../../lib/money.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { GigId, TransactionId, UserId } from '../ids.ts'
import type { LedgerEntry } from './ledger-entry.ts'

/** PROCESSING: nothing is held yet. PENDING: held in escrow. FAILED: the provider declined. */
export const transactionStatuses = ['PROCESSING', 'PENDING', 'COMPLETED', 'FAILED', 'CANCELLED'] as const

export type TransactionStatus = (typeof transactionStatuses)[number]

export const paymentMethods = ['mock_payment', 'mock_payment_declined', 'mock_payment_slow'] as const

export type PaymentMethod = (typeof paymentMethods)[number]

export interface Transaction {
  id: TransactionId
  gigId: GigId
  payerId: UserId
  payeeId: UserId
  amountSatang: Satang
  serviceFeeSatang: Satang
  status: TransactionStatus
  paymentMethod: PaymentMethod
  /** The UTC hour as YYYYMMDDHH; `refNumber` counts from 1 in it (ruling P2). */
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

export interface PaymentStep {
  transaction: Transaction
  entries: LedgerEntry[]
}

export interface TransactionTotals {
  /** Completed ones: paid with fees, received without. */
  paidSatang: Satang
  receivedSatang: Satang
  totalCount: number
  pendingCount: number
  completedCount: number
}
