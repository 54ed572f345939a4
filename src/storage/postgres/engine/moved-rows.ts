import type { Form, MovedColumn, MovedRow, MovedTable, MovedValue } from '../../move/tables.ts'
import type { Queries } from './queries.ts'

const batchRows = 500

type Stored = string | number | boolean | null

/** What a column is read as, where that is not the column itself. */
const expressions: Readonly<Record<string, string>> = {
  'notifications.is_read': `is_read OR n <= coalesce(
    (SELECT up_to FROM notification_reads WHERE notification_reads.user_id = notifications.user_id), 0)`,
}

const casts: Partial<Record<Form, (column: string) => string>> = {
  integer: column => `${column}::float8`,
  satang: column => `${column}::float8`,
  // The server puts a line break after 76 characters.
  bytes: column => `translate(encode(${column}, 'base64'), chr(10), '')`,
}

const readingOf = (table: string, { name, form }: MovedColumn): string => {
  const column = expressions[`${table}.${name}`] ?? `"${name}"`
  return `${casts[form]?.(column) ?? column} AS "${name}"`
}

const toMoved = (form: Form, value: Stored): MovedValue =>
  form === 'strings' && value !== null ? (JSON.parse(String(value)) as string[]) : value // checked by the reader

/** Text is sorted by its bytes; ids, numbers and Base64 are in that order by themselves. */
const orderOf = ({ order, columns }: MovedTable): string => {
  if (order === 'insertion') return 'n'
  const formOf = (name: string) => columns.find(column => column.name === name)?.form
  return order.map(name => `"${name}"${formOf(name) === 'text' ? ' COLLATE "C"' : ''}`).join(', ')
}

/** Reads a table in batches. @param tx a transaction, which can have one table open at a time */
export async function* readRows(tx: Queries, table: MovedTable): AsyncGenerator<MovedRow[]> {
  const list = table.columns.map(column => readingOf(table.name, column)).join(', ')
  // Everything is read, so the plan that gives all rows first is the best one.
  await tx.run('SET LOCAL cursor_tuple_fraction = 1')
  await tx.run(
    `DECLARE moved NO SCROLL CURSOR FOR SELECT ${list} FROM "${table.name}" ORDER BY ${orderOf(table)}`,
  )
  for (;;) {
    const rows = await tx.all<Record<string, Stored>>(`FETCH ${batchRows} FROM moved`)
    if (rows.length > 0) yield rows.map(row => movedRowOf(table, row))
    if (rows.length < batchRows) break
  }
  await tx.run('CLOSE moved')
}

const movedRowOf = ({ columns }: MovedTable, row: Record<string, Stored>): MovedRow => {
  const moved: Record<string, MovedValue> = {}
  for (const { name, form } of columns) moved[name] = toMoved(form, row[name] ?? null)
  return moved
}

const toJson = ({ name, form }: MovedColumn, row: MovedRow): MovedValue => {
  const value = row[name] ?? null
  if (value === null) return null
  if (form === 'bytes') return `\\x${Buffer.from(String(value), 'base64').toString('hex')}`
  return form === 'strings' ? JSON.stringify(value) : value
}

/** Columns that no export has and that no trigger fills during an import. */
const numbers: Readonly<Record<string, string>> = { notifications: "nextval('notification_numbers')" }

/** Writes rows in the order in which they come, which numbers those of a table that is sorted by insertion. */
export const createRowWriter = (tx: Queries, { name, columns }: MovedTable) => {
  const list = columns.map(column => `"${column.name}"`).join(', ')
  const number = numbers[name]
  const text = `INSERT INTO "${name}" (${list}${number ? ', n' : ''}) SELECT ${list}${number ? `, ${number}` : ''}
    FROM ROWS FROM (json_populate_recordset(NULL::"${name}", $1::text::json)) WITH ORDINALITY ORDER BY ordinality`
  return async (rows: readonly MovedRow[]): Promise<void> => {
    const objects = rows.map(row =>
      Object.fromEntries(columns.map(column => [column.name, toJson(column, row)])),
    )
    await tx.run(text, [JSON.stringify(objects)])
  }
}
