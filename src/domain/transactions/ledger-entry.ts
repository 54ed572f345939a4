import type { Satang } from '../../lib/money.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { UserId } from '../ids.ts'

export const ledgerSteps = ['HOLD', 'RELEASE', 'CANCEL'] as const

export type LedgerStep = (typeof ledgerSteps)[number]

/** Each person has an account; the escrow and the fees have one each. */
export const ledgerAccounts = ['USER', 'ESCROW', 'FEES'] as const

export type LedgerAccount = (typeof ledgerAccounts)[number]

/** Entries never change; a balance is the sum of its entries (ruling P5). */
export interface LedgerEntry {
  step: LedgerStep
  account: LedgerAccount
  /** Null for the escrow and the fees. */
  userId: UserId | null
  /** Positive into the account, negative out of it; never zero. */
  amountSatang: Satang
  postedAt: Timestamp
}
