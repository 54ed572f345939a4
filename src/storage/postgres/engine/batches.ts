/** How many rows one statement of `readInBatches` reads. */
export const batchSize = 500

/**
 * Reads a whole table, at most `batchSize` rows at a time.
 * @param readAfter reads the rows whose keys follow one, in the order of their keys
 */
export const readInBatches = async <Row, Key>(
  keyBefore: Key,
  readAfter: (key: Key) => Promise<Row[]>,
  keyOf: (row: Row) => Key,
): Promise<Row[]> => {
  const rows: Row[] = []
  let after = keyBefore
  for (;;) {
    const batch = await readAfter(after)
    for (const row of batch) rows.push(row)
    const last = batch.at(-1)
    if (last === undefined || batch.length < batchSize) return rows
    after = keyOf(last)
  }
}
