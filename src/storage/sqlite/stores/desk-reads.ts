import { and, asc, eq, getTableColumns, gte, lt, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { DeskReads, ListedGig } from '../../../domain/operators/reads.ts'
import { gigs, ledgerEntries, transactions } from '../../tables.ts'
import type { Connections } from '../engine/connections.ts'
import { batchSize, named, readInBatches } from '../engine/statements.ts'
import { selectNamed } from './transactions.ts'

const { rowId, ...entryColumns } = getTableColumns(ledgerEntries)
const { refHour, refNumber, gigId } = getTableColumns(transactions)

export const createDeskReads = ({ readConnection }: Pick<Connections, 'readConnection'>): DeskReads => {
  const oldestFirst = [asc(transactions.createdAt), asc(transactions.id)]
  /** In the very words of the partial index of the status, or SQLite would not use it. */
  const unfinished = (isOfStatus: ReturnType<typeof sql>) =>
    selectNamed(readConnection)
      .where(and(isOfStatus, lt(transactions.createdAt, named('before'))))
      .orderBy(...oldestFirst)
      .limit(named('limit'))
      .prepare()
  const ofStatus = {
    PENDING: unfinished(sql`${transactions.status} = 'PENDING'`),
    PROCESSING: unfinished(sql`${transactions.status} = 'PROCESSING'`),
  }
  const paymentsOf = selectNamed(readConnection)
    .where(eq(transactions.gigId, named('gigId')))
    .orderBy(...oldestFirst)
    .prepare()
  const findPayment = selectNamed(readConnection)
    .where(and(eq(refHour, named('refHour')), eq(refNumber, named('refNumber'))))
    .prepare()
  const posted = drizzle(readConnection)
    .select({ rowId, ...entryColumns, gigId, refHour, refNumber })
    .from(ledgerEntries)
    .innerJoin(transactions, eq(transactions.id, ledgerEntries.transactionId))
    .where(
      and(
        gte(ledgerEntries.postedAt, named('from')),
        lt(ledgerEntries.postedAt, named('until')),
        sql`(${ledgerEntries.postedAt}, ${rowId}) > (${named('postedAt')}, ${named('after')})`,
      ),
    )
    .orderBy(asc(ledgerEntries.postedAt), asc(rowId))
    .limit(batchSize)
    .prepare()
  const newestGigs = readConnection.prepare<{ skip: number; limit: number }, ListedGig & { hidden: 0 | 1 }>(`
    SELECT gigs.id, gigs.title, gigs.status, gigs.budget_satang AS budgetSatang, gigs.seeker_id AS seekerId,
      seeker.full_name AS seekerName, gigs.helper_id AS helperId, helper.full_name AS helperName,
      gigs.is_hidden AS hidden, gigs.created_at AS createdAt
    FROM gigs JOIN users AS seeker ON seeker.id = gigs.seeker_id LEFT JOIN users AS helper ON helper.id = gigs.helper_id
    ORDER BY gigs.${gigs.rowId.name} DESC LIMIT @limit OFFSET @skip`)

  return {
    listUnfinished: async (status, before, limit) => ofStatus[status].all({ before, limit }),
    listPaymentsOf: async id => paymentsOf.all({ gigId: id }),
    findPayment: async (hour, number) => findPayment.get({ refHour: hour, refNumber: number }) ?? null,
    listPosted: async (from, until) => {
      const rows = await readInBatches(
        { postedAt: '', after: 0 },
        key => posted.all({ from, until, ...key }),
        row => ({ postedAt: row.postedAt, after: row.rowId }),
      )
      return rows.map(({ rowId: _rowId, ...entry }) => entry)
    },
    listNewestGigs: async (skip, limit) =>
      newestGigs.all({ skip, limit }).map(({ hidden, ...gig }) => ({ ...gig, isHidden: hidden === 1 })),
  }
}
