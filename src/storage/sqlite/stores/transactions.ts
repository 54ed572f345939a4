import type Database from 'better-sqlite3'
import { and, asc, desc, eq, getTableColumns, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { alias } from 'drizzle-orm/sqlite-core'
import type { TransactionId } from '../../../domain/ids.ts'
import type { TransactionStore } from '../../../domain/transactions/store.ts'
import type { NamedTransaction } from '../../../domain/transactions/transaction.ts'
import { readPage } from '../../../lib/page.ts'
import { gigs, ledgerEntries, transactions, users } from '../../tables.ts'
import { toTransactionTotals } from '../../totals.ts'
import type { Connections } from '../engine/connections.ts'
import { lazily } from '../engine/lazily.ts'
import { named, pageOfKeys } from '../engine/statements.ts'
import { createTotals } from '../engine/totals.ts'
import { createGigWrites, gigChangesOf } from './gig-writes.ts'
import { createPaymentWrites, isActivePayment } from './payment-writes.ts'

const { rowId, transactionId: _transactionId, ...entryColumns } = getTableColumns(ledgerEntries)

export const selectNamed = (db: Database.Database) => {
  const payer = alias(users, 'payer')
  const payee = alias(users, 'payee')
  return drizzle(db)
    .select({
      ...getTableColumns(transactions),
      gigTitle: gigs.title,
      payerName: payer.fullName,
      payeeName: payee.fullName,
    })
    .from(transactions)
    .innerJoin(gigs, eq(gigs.id, transactions.gigId))
    .innerJoin(payer, eq(payer.id, transactions.payerId))
    .innerJoin(payee, eq(payee.id, transactions.payeeId))
}

/** Payer and payee always differ, so no payment is in both parts. */
const newestIdsWhere = (condition: SQL) => {
  const parts = ['payer_id', 'payee_id'].map(
    side => sql`SELECT id, created_at FROM transactions
      WHERE ${sql.raw(side)} = ${named('userId')} AND ${condition}`,
  )
  return pageOfKeys(parts, 'id', 'created_at DESC, id DESC')
}

export const createTransactionStore = ({
  readConnection,
  writeConnection,
  transact,
}: Connections): TransactionStore => {
  const readDb = drizzle(readConnection)
  const gigWrites = lazily(() => createGigWrites(writeConnection))
  const paymentWrites = lazily(() => createPaymentWrites(writeConnection))
  const totals = createTotals(readConnection)

  const hasId = eq(transactions.id, named('id'))
  const find = selectNamed(readConnection).where(hasId).prepare()
  const findForWrite = selectNamed(writeConnection).where(hasId).prepare()
  const isOfGig = eq(transactions.gigId, named('gigId'))
  const newestFirst = [desc(transactions.createdAt), desc(transactions.id)]
  const findActiveOfGig = selectNamed(readConnection).where(and(isOfGig, isActivePayment)).prepare()
  const findNewestOfGig = selectNamed(readConnection)
    .where(isOfGig)
    .orderBy(...newestFirst)
    .limit(1)
    .prepare()
  const listProcessing = readDb
    .select()
    .from(transactions)
    .where(eq(transactions.status, sql`'PROCESSING'`))
    .orderBy(asc(transactions.createdAt), asc(transactions.id))
    .prepare()
  const listEntries = readDb
    .select(entryColumns)
    .from(ledgerEntries)
    .where(eq(ledgerEntries.transactionId, named('id')))
    .orderBy(asc(rowId))
    .prepare()

  const newestWhere = (condition: SQL) =>
    selectNamed(readConnection)
      .where(sql`${transactions.id} IN (${newestIdsWhere(condition)})`)
      .orderBy(...newestFirst)
      .prepare()
  const newestOf = newestWhere(sql`true`)
  const newestOfStatus = newestWhere(sql`status = ${named('status')}`)
  const getNamed = (id: TransactionId): NamedTransaction => {
    const transaction = findForWrite.get({ id })
    if (!transaction) throw new Error('A transaction that was just written is not there.')
    return transaction
  }

  return {
    begin: (write, gigId, refHour, decide) =>
      transact(write, () => {
        const { gig } = gigWrites.getDetails(gigId)
        const active = paymentWrites.findActive(gigId)
        const { payment, ...effects } = decide(gig, active, paymentWrites.nextRefNumber(refHour))
        paymentWrites.insert(payment)
        return { result: getNamed(payment.transaction.id), ...effects }
      }),
    advance: (write, id, decide) =>
      transact(write, () => {
        const transaction = paymentWrites.get(id)
        const stored = gigWrites.get(transaction.gigId)
        const { payment, gig, ...effects } = decide(transaction, stored.gig)
        paymentWrites.update(payment)
        gigWrites.replace(stored, gig)
        const gigChanges = gigChangesOf(stored, gig, () => gigWrites.complete(gig))
        return { result: getNamed(id), gigChanges, ...effects }
      }),
    find: async id => find.get({ id }) ?? null,
    findOfGig: async gigId => findActiveOfGig.get({ gigId }) ?? findNewestOfGig.get({ gigId }) ?? null,
    listEntries: async id => listEntries.all({ id }),
    listOf: async (userId, status, page) =>
      readPage(page, totals.count(userId, status, 'payments_as_payer', 'payments_as_payee'), () =>
        (status === null ? newestOf : newestOfStatus).all({ ...page, userId, status }),
      ),
    totalsOf: async userId =>
      toTransactionTotals(
        totals.byKind(userId, 'payments_as_payer'),
        totals.byKind(userId, 'payments_as_payee'),
      ),
    listProcessing: async () => listProcessing.all(),
  }
}
