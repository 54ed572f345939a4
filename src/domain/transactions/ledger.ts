import { wholeSatang } from '../../lib/money.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { UserId } from '../ids.ts'
import type { LedgerAccount, LedgerEntry, LedgerStep } from './ledger-entry.ts'
import type { Transaction } from './transaction.ts'

type Line = [account: LedgerAccount, userId: UserId | null, amount: number]

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

export const cancelEntries = ({ payerId, amountSatang }: Transaction, at: Timestamp): LedgerEntry[] =>
  post('CANCEL', at, [
    ['ESCROW', null, -amountSatang],
    ['USER', payerId, amountSatang],
  ])

/** Drops empty entries, such as the fee of a few satang. @throws Error when they do not balance */
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
