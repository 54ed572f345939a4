import type Database from 'better-sqlite3'
import { and, eq, getTableColumns, max, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { GigId, TransactionId } from '../../../domain/ids.ts'
import { transactionNotFound } from '../../../domain/not-found.ts'
import type { PaymentStep, Transaction } from '../../../domain/transactions/transaction.ts'
import { ledgerEntries, transactions } from '../../tables.ts'
import { named, parametersFor } from '../engine/statements.ts'

const { rowId: _n, ...entryColumns } = getTableColumns(ledgerEntries)
const { status, releaseReason, completedAt } = getTableColumns(transactions)

/** SQLite uses the index `transactions_active` only for exactly its WHERE clause. */
export const isActivePayment = sql`${transactions.status} IN ('PROCESSING', 'PENDING', 'COMPLETED')`

export interface PaymentWrites {
  /** @throws AppError RESOURCE_NOT_FOUND */
  get(id: TransactionId): Transaction
  findActive(gigId: GigId): Transaction | null
  nextRefNumber(refHour: string): number
  insert(step: PaymentStep): void
  update(step: PaymentStep): void
}

export const createPaymentWrites = (writeConnection: Database.Database): PaymentWrites => {
  const writeDb = drizzle(writeConnection)
  const find = writeDb
    .select()
    .from(transactions)
    .where(eq(transactions.id, named('id')))
    .prepare()
  const findActive = writeDb
    .select()
    .from(transactions)
    .where(and(eq(transactions.gigId, named('gigId')), isActivePayment))
    .prepare()
  const lastRefNumber = writeDb
    .select({ refNumber: max(transactions.refNumber) })
    .from(transactions)
    .where(eq(transactions.refHour, named('refHour')))
    .prepare()
  const insertRow = writeDb
    .insert(transactions)
    .values(parametersFor(getTableColumns(transactions)))
    .prepare()
  const updateRow = writeDb
    .update(transactions)
    .set(parametersFor({ status, releaseReason, completedAt }))
    .where(eq(transactions.id, named('id')))
    .prepare()
  const insertEntry = writeDb.insert(ledgerEntries).values(parametersFor(entryColumns)).prepare()

  const post = ({ transaction, entries }: PaymentStep) => {
    for (const entry of entries) insertEntry.run({ ...entry, transactionId: transaction.id })
  }

  return {
    get: id => {
      const transaction = find.get({ id })
      if (!transaction) throw transactionNotFound()
      return transaction
    },
    findActive: gigId => findActive.get({ gigId }) ?? null,
    nextRefNumber: refHour => (lastRefNumber.get({ refHour })?.refNumber ?? 0) + 1,
    insert: step => {
      insertRow.run({ ...step.transaction })
      post(step)
    },
    update: step => {
      updateRow.run({ ...step.transaction })
      post(step)
    },
  }
}
