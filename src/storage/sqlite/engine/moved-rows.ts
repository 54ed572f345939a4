import type Database from 'better-sqlite3'
import type { Form, MovedRow, MovedTable, MovedValue } from '../../move/tables.ts'

type Stored = string | number | Buffer | null

const batchRows = 500

const expressions: Readonly<Record<string, string>> = {
  'notifications.is_read': `is_read OR n <= coalesce(
    (SELECT up_to FROM notification_reads WHERE notification_reads.user_id = notifications.user_id), 0)`,
}

const toMoved = (form: Form, value: Stored): MovedValue => {
  if (value === null) return null
  if (form === 'boolean') return value === 1
  if (form === 'strings') return JSON.parse(String(value)) as string[] // checked by the reader of the row
  return Buffer.isBuffer(value) ? value.toString('base64') : value
}

const toStored = (form: Form, value: MovedValue): Stored => {
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'object' && value !== null) return JSON.stringify(value)
  return form === 'bytes' && value !== null ? Buffer.from(String(value), 'base64') : value
}

const statementOf = ({ name, columns, order }: MovedTable): string => {
  const read = columns.map(column => expressions[`${name}.${column.name}`] ?? `"${column.name}"`)
  const sorted = order === 'insertion' ? ['n'] : order.map(column => `"${column}"`)
  return `SELECT ${read.join(', ')} FROM "${name}" ORDER BY ${sorted.join(', ')}`
}

/** The connection can run nothing else until all rows are read. */
export async function* readRows(db: Database.Database, table: MovedTable): AsyncGenerator<MovedRow[]> {
  let batch: MovedRow[] = []
  for (const values of db.prepare<[], Stored[]>(statementOf(table)).raw().iterate()) {
    batch.push(
      Object.fromEntries(
        table.columns.map(({ name, form }, at) => [name, toMoved(form, values[at] ?? null)]),
      ),
    )
    if (batch.length < batchRows) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** Their order numbers the rows of a table that is sorted by insertion. */
export const createRowWriter = (db: Database.Database, { name, columns }: MovedTable) => {
  const names = columns.map(column => `"${column.name}"`).join(', ')
  const insert = db.prepare<Stored[]>(
    `INSERT INTO "${name}" (${names}) VALUES (${columns.map(() => '?').join(', ')})`,
  )
  return (row: MovedRow): void => {
    insert.run(...columns.map(column => toStored(column.form, row[column.name] ?? null)))
  }
}
