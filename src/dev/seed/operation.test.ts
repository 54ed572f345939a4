import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { newId } from '../../../test/support/stores.ts'
import { readConfig } from '../../config.ts'
import { type Context, createContext, disposeContext } from '../../context.ts'
import { createLog } from '../../lib/log.ts'
import { seededRandom } from '../../lib/random.ts'
import { contextAt, drawId, type Operation, runOperations } from './operation.ts'

const atMs = Date.UTC(2026, 5, 15, 12)
let ctx: Context
beforeAll(() => {
  ctx = createContext(readConfig({ DATA_DIR: ':memory:' }, 'demo'), { log: createLog('silent') })
})
afterAll(() => disposeContext(ctx))

const onPostgres = (): Context => ({
  ...ctx,
  config: { ...ctx.config, databaseUrl: 'postgres://localhost/test' },
})

/** Notes when it begins and ends. */
const noting = (notes: string[], name: string, ms: number): Operation => ({
  atMs: ms,
  id: null,
  run: async () => {
    notes.push(`${name} begins`)
    await Promise.resolve()
    notes.push(`${name} ends`)
  },
})

describe('planned operations', () => {
  test('see the planned time, and make the planned entity first and others after it', async () => {
    const id = drawId<'gig'>(seededRandom(1), atMs)
    const planned = contextAt(ctx, seededRandom(2), { atMs, id })
    expect(planned.clock.now()).toBe(atMs)
    const ids: string[] = [planned.newId(), planned.newId(), planned.newId()]
    expect(ids[0]).toBe(id)
    expect(new Set(ids).size).toBe(3)
  })

  test('make up ids where none was planned, and the same for the same seed', () => {
    const idsOf = (seed: number) => {
      const planned = contextAt(ctx, seededRandom(seed), { atMs, id: null })
      return [planned.newId(), planned.newId()]
    }
    expect(idsOf(2)).toEqual(idsOf(2))
    expect(idsOf(2)).not.toEqual(idsOf(3))
    expect(idsOf(2).toSorted()).toEqual(idsOf(2))
  })

  test('get ids that sort by the time of what they stand for', () => {
    const random = seededRandom(4)
    const ids = [0, 1, 60_000].map(ms => drawId<'gig'>(random, atMs + ms))
    expect(ids.toSorted()).toEqual(ids)
    expect(newId<'gig'>()).not.toBe(ids[0] ?? newId<'gig'>())
  })

  test('begin in the order of time, and in that of the plan at one moment', async () => {
    const notes: string[] = []
    const operations = [noting(notes, 'third', 3), noting(notes, 'first', 1), noting(notes, 'second', 1)]
    await runOperations(ctx, seededRandom(1), operations, () => {})
    expect(notes.filter(note => note.endsWith('begins'))).toEqual([
      'first begins',
      'second begins',
      'third begins',
    ])
    expect(notes.indexOf('first ends')).toBeGreaterThan(notes.indexOf('third begins'))
  })

  test('run one after the other on PostgreSQL, which runs writes beside each other', async () => {
    const notes: string[] = []
    const done: number[] = []
    const operations = ['first', 'second'].map(name => noting(notes, name, 1))
    await runOperations(onPostgres(), seededRandom(1), operations, count => done.push(count))
    expect(notes).toEqual(['first begins', 'first ends', 'second begins', 'second ends'])
    expect(done).toEqual([1, 2])
  })

  test('run four thousand at a time on SQLite, so that the writer is never overrun, and say how far they are', async () => {
    const done: number[] = []
    const operations = Array.from(
      { length: 4100 },
      (): Operation => ({ atMs, id: null, run: async () => {} }),
    )
    await runOperations(ctx, seededRandom(1), operations, count => done.push(count))
    expect(done).toEqual([4096, 4100])
  })
})
