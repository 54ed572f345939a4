import type { Once } from '../../lib/once.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import type { Gig } from '../gigs/gig.ts'
import type { GigId, TransactionId, UserId } from '../ids.ts'
import type { Notification } from '../notifications/notification.ts'
import type { LedgerEntry } from './ledger.ts'
import type {
  NamedTransaction,
  PaymentStep,
  Transaction,
  TransactionStatus,
  TransactionTotals,
} from './transaction.ts'

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
