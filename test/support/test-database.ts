import { join } from 'node:path'
import Database from 'better-sqlite3'
import { SQL } from 'bun'
import type { Config } from '../../src/config.ts'
import { inspectPostgres } from '../../src/storage/postgres/engine/move.ts'
import { inspectDatabase } from '../../src/storage/sqlite/engine/backup.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'

/** Whether the test servers of this process have PostgreSQL. */
export const onPostgres = process.env.ENGINE === 'postgres'

type Value = string | number | null

/** The database of a test server, read and written past the server. Parameters are `?`. */
export interface TestDatabase {
  all<Row>(sql: string, ...values: readonly Value[]): Promise<Row[]>
  /** The only column of the first row. */
  number(sql: string, ...values: readonly Value[]): Promise<number>
  /** Every column of every table, as `table.column`. */
  columns(): Promise<string[]>
  close(): Promise<void>
}

/** What `chayenity check` finds wrong with the rows of a server. */
export const problemsInRows = async ({ databaseUrl, dataDir }: Config): Promise<string[]> =>
  databaseUrl === null ? inspectDatabase(dataDir).problems : (await inspectPostgres(databaseUrl)).problems

/** On the engine of the settings. */
export const openTestDatabase = ({ databaseUrl, dataDir }: Config): TestDatabase =>
  databaseUrl === null ? openSqlite(dataDir) : openPostgres(databaseUrl)

const allColumns = onPostgres
  ? `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
      JOIN information_schema.tables USING (table_schema, table_name)
      WHERE table_schema = current_schema AND table_type = 'BASE TABLE'`
  : `SELECT tables.name || '.' || columns.name AS name FROM sqlite_schema AS tables
      JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table'`

const complete = (all: TestDatabase['all'], close: TestDatabase['close']): TestDatabase => ({
  all,
  columns: async () => (await all<{ name: string }>(allColumns)).map(({ name }) => name),
  close,
  number: async (sql, ...values) => {
    const [row] = await all<Record<string, Value>>(sql, ...values)
    return Number(Object.values(row ?? {})[0])
  },
})

const openSqlite = (dataDir: string): TestDatabase => {
  const db = new Database(join(dataDir, databaseFileName))
  // The rows have the shape that the statement says, here as below.
  const all = async <Row>(sql: string, ...values: readonly Value[]) => {
    const statement = db.prepare<Value[], Row>(sql)
    if (statement.reader) return statement.all(...values)
    statement.run(...values)
    return []
  }
  return complete(all, async () => void db.close())
}

const openPostgres = (url: string): TestDatabase => {
  const sql = new SQL({ url, max: 1 })
  const all = async <Row>(text: string, ...values: readonly Value[]): Promise<Row[]> => {
    let count = 0
    const numbered = text.replaceAll('?', () => `$${++count}`)
    return [...(await sql.unsafe(numbered, [...values]))]
  }
  return complete(all, () => sql.close({ timeout: 1 }))
}
