export const batchSize = 500

/** At most `batchSize` rows at a time. @param readAfter in the order of the keys */
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
