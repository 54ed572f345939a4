import type { MovedRow, MovedTable } from '../storage/move/tables.ts'
import type { ExportManifest } from './manifest.ts'

type Sums = ExportManifest['ledger']

const accounts: Readonly<Record<string, keyof Sums>> = { USER: 'user', ESCROW: 'escrow', FEES: 'fees' }

export const createLedgerSums = () => {
  const sums: Sums = { user: 0, escrow: 0, fees: 0, held: 0 }
  return {
    sums,
    add: ({ name }: MovedTable, rows: readonly MovedRow[]): void => {
      if (name === 'ledger_entries')
        for (const { account, amount_satang: amount } of rows) {
          const sum = accounts[String(account)]
          if (sum) sums[sum] += Number(amount)
        }
      else if (name === 'transactions')
        for (const { status, amount_satang: amount } of rows)
          if (status === 'PENDING') sums.held += Number(amount)
    },
  }
}

export const problemsOfSums = ({ user, escrow, fees, held }: Sums): string[] => [
  ...(user + escrow + fees === 0 ? [] : ['The accounts of the ledger do not sum to zero.']),
  ...(escrow === held
    ? []
    : [`The escrow has ${escrow} satang, and the payments that are held have ${held}.`]),
]
