import type { Satang } from '../../lib/money.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { GigStatus } from '../gigs/gig.ts'
import type { GigId, TransactionId, UserId } from '../ids.ts'
import type { LedgerEntry } from '../transactions/ledger-entry.ts'
import type { NamedTransaction } from '../transactions/transaction.ts'

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

/** With the payment that it belongs to. */
export interface PostedEntry extends LedgerEntry {
  transactionId: TransactionId
  gigId: GigId
  refHour: string
  refNumber: number
}

/** Every read is bounded. */
export interface DeskReads {
  /** Begun before `before`, oldest first. */
  listUnfinished(
    status: 'PENDING' | 'PROCESSING',
    before: Timestamp,
    limit: number,
  ): Promise<NamedTransaction[]>

  /** Oldest first. */
  listPaymentsOf(gigId: GigId): Promise<NamedTransaction[]>

  findPayment(refHour: string, refNumber: number): Promise<NamedTransaction | null>

  /** `until` is not included; in order, read in batches. */
  listPosted(from: Timestamp, until: Timestamp): Promise<PostedEntry[]>

  /** Hidden ones too. */
  listNewestGigs(skip: number, limit: number): Promise<ListedGig[]>
}
