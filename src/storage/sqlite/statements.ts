import { type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'

/** A named parameter for comparisons. */
export const named = (name: string) => sql.placeholder(name)

/**
 * A named parameter for each column, by the column's name in TypeScript, written the way the column wants it (JSON as
 * text, flags as 0 and 1). For statements that are prepared once and run with a whole thing.
 */
export const parametersFor = <Columns extends Record<string, SQLiteColumn>>(columns: Columns) =>
  Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, sql`${sql.param(sql.placeholder(name), column)}`]),
  ) as { [Name in keyof Columns]: SQL } // fromEntries forgets the names
