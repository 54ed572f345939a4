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

interface Rows extends ReadonlyArray<unknown> {
  /** How many rows were written. */
  count: number
}

/** @param send sends a statement to a server and gives its answer */
export const queriesBy = (send: (text: string, values: readonly Value[]) => Promise<Rows>): Queries => ({
  // The rows have the shape that the statement says.
  all: async <Row>(text: string, values: readonly Value[] = []) => [...(await send(text, values))] as Row[],
  get: async <Row>(text: string, values: readonly Value[] = []) =>
    ((await send(text, values))[0] as Row | undefined) ?? null,
  run: async (text, values = []) => (await send(text, values)).count,
})
