import { getTableColumns } from 'drizzle-orm'
import type { TransactionId } from '../../../domain/ids.ts'
import type { LedgerEntry } from '../../../domain/transactions/ledger-entry.ts'
import type { TransactionStore } from '../../../domain/transactions/store.ts'
import type { NamedTransaction, Transaction } from '../../../domain/transactions/transaction.ts'
import { toPage } from '../../../lib/page.ts'
import { ledgerEntries, transactions } from '../../tables.ts'
import { toTransactionTotals } from '../../totals.ts'
import { listOf } from '../engine/columns.ts'
import type { Connections } from '../engine/connections.ts'
import type { Queries, Value } from '../engine/queries.ts'
import { totalCount, totalsByKind } from '../engine/totals.ts'
import { completeGig, getGig, getGigDetails, gigChangesOf, replaceGig } from './gig-writes.ts'
import {
  findActivePayment,
  findGigOfPayment,
  getPayment,
  insertPayment,
  isActivePayment,
  nextRefNumber,
  updatePayment,
} from './payment-writes.ts'

const { rowId: _n, transactionId: _transactionId, ...entryColumns } = getTableColumns(ledgerEntries)

/** Payments with the names that are shown of them. */
export const selectNamed = `
  SELECT ${listOf(getTableColumns(transactions), 'transactions')}, gigs.title AS "gigTitle",
    payer.full_name AS "payerName", payee.full_name AS "payeeName"
  FROM transactions JOIN gigs ON gigs.id = transactions.gig_id
    JOIN users AS payer ON payer.id = transactions.payer_id JOIN users AS payee ON payee.id = transactions.payee_id`

const findNamed = (queries: Queries, rest: string, values: readonly Value[]) =>
  queries.get<NamedTransaction>(`${selectNamed} WHERE ${rest}`, values)

const getNamed = async (tx: Queries, id: TransactionId): Promise<NamedTransaction> => {
  const transaction = await findNamed(tx, 'transactions.id = $1', [id])
  if (!transaction) throw new Error('A transaction that was just written is not there.')
  return transaction
}

/** Payer and payee always differ, so no payment is in both parts. */
const pageOf = (condition: string): string => `${selectNamed}
  WHERE transactions.id IN (SELECT id FROM (
    (SELECT id, created_at FROM transactions WHERE payer_id = $1 ${condition}
      ORDER BY created_at DESC, id DESC LIMIT $2::int + $3::int)
    UNION ALL
    (SELECT id, created_at FROM transactions WHERE payee_id = $1 ${condition}
      ORDER BY created_at DESC, id DESC LIMIT $2::int + $3::int)
    ORDER BY created_at DESC, id DESC LIMIT $2::int OFFSET $3::int) AS page)
  ORDER BY transactions.created_at DESC, transactions.id DESC`
const newest = pageOf('')
const newestOfStatus = pageOf('AND status = $4')

const lists = ['payments_as_payer', 'payments_as_payee'] as const

export const createTransactionStore = ({ reads, transact }: Connections): TransactionStore => ({
  begin: (write, gigId, refHour, decide) =>
    transact(
      write,
      async tx => {
        const { gig } = await getGigDetails(tx, gigId)
        const active = await findActivePayment(tx, gigId)
        const { payment, ...effects } = decide(gig, active, await nextRefNumber(tx, refHour))
        await insertPayment(tx, payment)
        return { result: await getNamed(tx, payment.transaction.id), ...effects }
      },
      // Payments of an hour wait for each other here, and not each on a connection.
      refHour,
    ),
  advance: (write, id, decide) =>
    transact(write, async tx => {
      const stored = await getGig(tx, await findGigOfPayment(tx, id))
      const { payment, gig, ...effects } = decide(await getPayment(tx, id), stored.gig)
      await updatePayment(tx, payment)
      await replaceGig(tx, stored, gig)
      const gigChanges = await gigChangesOf(stored, gig, () => completeGig(tx, gig))
      return { result: await getNamed(tx, id), gigChanges, ...effects }
    }),
  find: id => findNamed(reads, 'transactions.id = $1', [id]),
  findOfGig: async gigId =>
    (await findNamed(reads, `transactions.gig_id = $1 AND transactions.${isActivePayment}`, [gigId])) ??
    findNamed(
      reads,
      'transactions.gig_id = $1 ORDER BY transactions.created_at DESC, transactions.id DESC LIMIT 1',
      [gigId],
    ),
  listEntries: id =>
    reads.all<LedgerEntry>(
      `SELECT ${listOf(entryColumns)} FROM ledger_entries WHERE transaction_id = $1 ORDER BY n`,
      [id],
    ),
  listOf: async (userId, status, page) => {
    const [count, items] = await Promise.all([
      totalCount(reads, userId, status, ...lists),
      reads.all<NamedTransaction>(
        status === null ? newest : newestOfStatus,
        status === null ? [userId, page.limit, page.skip] : [userId, page.limit, page.skip, status],
      ),
    ])
    return toPage(items, count, page)
  },
  totalsOf: async userId => {
    const [asPayer, asPayee] = await Promise.all(lists.map(list => totalsByKind(reads, userId, list)))
    return toTransactionTotals(asPayer ?? [], asPayee ?? [])
  },
  listProcessing: () =>
    reads.all<Transaction>(
      `SELECT ${listOf(getTableColumns(transactions))} FROM transactions WHERE status = 'PROCESSING' ORDER BY created_at, id`,
    ),
})
