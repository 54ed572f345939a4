import { describe, expect, test } from 'bun:test'
import { Reader } from '../../src/lib/command.ts'
import { maxWaitingReads } from '../../src/storage/expensive-reads.ts'
import { createReadQueue } from '../../src/storage/sqlite/engine/read-queue.ts'
import type { ReadCall, ReadOutcome } from '../../src/storage/sqlite/engine/read-thread.ts'
import { makeUser } from '../support/stores.ts'

/** A queue whose reads end when the test says so. */
const makeQueue = () => {
  const begun: {
    name: string
    signal: AbortSignal | null
    end(outcome: ReadOutcome | null): void
    die(): void
  }[] = []
  const deaths: unknown[] = []
  const queue = createReadQueue({
    run: ({ name }, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<ReadOutcome | null>()
      begun.push({ name, signal, end: resolve, die: () => reject(new Error(`died at ${name}`)) })
      return promise
    },
    onDeath: error => deaths.push(error),
  })
  /** Ends each read as soon as it has begun. @returns their names in the order in which they began */
  const finish = async (count: number): Promise<string[]> => {
    for (let at = 0; at < count; at += 1) {
      while (begun.length <= at) await Promise.resolve()
      begun[at]?.end({ result: `result of ${begun[at]?.name}` })
    }
    return begun.map(({ name }) => name)
  }
  return { queue, begun, deaths, finish }
}

const someone = () => new Reader(makeUser().id, null)
const call = (name: string): ReadCall => ({ name, values: [], userId: makeUser().id })
const failure = { detail: 'It failed.', retryAfterSeconds: undefined }
const refusalOf = (read: Promise<unknown>) =>
  read.then(
    () => null,
    error => [error.code, error.retryAfterSeconds],
  )

