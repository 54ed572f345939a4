import type { UploadedFile } from '../../../domain/uploads/file.ts'
import { filenameOf } from '../../../domain/uploads/rules.ts'
import { movedTables } from '../../move/tables.ts'
import type { NamedFile } from '../../named-file.ts'
import { type RowCheck, sentenceOf, sharedRowChecks } from '../../row-checks.ts'
import { schemaVersion } from '../migrations/migrate.ts'
import type { Queries } from './queries.ts'

export interface Findings {
  schema: number
  /** Rows by table. */
  tables: Record<string, number>
  files: NamedFile[]
  /** A sentence for each problem. */
  problems: string[]
}

interface CountCheck {
  /** The number of wrong rows. */
  count: string
  problem: (count: number) => string
}

const countChecks: readonly CountCheck[] = [
  {
    count:
      'SELECT count(*) FROM (SELECT 1 FROM ledger_entries GROUP BY transaction_id, step HAVING sum(amount_satang) <> 0) AS steps',
    problem: count => `${count} steps of the ledger do not sum to zero.`,
  },
  {
    count: `SELECT count(*) FROM (SELECT scope, key, named FROM idempotency_records
        CROSS JOIN LATERAL people_in_response(scope, body) AS named
      EXCEPT SELECT scope, key, user_id FROM idempotency_people) AS missing`,
    problem: count => `${count} people are not known whom stored responses name.`,
  },
  {
    count: `SELECT count(*) FROM (SELECT owner, list, kind, sum(count) AS count, sum(amount) AS amount FROM list_totals
        GROUP BY owner, list, kind) AS kept
      FULL JOIN recounted_list_totals AS recounted USING (owner, list, kind)
      WHERE coalesce(kept.count, 0) <> coalesce(recounted.count, 0)
        OR coalesce(kept.amount, 0) <> coalesce(recounted.amount, 0)`,
    problem: count => `${count} totals of lists are wrong.`,
  },
  {
    count: `SELECT count(*) FROM (SELECT level, cell_row, cell_column, status, sum(gig_count) AS gig_count,
          sum(north_sum) AS north_sum, sum(east_sum) AS east_sum FROM gig_counts
        GROUP BY level, cell_row, cell_column, status) AS kept
      FULL JOIN recounted_gig_counts AS recounted USING (level, cell_row, cell_column, status)
      WHERE coalesce(kept.gig_count, 0) <> coalesce(recounted.gig_count, 0)
        OR coalesce(kept.north_sum, 0) <> coalesce(recounted.north_sum, 0)
        OR coalesce(kept.east_sum, 0) <> coalesce(recounted.east_sum, 0)`,
    problem: count => `${count} cells of the map's index have other gigs than they should.`,
  },
  {
    count: `SELECT count(*) FROM (SELECT id AS user_id, is_available FROM users
        WHERE latitude IS NOT NULL AND disabled_at IS NULL) AS placed
      FULL JOIN user_places USING (user_id)
      WHERE placed.is_available IS DISTINCT FROM user_places.is_available`,
    problem: count => `The map's index and the places of people differ by ${count}.`,
  },
]

/** The pictures that the rows of `files` name. */
export const filesNamedBy = async (tx: Queries): Promise<NamedFile[]> => {
  const rows = await tx.all<Pick<UploadedFile, 'id' | 'contentType' | 'sha256'> & { bytes: number }>(
    'SELECT id, content_type AS "contentType", file_size::float8 AS bytes, sha256 FROM files ORDER BY id',
  )
  return rows.map(({ contentType, ...row }) => ({ ...row, name: filenameOf({ id: row.id, contentType }) }))
}

/** Runs every check that needs the database only. @param tx a transaction that sees one moment */
export const verifyRows = async (tx: Queries): Promise<Findings> => {
  const problems: string[] = []
  for (const check of countChecks) {
    const found = await tx.get<{ count: number }>(`SELECT (${check.count})::float8 AS count`)
    if (found && found.count > 0) problems.push(check.problem(found.count))
  }
  for (const { problem, ids } of sharedRowChecks) {
    const found = await wrongRows(tx, ids)
    if (found.length > 0) problems.push(sentenceOf(problem, found))
  }
  const tables: Record<string, number> = {}
  for (const { name } of movedTables) {
    const row = await tx.get<{ count: number }>(`SELECT count(*)::float8 AS count FROM ${name}`)
    tables[name] = row?.count ?? 0
  }
  return { schema: schemaVersion, tables, files: await filesNamedBy(tx), problems }
}

const wrongRows = async (tx: Queries, ids: RowCheck['ids']): Promise<string[]> =>
  (await tx.all<Record<string, string>>(ids)).flatMap(row => Object.values(row))
