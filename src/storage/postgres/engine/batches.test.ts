import { expect, test } from 'bun:test'
import { readInBatches as readOfSqlite } from '../../sqlite/engine/statements.ts'
import { batchSize, readInBatches } from './batches.ts'

/** Numbers from 1, asked for by the last one that is known. */
const startTable = (count: number) => {
  const asked: number[] = []
  const readAfter = (after: number): number[] => {
    asked.push(after)
    return Array.from({ length: Math.min(batchSize, count - after) }, (_, at) => after + at + 1)
  }
  return { asked, readAfter }
}

test.each([
  [0, [0]],
  [1, [0]],
  [499, [0]],
  [500, [0, 500]],
  [501, [0, 500]],
  [1000, [0, 500, 1000]],
])('%d rows are read to their end, five hundred at a time', async (count, batches) => {
  const keyOf = (row: number) => row
  const all = Array.from({ length: count }, (_, at) => at + 1)
  const [table, ofSqlite] = [startTable(count), startTable(count)]
  expect(await readInBatches(0, async after => table.readAfter(after), keyOf)).toEqual(all)
  expect(await readOfSqlite(0, ofSqlite.readAfter, keyOf)).toEqual(all)
  expect([table.asked, ofSqlite.asked]).toEqual([batches, batches])
})
