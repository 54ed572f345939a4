import type Database from 'better-sqlite3'
import { asc, desc, eq, getTableColumns, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { alias } from 'drizzle-orm/sqlite-core'
import type { TransactionId } from '../../../domain/ids'
import type { TransactionStore } from '../../../domain/transactions/store'
import type {
  NamedTransaction,
  TransactionStatus,
  TransactionTotals,
} from '../../../domain/transactions/transaction'
import { wholeSatang } from '../../../lib/money'
import type { Connections } from '../engine/connections'
import { named } from '../engine/statements'
import { gigs, ledgerEntries, transactions, users } from '../engine/tables'
import { createGigsInAct } from './gig-writes'
import { createNotificationsInAct } from './notifications'
import { createPaymentsInAct, isAlive } from './payment-writes'

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
 * The ids of a page. Nobody pays themselves, so the two halves have nothing in common; each is in the order of its
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

export const createTransactionStore = ({ reader, inAct, write }: Connections): TransactionStore => {
  const reads = drizzle(reader)
  const gigsInAct = createGigsInAct(inAct)
  const payments = createPaymentsInAct(inAct)
  const notificationsInAct = createNotificationsInAct(inAct)

  const hasId = eq(transactions.id, named('id'))
  const find = selectNamed(reader).where(hasId).prepare()
  const findInAct = selectNamed(inAct).where(hasId).prepare()
  const findOfGig = selectNamed(reader)
    .where(eq(transactions.gigId, named('gigId')))
    .orderBy(desc(isAlive), desc(transactions.createdAt), desc(transactions.id))
    .limit(1)
    .prepare()
  const listProcessing = reads
    .select()
    .from(transactions)
    .where(eq(transactions.status, sql`'PROCESSING'`))
    .orderBy(asc(transactions.id))
    .prepare()
  const listEntries = reads
    .select(entryColumns)
    .from(ledgerEntries)
    .where(eq(ledgerEntries.transactionId, named('id')))
    .orderBy(asc(rowId))
    .prepare()

  const listOf = selectNamed(reader)
    .where(sql`${transactions.id} IN (${newestIdsOf})`)
    .orderBy(desc(transactions.createdAt), desc(transactions.id))
    .prepare()
  const sumsAsPayer = reader.prepare<SumQuery, Sums>(sumStatementFor('payer'))
  const sumsAsPayee = reader.prepare<SumQuery, Sums>(sumStatementFor('payee'))
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

  const getNamedInAct = (id: TransactionId): NamedTransaction => {
    const transaction = findInAct.get({ id })
    if (!transaction) throw new Error('A transaction that was just written is not there.')
    return transaction
  }

  return {
    begin: (gigId, refHour, decide, once) =>
      write(() => {
        const { gig } = gigsInAct.get(gigId)
        const begun = decide(gig, payments.findAlive(gigId), payments.nextRefNumber(refHour))
        payments.enter(begun.payment)
        notificationsInAct.add(begun.notifications)
        return getNamedInAct(begun.payment.transaction.id)
      }, once),
    advance: (id, decide) =>
      write(() => {
        const transaction = payments.get(id)
        const found = gigsInAct.get(transaction.gigId)
        const { payment, gig, notifications } = decide(transaction, found.gig)
        payments.advance(payment)
        notificationsInAct.add(notifications)
        gigsInAct.replace(found, gig)
        return getNamedInAct(id)
      }),
    find: async id => find.get({ id }) ?? null,
    findOfGig: async gigId => findOfGig.get({ gigId }) ?? null,
    listEntries: async id => listEntries.all({ id }),
    listOf: async (userId, status, page) => ({
      items: listOf.all({ ...page, userId, status }),
      totalCount: totalsOf({ userId, status }).totalCount,
    }),
    totalsOf: async userId => totalsOf({ userId, status: null }),
    listProcessing: async () => listProcessing.all(),
  }
}
