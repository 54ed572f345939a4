import type { Satang } from '../../lib/money.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { GigStatus } from '../gigs/gig.ts'
import type { GigId, TransactionId, UserId } from '../ids.ts'
import type { LedgerEntry } from '../transactions/ledger-entry.ts'
import type { NamedTransaction } from '../transactions/transaction.ts'

/** A gig in a list of the desk, hidden ones too. */
export interface ListedGig {
  id: GigId
  title: string
  status: GigStatus
  budgetSatang: Satang
  seekerId: UserId
  seekerName: string
  helperId: UserId | null
  helperName: string | null
  isHidden: boolean
  createdAt: Timestamp
}

/** An entry of the ledger with the payment that it belongs to. */
export interface PostedEntry extends LedgerEntry {
  transactionId: TransactionId
  gigId: GigId
  refHour: string
  refNumber: number
}

/** What only operators see of other domains. Every read is bounded. */
export interface DeskReads {
  /** Payments with this status that were begun before, the oldest first. */
  listUnfinished(
    status: 'PENDING' | 'PROCESSING',
    before: Timestamp,
    limit: number,
  ): Promise<NamedTransaction[]>

  /** All payments of a gig, the oldest first. */
  listPaymentsOf(gigId: GigId): Promise<NamedTransaction[]>

  /** The payment that people quote, or null. */
  findPayment(refHour: string, refNumber: number): Promise<NamedTransaction | null>

  /** Entries that were posted from one moment up to, not including, another, in their order; read in batches. */
  listPosted(from: Timestamp, until: Timestamp): Promise<PostedEntry[]>

  /** The gigs that were posted last, hidden ones too. */
  listNewestGigs(skip: number, limit: number): Promise<ListedGig[]>
}