describe('the queue of expensive reads', () => {
  test('serves readers in turn, with one read under way', async () => {
    const { queue, begun, finish } = makeQueue()
    const [first, second, third] = [someone(), someone(), someone()]
    const reads = [
      ...['a1', 'a2', 'a3', 'a4'].map(name => queue.read(first, call(name))),
      ...['b1', 'b2'].map(name => queue.read(second, call(name))),
      queue.read(third, call('c1')),
    ]
    expect(begun.map(({ name }) => name)).toEqual(['a1'])
    expect(queue.figures()).toMatchObject({ waiting: 6, total: 0 })
    expect(await finish(7)).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4'])
    expect(await Promise.all(reads)).toEqual(
      ['a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1'].map(name => `result of ${name}`),
    )
    expect(queue.figures()).toMatchObject({ waiting: 0, total: 7, rejected: 0 })
  })

  test('takes everything that one reader may ask for in a minute (G12)', async () => {
    const { queue, finish } = makeQueue()
    const reader = someone()
    const reads = Array.from({ length: 100 }, (_, at) => queue.read(reader, call(`${at}`)))
    await finish(100)
    expect(await Promise.all(reads)).toHaveLength(100)
  })

  test('that is full rejects the latest read of the busiest reader, and says when to try again', async () => {
    const { queue, begun, finish } = makeQueue()
    const busy = someone()
    const reads = Array.from({ length: maxWaitingReads + 1 }, (_, at) => queue.read(busy, call(`${at}`)))
    expect(queue.figures()).toMatchObject({ waiting: maxWaitingReads, rejected: 0 })
    expect(await refusalOf(queue.read(busy, call('one too many')))).toEqual(['OVERLOADED', 1])
    const other = queue.read(someone(), call('of another'))
    expect(await refusalOf(reads.at(-1) ?? other)).toEqual(['OVERLOADED', 1])
    expect(queue.figures()).toMatchObject({ waiting: maxWaitingReads, rejected: 2 })
    await finish(3)
    expect(begun[2]?.name).toBe('of another')
    expect(await other).toBe('result of of another')
  })

  test('does not begin a read whose client has gone', async () => {
    const { queue, begun, finish } = makeQueue()
    const [staying, leaving] = [someone(), new AbortController()]
    const first = queue.read(staying, call('first'))
    const dropped = queue.read(new Reader(makeUser().id, leaving), call('dropped'))
    const last = queue.read(staying, call('last'))
    leaving.abort()
    expect(await refusalOf(dropped)).toEqual(['BAD_REQUEST', undefined])
    expect(queue.figures().waiting).toBe(1)
    expect(await refusalOf(queue.read(new Reader(makeUser().id, leaving), call('late')))).toEqual([
      'BAD_REQUEST',
      undefined,
    ])
    await finish(2)
    await Promise.all([first, last])
    expect(begun.map(({ name }) => name)).toEqual(['first', 'last'])
  })

  test('lets the read of a client that goes away be stopped, and makes the next', async () => {
    const { queue, begun, finish } = makeQueue()
    const leaving = new AbortController()
    const stopped = queue.read(new Reader(makeUser().id, leaving), call('stopped'))
    const next = queue.read(someone(), call('next'))
    leaving.abort()
    expect(begun[0]?.signal?.aborted).toBe(true)
    begun[0]?.end(null)
    expect(await refusalOf(stopped)).toEqual(['BAD_REQUEST', undefined])
    expect(await finish(2)).toEqual(['stopped', 'next'])
    expect(await next).toBe('result of next')
  })

  test('makes a read once more when its worker dies, and goes on when it dies again', async () => {
    const { queue, begun, deaths } = makeQueue()
    const read = queue.read(someone(), call('deadly'))
    const next = queue.read(someone(), call('harmless'))
    begun[0]?.die()
    while (begun.length < 2) await Promise.resolve()
    expect(begun[1]?.name).toBe('deadly')
    begun[1]?.die()
    expect(await refusalOf(read)).toEqual(['OVERLOADED', 1])
    expect(deaths).toHaveLength(2)
    while (begun.length < 3) await Promise.resolve()
    begun[2]?.end({ result: 'fine' })
    expect(await next).toBe('fine')
  })

  test('passes on what an error of a read says to the client', async () => {
    const { queue, begun } = makeQueue()
    const slow = queue.read(someone(), call('slow'))
    begun[0]?.end({
      error: { code: 'OVERLOADED', detail: 'It takes long.', retryAfterSeconds: 3, cause: null },
    })
    await expect(slow).rejects.toMatchObject({
      message: 'It takes long.',
      retryAfterSeconds: 3,
      cause: undefined,
    })
  })

  test('passes on the errors of a read, and not what is inside of them', async () => {
    const { queue, begun } = makeQueue()
    const failed = queue.read(someone(), call('one'))
    begun[0]?.end({ error: { ...failure, code: 'STORAGE_FAILED', cause: 'disk I/O error' } })
    await expect(failed).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.not.stringContaining('disk I/O'),
      cause: { message: expect.stringContaining('disk I/O error') },
    })
    const broken = queue.read(someone(), call('two'))
    while (begun.length < 2) await Promise.resolve()
    begun[1]?.end({ error: { ...failure, code: null, cause: 'no such table' } })
    await expect(broken).rejects.toThrow('two failed in the read worker: no such table')
  })

  test('that is closed rejects what waits and waits for what runs', async () => {
    const { queue, begun } = makeQueue()
    const running = queue.read(someone(), call('running'))
    const waiting = queue.read(someone(), call('waiting'))
    let isClosed = false
    const closed = queue.close().then(() => {
      isClosed = true
    })
    expect(await refusalOf(waiting)).toEqual(['OVERLOADED', 1])
    expect(await refusalOf(queue.read(someone(), call('late')))).toEqual(['OVERLOADED', 1])
    expect(isClosed).toBe(false)
    begun[0]?.end({ result: 'done' })
    expect(await running).toBe('done')
    await closed
  })
})
