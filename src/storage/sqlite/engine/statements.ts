import type Database from 'better-sqlite3'
import { Column, is, Param, Placeholder, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'

export const named = (name: string) => sql.placeholder(name)

/**
 * A named parameter for each column, by the column's name in TypeScript, written the way the column wants it (JSON as
 * text, flags as 0 and 1). For statements that are prepared once and run with a whole thing.
 */
export const parametersFor = <Columns extends Record<string, SQLiteColumn>>(columns: Columns) =>
  Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, sql`${sql.param(sql.placeholder(name), column)}`]),
  ) as { [Name in keyof Columns]: SQL } // fromEntries forgets the names

export interface PreparedRows<Row> {
  get(values: Record<string, unknown>): Row | undefined
  all(values: Record<string, unknown>): Row[]
}

/**
 * The keys of a page of a list, `key` and the columns of `order` being in an index. What stands before the page is
 * counted off there, without a look at rows and their joins. Of several parts, each in the order of its index, SQLite
 * merges the keys without sorting.
 */
export const pageOfKeys = (parts: readonly SQL[], key: string, order: string): SQL => {
  const rows = sql.join([...parts], sql` UNION ALL `)
  return sql`SELECT ${sql.raw(key)} FROM (${rows} ORDER BY ${sql.raw(order)}
    LIMIT ${named('limit')} OFFSET ${named('skip')})`
}

/** A select as drizzle builds it; its rows are known to TypeScript alone. */
interface Select<Row> {
  toSQL(): { sql: string; params: unknown[] }
  all(): Row[]
}

/**
 * Prepares a select of `columns` for reads that have to be fast. drizzle writes the SQL; the rows are shaped here,
 * since its own mapping walks every column of every row again and takes longer than the read itself.
 */
export const prepareRows = <Row>(
  db: Database.Database,
  columns: Record<string, SQLiteColumn>,
  select: Select<Row>,
): PreparedRows<Row> => {
  const { sql: text, params } = select.toSQL()
  const statement = db.prepare<unknown[], unknown[]>(text).raw()
  const names = params.map(nameOfPlaceholder)
  const fields = Object.entries(columns).map(([name, column]) => ({ name, decode: decoderOf(column) }))

  const shape = (values: unknown[]): Row => {
    const row: Record<string, unknown> = {}
    let at = 0
    for (const { name, decode } of fields) {
      const value = values[at++]
      row[name] = decode === null || value === null ? value : decode(value)
    }
    return row as Row // drizzle's type of the same columns
  }
  return {
    get: values => {
      const found = statement.get(...names.map(name => values[name]))
      return found && shape(found)
    },
    all: values => statement.all(...names.map(name => values[name])).map(shape),
  }
}

/** How many rows `readInBatches` reads in one turn of the event loop: some milliseconds. */
export const batchSize = 500

/**
 * Reads a whole table, at most `batchSize` rows at a time, so that other requests run in between.
 * @param readAfter reads the rows whose keys follow one, in the order of their keys
 */
export const readInBatches = async <Row, Key>(
  keyBefore: Key,
  readAfter: (key: Key) => Row[],
  keyOf: (row: Row) => Key,
): Promise<Row[]> => {
  const rows: Row[] = []
  let after = keyBefore
  for (;;) {
    const batch = readAfter(after)
    for (const row of batch) rows.push(row)
    const last = batch.at(-1)
    if (last === undefined || batch.length < batchSize) return rows
    after = keyOf(last)
    await new Promise(setImmediate)
  }
}

export const prepareRowIds = (
  db: Database.Database,
  select: Select<unknown>,
): ((values: Record<string, unknown>) => number[]) => {
  const { sql: text, params } = select.toSQL()
  const statement = db.prepare<unknown[], number>(text).pluck()
  const names = params.map(nameOfPlaceholder)
  return values => statement.all(...names.map(name => values[name]))
}

/**
 * Prepares an insert, an update or a deletion for writes that have to be fast. drizzle writes the SQL; the values are
 * bound here, since its own search for the parameters takes a third of a short write.
 */
export const prepareWrite = (
  db: Database.Database,
  write: Pick<Select<unknown>, 'toSQL'>,
): ((values: Record<string, unknown>) => Database.RunResult) => {
  const { sql: text, params } = write.toSQL()
  const statement = db.prepare<unknown[]>(text)
  const binders = params.map(binderOf)
  return values => statement.run(...binders.map(bind => bind(values)))
}

/** Gives the value of a parameter as the column wants it, as drizzle does. */
const binderOf = (parameter: unknown): ((values: Record<string, unknown>) => unknown) => {
  if (!is(parameter, Param) && !is(parameter, Placeholder)) return () => parameter
  const name = nameOfPlaceholder(parameter)
  const encoder = is(parameter, Param) ? parameter.encoder : null
  if (encoder === null || encoder.mapToDriverValue === Column.prototype.mapToDriverValue)
    return values => values[name]
  return values => encoder.mapToDriverValue(values[name])
}

/** The name of a parameter made by `named`, whatever drizzle has wrapped around it. */
const nameOfPlaceholder = (parameter: unknown): string => {
  const inner = is(parameter, Param) ? parameter.value : parameter
  if (is(inner, Placeholder)) return inner.name
  throw new TypeError('Only named parameters can be prepared.')
}

/** How the column's values are read, or null where SQLite gives them as they are. */
const decoderOf = (column: SQLiteColumn): ((value: unknown) => unknown) | null =>
  column.mapFromDriverValue === Column.prototype.mapFromDriverValue
    ? null
    : value => column.mapFromDriverValue(value)
