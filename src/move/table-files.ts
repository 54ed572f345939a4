import { mkdirSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { ArchivedFile } from '../backup/archive.ts'
import { LineError, readLines } from '../lib/lines.ts'
import type { RowBatches } from '../storage/move/port.ts'
import { linesOf, parseLine, problemOf } from '../storage/move/rows.ts'
import type { MovedRow, MovedTable } from '../storage/move/tables.ts'
import { DamageError } from '../storage/storage-error.ts'
import { tablePath } from './manifest.ts'

/** The longest row has the text of a gig, or a stored response. */
const maxLineLength = 4 * 1024 * 1024

type OnRows = (table: MovedTable, rows: readonly MovedRow[]) => void

/** A line for each row. @throws DamageError for a row that no import would take */
export const writeTableFile = async (
  folder: string,
  table: MovedTable,
  batches: RowBatches,
  onRows: OnRows,
): Promise<ArchivedFile> => {
  const path = tablePath(table.name)
  mkdirSync(join(folder, 'tables'), { recursive: true, mode: 0o700 })
  const file = await open(join(folder, path), 'wx', 0o600)
  const hasher = new Bun.CryptoHasher('sha256')
  let bytes = 0
  try {
    for await (const rows of batches) {
      assertMovable(table, rows)
      onRows(table, rows)
      const text = Buffer.from(linesOf(rows))
      await file.writeFile(text)
      hasher.update(text)
      bytes += text.length
    }
  } finally {
    await file.close()
  }
  return { path, bytes, sha256: hasher.digest('hex') }
}

const assertMovable = (table: MovedTable, rows: readonly MovedRow[]): void => {
  for (const row of rows) {
    const problem = problemOf(table, row)
    if (problem !== null)
      throw new DamageError([`The row ${JSON.stringify(Object.values(row)[0])} of ${table.name} ${problem}.`])
  }
}

export const hashTable = async (table: MovedTable, batches: RowBatches, onRows: OnRows): Promise<string> => {
  const hasher = new Bun.CryptoHasher('sha256')
  for await (const rows of batches) {
    onRows(table, rows)
    hasher.update(linesOf(rows))
  }
  return hasher.digest('hex')
}

/** @throws DamageError */
export async function* readTableFile(folder: string, table: MovedTable): AsyncGenerator<MovedRow[]> {
  const path = tablePath(table.name)
  let read = 0
  const damageInNext = (problem: string) => new DamageError([`${path}, line ${read + 1}: it ${problem}.`])
  try {
    for await (const lines of readLines(join(folder, path), maxLineLength)) {
      const rows: MovedRow[] = []
      for (const text of lines) {
        const parsed = parseLine(table, text)
        if ('problem' in parsed) throw damageInNext(parsed.problem)
        read += 1
        rows.push(parsed.row)
      }
      yield rows
    }
  } catch (error) {
    throw error instanceof LineError ? damageInNext(error.message) : error
  }
}
