import { type Satang, wholeSatang } from '../../lib/money.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { UserId } from '../ids.ts'
import type { Transaction } from './transaction.ts'
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
  /** Whose account; null for the escrow and the fees. */
  userId: UserId | null
  /** More than zero: into the account; less than zero: out of it. Never zero. */
  amountSatang: Satang
  postedAt: Timestamp
}

type Line = [account: LedgerAccount, userId: UserId | null, amount: number]

/** Payer to escrow. */
export const holdEntries = ({ payerId, amountSatang }: Transaction, at: Timestamp): LedgerEntry[] =>
  post('HOLD', at, [
    ['USER', payerId, -amountSatang],
    ['ESCROW', null, amountSatang],
  ])

/** Escrow to payee, without the fee, and to the fees. */
export const releaseEntries = (transaction: Transaction, at: Timestamp): LedgerEntry[] => {
  const { payeeId, amountSatang, serviceFeeSatang } = transaction
  return post('RELEASE', at, [
    ['ESCROW', null, -amountSatang],
    ['USER', payeeId, amountSatang - serviceFeeSatang],
    ['FEES', null, serviceFeeSatang],
  ])
}

/** Escrow back to payer. */
export const cancelEntries = ({ payerId, amountSatang }: Transaction, at: Timestamp): LedgerEntry[] =>
  post('CANCEL', at, [
    ['ESCROW', null, -amountSatang],
    ['USER', payerId, amountSatang],
  ])

/** The entries of a step without empty ones: the fee of a few satang is nothing. @throws Error when they do not balance */
const post = (step: LedgerStep, postedAt: Timestamp, lines: Line[]): LedgerEntry[] => {
  const sum = lines.reduce((total, [, , amount]) => total + amount, 0)
  if (sum !== 0) throw new Error(`The entries of a ${step} sum to ${sum} satang instead of zero.`)
  return lines
    .filter(([, , amount]) => amount !== 0)
    .map(([account, userId, amount]) => ({
      step,
      account,
      userId,
      amountSatang: wholeSatang(amount),
      postedAt,
    }))
}
