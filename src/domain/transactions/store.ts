import type { Id } from '../../lib/ids.ts'
import type { Satang } from '../../lib/money.ts'
import type { Once } from '../../lib/once.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { Gig, GigId } from '../gigs/store.ts'
import type { Notification } from '../notifications/store.ts'
import type { UserId } from '../users/store.ts'
import type { LedgerEntry } from './ledger.ts'

export type TransactionId = Id<'transaction'>

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

/** A transaction with what people call its gig and its two parties. */
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

/** Each act calls a pure, synchronous `decide`, and keeps what it returns in one step, or nothing when it throws. */
export interface TransactionStore {
  /**
   * Begins the payment of a gig. `alive` is the gig's transaction that is under way or completed, `refNumber` the next
   * free number within `refHour`.
   * @throws AppError RESOURCE_NOT_FOUND for an unknown gig, TRANSACTION_ALREADY_EXISTS, and whatever `decide` throws
   */
  begin(
    gigId: GigId,
    refHour: string,
    decide: (
      gig: Gig,
      alive: Transaction | null,
      refNumber: number,
    ) => { payment: PaymentStep; notifications: Notification[] },
    once?: Once<NamedTransaction>,
  ): Promise<NamedTransaction>

  /**
   * Takes a payment a step further, and its gig with it when `decide` returns another one. Of any number at once
   * exactly one sees the transaction in the status in which the step is allowed.
   * @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws
   */
  advance(
    id: TransactionId,
    decide: (
      transaction: Transaction,
      gig: Gig,
    ) => { payment: PaymentStep; gig: Gig; notifications: Notification[] },
  ): Promise<NamedTransaction>

  find(id: TransactionId): Promise<NamedTransaction | null>

  /** The transaction of a gig: the one under way or completed, else the newest. */
  findOfGig(gigId: GigId): Promise<NamedTransaction | null>

  /** The entries of one transaction, in the order in which they were posted. */
  listEntries(id: TransactionId): Promise<LedgerEntry[]>

  /** Transactions that somebody pays or receives, newest first, ties by id; `status` null is every one. */
  listOf(userId: UserId, status: TransactionStatus | null, page: PageRequest): Promise<Page<NamedTransaction>>

  totalsOf(userId: UserId): Promise<TransactionTotals>

  /** Transactions for whose provider we still wait, oldest first. */
  listProcessing(): Promise<Transaction[]>
}
