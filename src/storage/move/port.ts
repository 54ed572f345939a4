import type { MovedRow, MovedTable } from './tables.ts'

/** Rows in batches, so that no table has to fit into memory. */
export type RowBatches = AsyncIterable<readonly MovedRow[]>

interface TableReader {
  /** Every row of a table, in its order. Only one table is read at a time. */
  readTable(table: MovedTable): RowBatches
}

/**
 * The rows of a whole marketplace as they were at one moment, also while servers write. `notifications.is_read` is true for
 * all that count as read.
 */
export interface ExportSource extends TableReader {
  close(): Promise<void>
}

/** An empty store that is filled in one transaction, or not at all. */
export interface ImportTarget extends TableReader {
  /** Called once for each table, in the order of `movedTables`. @throws DamageError for rows that break a rule */
  writeTable(table: MovedTable, rows: RowBatches): Promise<void>
  /**
   * Makes what is derived of the rows (`derivedColumns`, totals, indexes), then verifies all that `chayenity check` does.
   * @returns a sentence for each problem
   */
  derive(): Promise<readonly string[]>
  /** Shows the rows to everybody. */
  commit(): Promise<void>
  /** Gives up what is not committed. */
  close(): Promise<void>
}
