import type Database from 'better-sqlite3'
import { and, eq, getTableColumns, max, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { GigId, TransactionId } from '../../../domain/ids'
import type { PaymentStep, Transaction } from '../../../domain/transactions/transaction'
import { AppError } from '../../../errors'
import { named, parametersFor } from '../engine/statements'
import { ledgerEntries, transactions } from '../engine/tables'

const { rowId: _n, ...entryColumns } = getTableColumns(ledgerEntries)
const { status, releaseReason, completedAt } = getTableColumns(transactions)

/** Under way or completed. In the very words of the index `transactions_active`, or SQLite would not use it. */
export const isAlive = sql`${transactions.status} IN ('PROCESSING', 'PENDING', 'COMPLETED')`

/** Reads and writes transactions, with their entries in the ledger, inside an act of the writer. */
export interface PaymentsInAct {
  /** @throws AppError RESOURCE_NOT_FOUND */
  get(id: TransactionId): Transaction
  /** The transaction of a gig that is under way or completed; there is at most one. */
  findAlive(gigId: GigId): Transaction | null
  /** The next number that is free within an hour. */
  nextRefNumber(refHour: string): number
  enter(step: PaymentStep): void
  advance(step: PaymentStep): void
}

export const createPaymentsInAct = (inAct: Database.Database): PaymentsInAct => {
  const acts = drizzle(inAct)
  const find = acts
    .select()
    .from(transactions)
    .where(eq(transactions.id, named('id')))
    .prepare()
  const findAlive = acts
    .select()
    .from(transactions)
    .where(and(eq(transactions.gigId, named('gigId')), isAlive))
    .prepare()
  const lastRefNumber = acts
    .select({ refNumber: max(transactions.refNumber) })
    .from(transactions)
    .where(eq(transactions.refHour, named('refHour')))
    .prepare()
  const insert = acts
    .insert(transactions)
    .values(parametersFor(getTableColumns(transactions)))
    .prepare()
  const update = acts
    .update(transactions)
    .set(parametersFor({ status, releaseReason, completedAt }))
    .where(eq(transactions.id, named('id')))
    .prepare()
  const insertEntry = acts.insert(ledgerEntries).values(parametersFor(entryColumns)).prepare()

  const post = ({ transaction, entries }: PaymentStep) => {
    for (const entry of entries) insertEntry.run({ ...entry, transactionId: transaction.id })
  }

  return {
    get: id => {
      const transaction = find.get({ id })
      if (!transaction) throw new AppError('RESOURCE_NOT_FOUND', 'There is no transaction with this id.')
      return transaction
    },
    findAlive: gigId => findAlive.get({ gigId }) ?? null,
    nextRefNumber: refHour => (lastRefNumber.get({ refHour })?.refNumber ?? 0) + 1,
    enter: step => {
      insert.run({ ...step.transaction })
      post(step)
    },
    advance: step => {
      update.run({ ...step.transaction })
      post(step)
    },
  }
}
