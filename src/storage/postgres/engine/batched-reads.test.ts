import { expect, test } from 'bun:test'
import { createBatchedRead, createSharedReads } from './batched-reads.ts'

/** Reads that end when a test says so. */
const createReads = () => {
  const begun: { keys: readonly number[]; end: PromiseWithResolvers<void> }[] = []
  const read = createBatchedRead(async (keys: readonly number[]) => {
    const end = Promise.withResolvers<void>()
    begun.push({ keys, end })
    await end.promise
    return keys.map(key => key * 10)
  })
  return { begun, read, batches: () => begun.map(({ keys }) => keys) }
}

const turn = () => new Promise<void>(resolve => setImmediate(resolve))

test('reads that are asked for in one turn share a statement, and each gets its own result', async () => {
  const { read, begun, batches } = createReads()
  const results = Promise.all([read(1), read(2), read(1)])
  await turn()
  expect(batches()).toEqual([[1, 2, 1]])
  begun[0]?.end.resolve()
  expect(await results).toEqual([10, 20, 10])
})

test('reads that come while two statements run wait for the end of one, together', async () => {
  const { read, begun, batches } = createReads()
  const results: Promise<number>[] = []
  for (const key of [1, 2, 3]) {
    results.push(read(key))
    await turn()
  }
  results.push(read(4))
  expect(batches()).toEqual([[1], [2]])
  begun[1]?.end.resolve()
  await turn()
  await turn()
  expect(batches()).toEqual([[1], [2], [3, 4]])
  for (const { end } of begun) end.resolve()
  expect(await Promise.all(results)).toEqual([10, 20, 30, 40])
})

test('a statement that fails fails its own reads alone, and the next ones go on', async () => {
  let attempts = 0
  const read = createBatchedRead(async (keys: readonly string[]) => {
    attempts += 1
    if (attempts === 1) throw new Error('The connection is gone.')
    return keys
  })
  const failures = await Promise.allSettled([read('a'), read('b')])
  expect(failures.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await read('c')).toBe('c')
})

test('equal reads are shared until they begin, so nobody sees less than was there before the question', async () => {
  const share = createSharedReads()
  const ends: PromiseWithResolvers<string>[] = []
  const ask = (key: string) =>
    share(key, () => {
      const end = Promise.withResolvers<string>()
      ends.push(end)
      return end.promise
    })
  const [first, second, other] = [ask('a'), ask('a'), ask('b')]
  await turn()
  await turn()
  expect(ends).toHaveLength(2)
  const later = [ask('a'), ask('a')]
  await turn()
  expect(ends).toHaveLength(2)
  ends[0]?.resolve('before')
  expect([await first, await second]).toEqual(['before', 'before'])
  await turn()
  expect(ends).toHaveLength(3)
  ends[2]?.reject(new Error('The connection is gone.'))
  expect((await Promise.allSettled(later)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  ends[1]?.resolve('b')
  expect(await other).toBe('b')
})
