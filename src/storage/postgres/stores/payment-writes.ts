import { getTableColumns } from 'drizzle-orm'
import type { GigId, TransactionId } from '../../../domain/ids.ts'
import { transactionNotFound } from '../../../domain/not-found.ts'
import type { PaymentStep, Transaction } from '../../../domain/transactions/transaction.ts'
import { ledgerEntries, transactions } from '../../tables.ts'
import { listOf, prepareInsert, prepareUpdate } from '../engine/columns.ts'
import type { Queries } from '../engine/queries.ts'

const { rowId: _n, ...entryColumns } = getTableColumns(ledgerEntries)
const columns = getTableColumns(transactions)
const { status, releaseReason, completedAt } = columns

const list = listOf(columns)

/** In the words of the index `transactions_active`. */
export const isActivePayment = "status IN ('PROCESSING', 'PENDING', 'COMPLETED')"

const insertRow = prepareInsert('transactions', columns)
const updateRow = prepareUpdate('transactions', { status, releaseReason, completedAt })
const insertEntry = prepareInsert('ledger_entries', entryColumns)

/** Takes no lock. @throws AppError RESOURCE_NOT_FOUND */
export const findGigOfPayment = async (tx: Queries, id: TransactionId): Promise<GigId> => {
  const row = await tx.get<{ gigId: GigId }>('SELECT gig_id AS "gigId" FROM transactions WHERE id = $1', [id])
  if (!row) throw transactionNotFound()
  return row.gigId
}

/** @throws AppError RESOURCE_NOT_FOUND */
export const getPayment = async (tx: Queries, id: TransactionId): Promise<Transaction> => {
  const payment = await tx.get<Transaction>(`SELECT ${list} FROM transactions WHERE id = $1 FOR UPDATE`, [id])
  if (!payment) throw transactionNotFound()
  return payment
}

/** There is at most one. */
export const findActivePayment = (tx: Queries, gigId: GigId): Promise<Transaction | null> =>
  tx.get<Transaction>(
    `SELECT ${list} FROM transactions WHERE gig_id = $1 AND ${isActivePayment} FOR UPDATE`,
    [gigId],
  )

/** Other payments of the hour wait until this one is committed. */
export const nextRefNumber = async (tx: Queries, refHour: string): Promise<number> => {
  await tx.get('SELECT pg_advisory_xact_lock(hashtextextended($1, 1))', [refHour])
  const row = await tx.get<{ next: number }>(
    'SELECT coalesce(max(ref_number), 0)::float8 + 1 AS next FROM transactions WHERE ref_hour = $1',
    [refHour],
  )
  return row?.next ?? 1
}

const post = async (tx: Queries, { transaction, entries }: PaymentStep): Promise<void> => {
  for (const entry of entries) await insertEntry(tx, { ...entry, transactionId: transaction.id })
}

export const insertPayment = async (tx: Queries, step: PaymentStep): Promise<void> => {
  await insertRow(tx, step.transaction)
  await post(tx, step)
}

export const updatePayment = async (tx: Queries, step: PaymentStep): Promise<void> => {
  await updateRow(tx, step.transaction)
  await post(tx, step)
}
