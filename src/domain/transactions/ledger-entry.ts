import type { Satang } from '../../lib/money.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { UserId } from '../ids.ts'

export const ledgerSteps = ['HOLD', 'RELEASE', 'CANCEL'] as const

export type LedgerStep = (typeof ledgerSteps)[number]

/** Each person has an account; the escrow and the platform's fees have one each. */
export const ledgerAccounts = ['USER', 'ESCROW', 'FEES'] as const

export type LedgerAccount = (typeof ledgerAccounts)[number]

/**
 * One line of the double-entry ledger (ruling P5). Entries are posted and never changed; the balance of an account is
 * the sum of its entries.
 */
export interface LedgerEntry {
  step: LedgerStep
  account: LedgerAccount
  /** The owner of the account; null for the escrow and the fees. */
  userId: UserId | null
  /** More than zero: into the account; less than zero: out of it. Never zero. */
  amountSatang: Satang
  postedAt: Timestamp
}
