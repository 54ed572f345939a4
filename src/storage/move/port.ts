import type { MovedRow, MovedTable } from './tables.ts'

export type RowBatches = AsyncIterable<readonly MovedRow[]>

interface TableReader {
  /** Rows come in the order of the table. Only one table is read at a time. */
  readTable(table: MovedTable): RowBatches
}

/** Shows one moment, also while servers write. `notifications.is_read` is true for all that count as read. */
export interface ExportSource extends TableReader {
  close(): Promise<void>
}

/** Filled in one transaction, or not at all. */
export interface ImportTarget extends TableReader {
  /** Once for each table, in the order of `movedTables`. @throws DamageError for rows that break a rule */
  writeTable(table: MovedTable, rows: RowBatches): Promise<void>
  /** `derivedColumns`, totals, indexes; then verifies as `chayenity check` does. @returns the problems */
  derive(): Promise<readonly string[]>
  commit(): Promise<void>
  /** Drops what is not committed. */
  close(): Promise<void>
}
