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

/** Each write is one transaction. `decide` is pure; when it throws, nothing is stored. */
export interface TransactionStore {
  /**
   * `active` is neither failed nor cancelled; `refNumber` is the next one in `refHour`. @throws AppError
   * RESOURCE_NOT_FOUND, TRANSACTION_ALREADY_EXISTS, and whatever `decide` throws
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
   * Changes the gig when `decide` returns another one. Of simultaneous calls exactly one finds its step
   * allowed. @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws
   */
  advance(
    write: Write<NamedTransaction>,
    id: TransactionId,
    decide: (transaction: Transaction, gig: Gig) => { payment: PaymentStep; gig: Gig } & Effects,
  ): Promise<NamedTransaction>

  find(id: TransactionId): Promise<NamedTransaction | null>

  /** The active one, else the newest. */
  findOfGig(gigId: GigId): Promise<NamedTransaction | null>

  listEntries(id: TransactionId): Promise<LedgerEntry[]>

  /** The user is payer or payee. Newest first, ties by id; null means all. */
  listOf(
    userId: UserId,
    status: TransactionStatus | null,
    page: PageRequest,
    reader?: Reader | null,
  ): Promise<Page<NamedTransaction>>

  totalsOf(userId: UserId): Promise<TransactionTotals>

  /** Oldest first, ties by id. */
  listProcessing(): Promise<Transaction[]>
}
