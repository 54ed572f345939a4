import type { CountedList, Total } from '../../totals.ts'
import type { Queries } from './queries.ts'

/** The owner of public lists. */
export const everybody = '00000000-0000-0000-0000-000000000000'

/** Triggers keep them. */
export const totalsByKind = (queries: Queries, owner: string, list: CountedList): Promise<Total[]> =>
  queries.all<Total>(
    `SELECT kind, sum(count)::float8 AS count, sum(amount)::float8 AS amount
    FROM list_totals WHERE owner = $1 AND list = $2 GROUP BY kind`,
    [owner, list],
  )

/** The sum of the lists; `kind` null is every kind. */
export const totalCount = async (
  queries: Queries,
  owner: string,
  kind: string | null,
  ...lists: readonly CountedList[]
): Promise<number> => {
  const row = await queries.get<{ count: number }>(
    `SELECT coalesce(sum(count), 0)::float8 AS count FROM list_totals
    WHERE owner = $1 AND list = ANY ($2::text[]) AND ($3::text IS NULL OR kind = $3)`,
    [owner, `{${lists.join(',')}}`, kind],
  )
  return row?.count ?? 0
}
