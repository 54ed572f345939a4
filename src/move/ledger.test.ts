import { describe, expect, test } from 'bun:test'
import { movedTables } from '../storage/move/tables.ts'
import { createLedgerSums, problemsOfSums } from './ledger.ts'

const tableOf = (name: string) => {
  const found = movedTables.find(table => table.name === name)
  if (!found) throw new Error(`There is no table ${name}.`)
  return found
}

describe('the sums of a ledger', () => {
  test('are those of its accounts and of the payments that are held, over all batches', () => {
    const { sums, add } = createLedgerSums()
    add(tableOf('ledger_entries'), [
      { account: 'USER', amount_satang: -300 },
      { account: 'ESCROW', amount_satang: 300 },
    ])
    add(tableOf('ledger_entries'), [
      { account: 'USER', amount_satang: 95 },
      { account: 'ESCROW', amount_satang: -100 },
      { account: 'FEES', amount_satang: 5 },
    ])
    add(tableOf('transactions'), [
      { status: 'PENDING', amount_satang: 150 },
      { status: 'COMPLETED', amount_satang: 1000 },
      { status: 'PENDING', amount_satang: 50 },
    ])
    expect(sums).toEqual({ user: -205, escrow: 200, fees: 5, held: 200 })
    expect(problemsOfSums(sums)).toEqual([])
  })

  test('do not count other tables, nor accounts that no version has', () => {
    const { sums, add } = createLedgerSums()
    add(tableOf('gigs'), [{ account: 'USER', status: 'PENDING', amount_satang: 7 }])
    add(tableOf('ledger_entries'), [{ account: 'BANK', status: 'PENDING', amount_satang: 7 }])
    expect(sums).toEqual({ user: 0, escrow: 0, fees: 0, held: 0 })
  })

  test('have a sentence for each way in which they do not add up', () => {
    expect(problemsOfSums({ user: -300, escrow: 299, fees: 2, held: 299 })).toEqual([
      'The accounts of the ledger do not sum to zero.',
    ])
    expect(problemsOfSums({ user: -300, escrow: 295, fees: 5, held: 294 })).toEqual([
      'The escrow has 295 satang, and the payments that are held have 294.',
    ])
    expect(problemsOfSums({ user: 1, escrow: 0, fees: 0, held: 1 })).toHaveLength(2)
  })
})
