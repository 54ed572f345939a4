import type Database from 'better-sqlite3'
import { and, asc, count, desc, eq, getTableColumns, or, type SQL, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { alias } from 'drizzle-orm/sqlite-core'
import type {
  NamedTransaction,
  TransactionId,
  TransactionStatus,
  TransactionStore,
  TransactionTotals,
} from '../../domain/transactions/store.ts'
import { wholeSatang } from '../../lib/money.ts'
import { createGigsInAct } from './gigs-in-act.ts'
import type { Connections } from './open.ts'
import { createPaymentsInAct, isAlive } from './payments-in-act.ts'
import { named } from './statements.ts'
import { gigs, ledgerEntries, transactions, users } from './tables.ts'

const { n, transactionId: _transactionId, ...entryColumns } = getTableColumns(ledgerEntries)

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

export const createTransactionStore = ({ reader, inAct, write }: Connections): TransactionStore => {
  const reads = drizzle(reader)
  const gigsInAct = createGigsInAct(inAct)
  const payments = createPaymentsInAct(inAct)

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
    .orderBy(asc(n))
    .prepare()

  const newestWhere = (condition: SQL | undefined) => {
    const page = selectNamed(reader)
      .where(condition)
      .orderBy(desc(transactions.createdAt), desc(transactions.id))
      .limit(named('limit'))
      .offset(named('skip'))
      .prepare()
    const total = reads.select({ totalCount: count() }).from(transactions).where(condition).prepare()
    return (values: { skip: number; limit: number; userId: string; status?: string }) => ({
      items: page.all(values),
      totalCount: total.get(values)?.totalCount ?? 0,
    })
  }
  const isParty = or(eq(transactions.payerId, named('userId')), eq(transactions.payeeId, named('userId')))
  const newestOf = newestWhere(isParty)
  const newestOfStatus = newestWhere(and(isParty, eq(transactions.status, named('status'))))

  const sums = reader.prepare<{ userId: string }, SumRow>(`
    SELECT 'payer' AS role, status, count(*) AS rows, sum(amount_satang) AS satang
    FROM transactions WHERE payer_id = @userId GROUP BY status
    UNION ALL
    SELECT 'payee', status, count(*), sum(amount_satang - service_fee_satang)
    FROM transactions WHERE payee_id = @userId GROUP BY status`)

  const getNamedInAct = (id: TransactionId): NamedTransaction => {
    const transaction = findInAct.get({ id })
    if (!transaction) throw new Error('A transaction that was just written is not there.')
    return transaction
  }

  return {
    begin: (gigId, refHour, decide, once) =>
      write(() => {
        const { gig } = gigsInAct.get(gigId)
        const step = decide(gig, payments.findAlive(gigId), payments.nextRefNumber(refHour))
        payments.enter(step)
        return getNamedInAct(step.transaction.id)
      }, once),
    advance: (id, decide) =>
      write(() => {
        const transaction = payments.get(id)
        const found = gigsInAct.get(transaction.gigId)
        const { payment, gig } = decide(transaction, found.gig)
        payments.advance(payment)
        gigsInAct.replace(found, gig)
        return getNamedInAct(id)
      }),
    find: async id => find.get({ id }) ?? null,
    findOfGig: async gigId => findOfGig.get({ gigId }) ?? null,
    listEntries: async id => listEntries.all({ id }),
    listOf: async (userId, status, page) =>
      status === null ? newestOf({ ...page, userId }) : newestOfStatus({ ...page, userId, status }),
    totalsOf: async userId => totalsFrom(sums.all({ userId })),
    listProcessing: async () => listProcessing.all(),
  }
}

interface SumRow {
  role: 'payer' | 'payee'
  status: TransactionStatus
  rows: number
  satang: number
}

const totalsFrom = (rows: SumRow[]): TransactionTotals => {
  const sum = (of: 'rows' | 'satang', counts: (row: SumRow) => boolean) =>
    rows.filter(counts).reduce((total, row) => total + row[of], 0)
  return {
    paidSatang: wholeSatang(sum('satang', row => row.role === 'payer' && row.status === 'COMPLETED')),
    receivedSatang: wholeSatang(sum('satang', row => row.role === 'payee' && row.status === 'COMPLETED')),
    totalCount: sum('rows', () => true),
    pendingCount: sum('rows', row => row.status === 'PENDING'),
    completedCount: sum('rows', row => row.status === 'COMPLETED'),
  }
}
