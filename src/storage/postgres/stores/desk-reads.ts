import { getTableColumns } from 'drizzle-orm'
import type { DeskReads, ListedGig, PostedEntry } from '../../../domain/operators/reads.ts'
import type { NamedTransaction } from '../../../domain/transactions/transaction.ts'
import { ledgerEntries } from '../../tables.ts'
import { batchSize, readInBatches } from '../engine/batches.ts'
import { listOf } from '../engine/columns.ts'
import type { Connections } from '../engine/connections.ts'
import { selectNamed } from './transactions.ts'

const oldestFirst = 'ORDER BY transactions.created_at, transactions.id'

/** `n` is there for the order of the next batch. */
const posted = `
  SELECT ${listOf(getTableColumns(ledgerEntries), 'ledger_entries')}, transactions.gig_id AS "gigId",
    transactions.ref_hour AS "refHour", transactions.ref_number AS "refNumber"
  FROM ledger_entries JOIN transactions ON transactions.id = ledger_entries.transaction_id
  WHERE posted_at >= $1 AND posted_at < $2 AND (posted_at, ledger_entries.n) > ($3, $4::bigint)
  ORDER BY posted_at, ledger_entries.n LIMIT ${batchSize}`

const newestGigs = `
  SELECT gigs.id, gigs.title, gigs.status, gigs.budget_satang AS "budgetSatang", gigs.seeker_id AS "seekerId",
    seeker.full_name AS "seekerName", gigs.helper_id AS "helperId", helper.full_name AS "helperName",
    gigs.is_hidden AS "isHidden", gigs.created_at AS "createdAt"
  FROM gigs JOIN users AS seeker ON seeker.id = gigs.seeker_id LEFT JOIN users AS helper ON helper.id = gigs.helper_id
  ORDER BY gigs.n DESC LIMIT $1 OFFSET $2`

export const createDeskReads = ({ reads }: Pick<Connections, 'reads'>): DeskReads => ({
  listUnfinished: (status, before, limit) =>
    reads.all<NamedTransaction>(
      `${selectNamed} WHERE transactions.status = '${status}' AND transactions.created_at < $1 ${oldestFirst} LIMIT $2`,
      [before, limit],
    ),
  listPaymentsOf: gigId =>
    reads.all<NamedTransaction>(`${selectNamed} WHERE transactions.gig_id = $1 ${oldestFirst}`, [gigId]),
  findPayment: (refHour, refNumber) =>
    reads.get<NamedTransaction>(`${selectNamed} WHERE ref_hour = $1 AND ref_number = $2`, [
      refHour,
      refNumber,
    ]),
  listPosted: async (from, until) => {
    const rows = await readInBatches(
      { postedAt: '', rowId: 0 },
      ({ postedAt, rowId }) =>
        reads.all<PostedEntry & { rowId: number }>(posted, [from, until, postedAt, rowId]),
      row => row,
    )
    return rows.map(({ rowId: _rowId, ...entry }) => entry)
  },
  listNewestGigs: (skip, limit) => reads.all<ListedGig>(newestGigs, [limit, skip]),
})
