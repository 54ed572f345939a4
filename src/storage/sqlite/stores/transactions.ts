import type Database from 'better-sqlite3'
import { asc, desc, eq, getTableColumns, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { alias } from 'drizzle-orm/sqlite-core'
import type { TransactionId } from '../../../domain/ids.ts'
import type { TransactionStore } from '../../../domain/transactions/store.ts'
import type {
  NamedTransaction,
  TransactionStatus,
  TransactionTotals,
} from '../../../domain/transactions/transaction.ts'
import { wholeSatang } from '../../../lib/money.ts'
import { toPage } from '../../../lib/page.ts'
import type { Connections } from '../engine/connections.ts'
import { named } from '../engine/statements.ts'
import { gigs, ledgerEntries, transactions, users } from '../engine/tables.ts'
import { createGigWrites, gigChangesOf } from './gig-writes.ts'
import { createPaymentWrites, isActivePayment } from './payment-writes.ts'

const { rowId, transactionId: _transactionId, ...entryColumns } = getTableColumns(ledgerEntries)

const selectNamed = (db: Database.Database) => {
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

/**
 * The ids of a page. Payer and payee always differ, so the two halves are disjoint; each is in the order of its
 * index, and SQLite merges them without sorting.
 */
const newestIdsOf = sql`
  SELECT id FROM (
    SELECT id, created_at FROM transactions
    WHERE payer_id = ${named('userId')} AND status = coalesce(${named('status')}, status)
    UNION ALL
    SELECT id, created_at FROM transactions
    WHERE payee_id = ${named('userId')} AND status = coalesce(${named('status')}, status)
    ORDER BY created_at DESC, id DESC LIMIT ${named('limit')} OFFSET ${named('skip')}
  )`

/** The totals of one person as payer or as payee, from an index alone. */
export const sumStatementFor = (role: 'payer' | 'payee'): string => `
  SELECT count(*) AS total, count(*) FILTER (WHERE status = 'PENDING') AS pending,
    count(*) FILTER (WHERE status = 'COMPLETED') AS completed,
    coalesce(sum(${role === 'payer' ? 'amount_satang' : 'amount_satang - service_fee_satang'})
      FILTER (WHERE status = 'COMPLETED'), 0) AS completedSatang
  FROM transactions WHERE ${role}_id = @userId AND status = coalesce(@status, status)`

interface SumQuery {
  userId: string
  /** null: every status. */
  status: TransactionStatus | null
}

interface Sums {
  total: number
  pending: number
  completed: number
  completedSatang: number
}

export const createTransactionStore = ({
  readConnection,
  writeConnection,
  transact,
}: Connections): TransactionStore => {
  const readDb = drizzle(readConnection)
  const gigWrites = createGigWrites(writeConnection)
  const paymentWrites = createPaymentWrites(writeConnection)

  const hasId = eq(transactions.id, named('id'))
  const find = selectNamed(readConnection).where(hasId).prepare()
  const findForWrite = selectNamed(writeConnection).where(hasId).prepare()
  const findOfGig = selectNamed(readConnection)
    .where(eq(transactions.gigId, named('gigId')))
    .orderBy(desc(isActivePayment), desc(transactions.createdAt), desc(transactions.id))
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

  const listOf = selectNamed(readConnection)
    .where(sql`${transactions.id} IN (${newestIdsOf})`)
    .orderBy(desc(transactions.createdAt), desc(transactions.id))
    .prepare()
  const sumsAsPayer = readConnection.prepare<SumQuery, Sums>(sumStatementFor('payer'))
  const sumsAsPayee = readConnection.prepare<SumQuery, Sums>(sumStatementFor('payee'))
  const totalsOf = (query: SumQuery): TransactionTotals => {
    const payer = sumsAsPayer.get(query)
    const payee = sumsAsPayee.get(query)
    if (!payer || !payee) throw new Error('A sum has exactly one row.')
    return {
      paidSatang: wholeSatang(payer.completedSatang),
      receivedSatang: wholeSatang(payee.completedSatang),
      totalCount: payer.total + payee.total,
      pendingCount: payer.pending + payee.pending,
      completedCount: payer.completed + payee.completed,
    }
  }

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
    findOfGig: async gigId => findOfGig.get({ gigId }) ?? null,
    listEntries: async id => listEntries.all({ id }),
    listOf: async (userId, status, page) =>
      toPage(listOf.all({ ...page, userId, status }), totalsOf({ userId, status }).totalCount, page),
    totalsOf: async userId => totalsOf({ userId, status: null }),
    listProcessing: async () => listProcessing.all(),
  }
}
