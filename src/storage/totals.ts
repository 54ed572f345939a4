import type { TransactionStatus, TransactionTotals } from '../domain/transactions/transaction.ts'
import { wholeSatang } from '../lib/money.ts'

/** Triggers change `list_totals` with every row. */
export type CountedList =
  | 'gigs'
  | 'gigs_as_seeker'
  | 'gigs_as_helper'
  | 'rooms'
  | 'unread_notifications'
  | 'files'
  | 'buddies'
  | 'reviews_received'
  | 'reviews_written'
  | 'payments_as_payer'
  | 'payments_as_payee'
  | 'reports'

export interface Total {
  /** The filter of the list, such as a status; '' without one. */
  kind: string
  count: number
  /** Satang or bytes; 0 without a sum. */
  amount: number
}

export const toTransactionTotals = (
  asPayer: readonly Total[],
  asPayee: readonly Total[],
): TransactionTotals => {
  const all = [...asPayer, ...asPayee]
  const countOf = (status: TransactionStatus | null) =>
    all.reduce((sum, { kind, count }) => (status === null || kind === status ? sum + count : sum), 0)
  const completed = (totals: readonly Total[]) =>
    wholeSatang(totals.find(({ kind }) => kind === 'COMPLETED')?.amount ?? 0)
  return {
    paidSatang: completed(asPayer),
    receivedSatang: completed(asPayee),
    totalCount: countOf(null),
    pendingCount: countOf('PENDING'),
    completedCount: countOf('COMPLETED'),
  }
}
