import type Database from 'better-sqlite3'
import type { CountedList, Total } from '../../totals.ts'

/** The owner of public lists. */
export const everybody = ''

export const createTotals = (connection: Database.Database) => {
  const all = connection.prepare<[string, CountedList], Total>(
    'SELECT kind, count, amount FROM list_totals WHERE owner = ? AND list = ?',
  )
  const one = connection
    .prepare<[string, CountedList, string], number>(
      'SELECT count FROM list_totals WHERE owner = ? AND list = ? AND kind = ?',
    )
    .pluck()
  const byKind = (owner: string, list: CountedList): Total[] => all.all(owner, list)
  const countOf = (owner: string, list: CountedList, kind: string | null): number =>
    kind === null
      ? byKind(owner, list).reduce((sum, { count }) => sum + count, 0)
      : (one.get(owner, list, kind) ?? 0)
  return {
    byKind,
    count: (owner: string, kind: string | null, ...lists: readonly CountedList[]): number =>
      lists.reduce((sum, list) => sum + countOf(owner, list, kind), 0),
  }
}

/** SQLite makes a FULL JOIN of two such tables by comparing each row with every other. */
export const countWrongTotals = `
  SELECT count(*) FROM (
    SELECT owner FROM (
      SELECT owner, list, kind, count, amount FROM list_totals
      UNION ALL
      SELECT owner, list, kind, -count, -amount FROM recounted_list_totals
    ) GROUP BY owner, list, kind HAVING sum(count) <> 0 OR coalesce(sum(amount), 0) <> 0
  )`

export const recountTotals = (db: Database.Database): void => {
  db.transaction(() => {
    db.exec('DELETE FROM list_totals')
    db.exec('INSERT INTO list_totals SELECT * FROM recounted_list_totals')
  })()
}
