import { isUuid } from '../../lib/ids.ts'
import { parseTimestamp } from '../../lib/timestamp.ts'
import type { Form, MovedColumn, MovedRow, MovedTable, MovedValue } from './tables.ts'

const isString = (value: unknown): value is string => typeof value === 'string'

const base64 = /^(?:[\w+/]{4})*(?:[\w+/]{2}==|[\w+/]{3}=)?$/

const checks: Record<Form, { is(value: unknown): boolean; name: string }> = {
  uuid: { is: value => isUuid(value) && value === value.toLowerCase(), name: 'a UUID in lower case' },
  text: { is: isString, name: 'text' },
  time: {
    is: value => isString(value) && parseTimestamp(value) === value,
    name: 'a time in UTC with six digits',
  },
  integer: { is: Number.isSafeInteger, name: 'a whole number' },
  satang: { is: Number.isSafeInteger, name: 'a whole number of satang' },
  number: { is: Number.isFinite, name: 'a number' },
  boolean: { is: value => typeof value === 'boolean', name: 'true or false' },
  strings: { is: value => Array.isArray(value) && value.every(isString), name: 'a list of texts' },
  bytes: { is: value => isString(value) && base64.test(value), name: 'bytes in Base64' },
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isOfColumn = ({ form, isNullable }: MovedColumn, value: unknown): boolean =>
  value === null ? isNullable : checks[form].is(value)

/** The end of a sentence; null for a good row. */
export const problemOf = ({ columns }: MovedTable, row: unknown): string | null => {
  if (!isRecord(row)) return 'is no row'
  for (const column of columns) {
    if (!Object.hasOwn(row, column.name)) return `has no "${column.name}"`
    if (!isOfColumn(column, row[column.name]))
      return `has a "${column.name}" that is not ${checks[column.form].name}`
  }
  const more = Object.keys(row).find(key => !columns.some(({ name }) => name === key))
  return more === undefined ? null : `has a "${more}", which is no column`
}

/** Each line has its end. Rows are equal when their lines are. */
export const linesOf = (rows: readonly MovedRow[]): string =>
  rows.map(row => `${JSON.stringify(row)}\n`).join('')

/** `problem` is the end of a sentence. */
export const parseLine = (table: MovedTable, line: string): { row: MovedRow } | { problem: string } => {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return { problem: 'is not JSON' }
  }
  const problem = problemOf(table, value)
  return problem === null ? { row: inOrder(table, value as MovedRow) } : { problem } // it has been checked
}

const inOrder = ({ columns }: MovedTable, row: MovedRow): MovedRow => {
  const ordered: Record<string, MovedValue> = {}
  for (const { name } of columns) ordered[name] = row[name] ?? null
  return ordered
}
