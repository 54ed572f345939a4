import { expect, test } from 'bun:test'
import { Reader } from '../../../lib/command.ts'
import { parseId } from '../../../lib/ids.ts'
import { maxWaitingReads } from '../../expensive-reads.ts'
import { createExpensiveReads } from './expensive-reads.ts'

const readerOf = (at: number, signal: AbortSignal | null = null): Reader => {
  const id = parseId<'user'>(`00000000-0000-7000-8000-00000000000${at}`)
  if (!id) throw new Error('This is no id.')
  return new Reader(id, signal && { signal })
}

/** Reads that end when a test says so, by the names with which they begin. */
const createWork = () => {
  const begun: string[] = []
  const ends = new Map<string, () => void>()
  const read = (name: string) => () => {
    begun.push(name)
    return new Promise<string>(resolve => ends.set(name, () => resolve(name)))
  }
  return { begun, read, end: (name: string) => ends.get(name)?.() }
}

test('two reads run at a time, and readers take turns', async () => {
  const { run, figures } = createExpensiveReads()
  const { begun, read, end } = createWork()
  const busy = ['a1', 'a2', 'a3', 'a4'].map(name => run(readerOf(1), read(name)))
  const other = run(readerOf(2), read('b1'))
  expect([begun, figures().waiting]).toEqual([['a1', 'a2'], 3])
  end('a1')
  await busy[0]
  await Promise.resolve()
  end('a2')
  await busy[1]
  await Promise.resolve()
  expect(begun).toEqual(['a1', 'a2', 'a3', 'b1'])
  for (const name of ['a3', 'b1']) end(name)
  await Promise.all([busy[2], other])
  end('a4')
  expect(await Promise.all(busy)).toEqual(['a1', 'a2', 'a3', 'a4'])
  await Promise.resolve()
  expect(figures()).toMatchObject({ waiting: 0, total: 5, rejected: 0 })
})

test('a full queue rejects the latest read of the busiest reader, and a client that goes away leaves it', async () => {
  const { run, figures } = createExpensiveReads()
  const { begun, read, end } = createWork()
  const client = new AbortController()
  const running = ['x', 'y'].map(name => run(readerOf(3), read(name)))
  const gone = run(readerOf(2, client.signal), read('gone'))
  const many = Array.from({ length: maxWaitingReads }, (_, at) => run(readerOf(1), read(`${at}`)))
  await expect(many.at(-1)).rejects.toThrow('too much to do')
  client.abort()
  await expect(gone).rejects.toThrow('The client closed the connection.')
  expect([begun, figures().waiting, figures().rejected]).toEqual([['x', 'y'], maxWaitingReads - 1, 1])
  for (const name of ['x', 'y']) end(name)
  await Promise.all(running)
})
