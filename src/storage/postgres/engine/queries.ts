/** What a parameter may be. JSON goes as text, a moment as its 27 characters. */
export type Value = string | number | boolean | null | Uint8Array

/**
 * Statements with `$1`, `$2` … on one connection, or each on any. Rows are known to TypeScript alone, so a column that
 * is no text, boolean or double has to be cast in the statement: `int8` comes as text, `::float8` as a number.
 */
export interface Queries {
  all<Row>(text: string, values?: readonly Value[]): Promise<Row[]>
  /** The first row, or null. */
  get<Row>(text: string, values?: readonly Value[]): Promise<Row | null>
  /** @returns how many rows were written */
  run(text: string, values?: readonly Value[]): Promise<number>
}

/** Ids as one parameter, for `ANY ($1::uuid[])`. */
export const idArray = (ids: readonly string[]): string => `{${ids.join(',')}}`
