import type Database from 'better-sqlite3'
import { Column, is, Param, Placeholder, type SQL, sql } from 'drizzle-orm'
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import { nextTurn } from '../../../lib/next-turn.ts'

export const named = (name: string) => sql.placeholder(name)

/** A named parameter for each column, in the form that the column stores. */
export const parametersFor = <Columns extends Record<string, SQLiteColumn>>(columns: Columns) =>
  Object.fromEntries(
    Object.entries(columns).map(([name, column]) => [name, sql`${sql.param(sql.placeholder(name), column)}`]),
  ) as { [Name in keyof Columns]: SQL } // fromEntries forgets the names

export interface PreparedRows<Row> {
  get(values: Record<string, unknown>): Row | undefined
  all(values: Record<string, unknown>): Row[]
}

/**
 * Counts off what stands before the page in an index, without rows and joins. SQLite merges several parts
 * without sorting.
 */
export const pageOfKeys = (parts: readonly SQL[], key: string, order: string): SQL => {
  const rows = sql.join([...parts], sql` UNION ALL `)
  return sql`SELECT ${sql.raw(key)} FROM (${rows} ORDER BY ${sql.raw(order)}
    LIMIT ${named('limit')} OFFSET ${named('skip')})`
}

interface Select<Row> {
  toSQL(): { sql: string; params: unknown[] }
  all(): Row[]
}

/** Shapes rows here, since drizzle's mapping takes longer than the read itself. */
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

export const batchSize = 500

/** Other requests run between batches. @param readAfter in the order of the keys */
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
    await nextTurn()
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

/** Binds values here, since drizzle's search for parameters takes a third of a short write. */
export const prepareWrite = (
  db: Database.Database,
  write: Pick<Select<unknown>, 'toSQL'>,
): ((values: Record<string, unknown>) => Database.RunResult) => {
  const { sql: text, params } = write.toSQL()
  const statement = db.prepare<unknown[]>(text)
  const binders = params.map(binderOf)
  return values => statement.run(...binders.map(bind => bind(values)))
}

const binderOf = (parameter: unknown): ((values: Record<string, unknown>) => unknown) => {
  if (!is(parameter, Param) && !is(parameter, Placeholder)) return () => parameter
  const name = nameOfPlaceholder(parameter)
  const encoder = is(parameter, Param) ? parameter.encoder : null
  if (encoder === null || encoder.mapToDriverValue === Column.prototype.mapToDriverValue)
    return values => values[name]
  return values => encoder.mapToDriverValue(values[name])
}

const nameOfPlaceholder = (parameter: unknown): string => {
  const inner = is(parameter, Param) ? parameter.value : parameter
  if (is(inner, Placeholder)) return inner.name
  throw new TypeError('Only named parameters can be prepared.')
}

/** Null where SQLite gives the values as they are. */
const decoderOf = (column: SQLiteColumn): ((value: unknown) => unknown) | null =>
  column.mapFromDriverValue === Column.prototype.mapFromDriverValue
    ? null
    : value => column.mapFromDriverValue(value)
