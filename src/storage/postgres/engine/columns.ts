import type { SQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { Queries, Value } from './queries.ts'

/** The tables have the same names in both engines. */
export type Columns = Record<string, SQLiteColumn>

/**
 * Numbers are cast to doubles, as `int8` else comes as text (all of ours are below 2^53); JSON text is
 * parsed. @param table the name or alias in front of each column
 */
export const listOf = (columns: Columns, table?: string): string =>
  Object.entries(columns)
    .map(([name, column]) => `${table ? `${table}.` : ''}${column.name}${castOf(column)} AS "${name}"`)
    .join(', ')

const castOf = ({ dataType }: SQLiteColumn): string => {
  if (dataType === 'number') return '::float8'
  return dataType === 'json' ? '::jsonb' : ''
}

/** It may have more than the columns. */
type Row = object

const parameterOf = (row: Row, name: string, { dataType }: SQLiteColumn): Value => {
  const value: unknown = Reflect.get(row, name)
  if (value === null || value === undefined) return null
  return dataType === 'json' ? JSON.stringify(value) : (value as Value) // the column has this type
}

interface Identified {
  id: string
}

export const prepareInsert = (table: string, columns: Columns, ending = '') => {
  const entries = Object.entries(columns)
  const names = entries.map(([, { name }]) => name).join(', ')
  const text = `INSERT INTO ${table} (${names}) VALUES (${entries.map((_, at) => `$${at + 1}`).join(', ')})${ending}`
  return (queries: Queries, row: Row): Promise<number> =>
    queries.run(
      text,
      entries.map(([name, column]) => parameterOf(row, name, column)),
    )
}

export const prepareUpdate = (table: string, columns: Columns) => {
  const entries = Object.entries(columns)
  const changes = entries.map(([, { name }], at) => `${name} = $${at + 2}`).join(', ')
  const text = `UPDATE ${table} SET ${changes} WHERE id = $1`
  return <Thing extends Identified>(queries: Queries, row: Thing): Promise<number> =>
    queries.run(text, [row.id, ...entries.map(([name, column]) => parameterOf(row, name, column))])
}
