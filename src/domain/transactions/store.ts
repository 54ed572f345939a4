import type { Reader, Write } from '../../lib/command.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import type { Effects } from '../effects.ts'
import type { Gig, GigDetails } from '../gigs/gig.ts'
import type { GigId, TransactionId, UserId } from '../ids.ts'
import type { LedgerEntry } from './ledger-entry.ts'
import type {
  NamedTransaction,
  PaymentStep,
  Transaction,
  TransactionStatus,
  TransactionTotals,
} from './transaction.ts'

/** Each write is one transaction: it calls a pure, synchronous `decide` and stores what that returns, or nothing when it throws. */
export interface TransactionStore {
  /**
   * Begins the payment of a gig. `active` is the gig's transaction that is neither failed nor cancelled, `refNumber` the next
   * free number within `refHour`.
   * @throws AppError RESOURCE_NOT_FOUND for an unknown gig, TRANSACTION_ALREADY_EXISTS, and whatever `decide` throws
   */
  begin(
    write: Write<NamedTransaction>,
    gigId: GigId,
    refHour: string,
    decide: (
      gig: GigDetails,
      active: Transaction | null,
      refNumber: number,
    ) => { payment: PaymentStep } & Effects,
  ): Promise<NamedTransaction>

  /**
   * Applies one step to a payment, and changes its gig when `decide` returns another one. Of any number of
   * simultaneous calls exactly one sees the transaction in the status in which the step is allowed.
   * @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws
   */
  advance(
    write: Write<NamedTransaction>,
    id: TransactionId,
    decide: (transaction: Transaction, gig: Gig) => { payment: PaymentStep; gig: Gig } & Effects,
  ): Promise<NamedTransaction>

  find(id: TransactionId): Promise<NamedTransaction | null>

  /** The transaction of a gig: the active one, else the newest. */
  findOfGig(gigId: GigId): Promise<NamedTransaction | null>

  /** The entries of one transaction, in the order in which they were posted. */
  listEntries(id: TransactionId): Promise<LedgerEntry[]>

  /** Transactions of a user as payer or payee, newest first, ties by id; `status` null means all. */
  listOf(
    userId: UserId,
    status: TransactionStatus | null,
    page: PageRequest,
    reader?: Reader | null,
  ): Promise<Page<NamedTransaction>>

  totalsOf(userId: UserId): Promise<TransactionTotals>

  /** Transactions whose provider has not answered yet, oldest first, ties by id. */
  listProcessing(): Promise<Transaction[]>
}
