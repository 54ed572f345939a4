import { beforeEach, describe, expect, test } from 'bun:test'
import Database from 'better-sqlite3'
import { AppError } from '../../src/errors.ts'
import {
  createWriter,
  type MakeDurable,
  maxBatchMs,
  maxBatchSize,
  maxQueueLength,
  type Writer,
} from '../../src/storage/sqlite/engine/writer.ts'

let db: Database.Database
let put: (name: string) => void

beforeEach(() => {
  db = new Database(':memory:')
  db.exec('CREATE TABLE notes (name TEXT PRIMARY KEY) STRICT')
  const insert = db.prepare<[string]>('INSERT INTO notes VALUES (?)')
  put = name => {
    insert.run(name)
  }
})

const names = () => db.prepare<[], string>('SELECT name FROM notes ORDER BY rowid').pluck().all()

interface Choices {
  makeDurable?: MakeDurable
  afterBatch?: () => Promise<void>
  elapsed?: () => number
  onFatalStorageError?: (error: unknown) => void
}
const writerOf = ({
  makeDurable = async () => {},
  afterBatch = async () => {},
  // No batch is cut short by a slow machine.
  elapsed = () => 0,
  onFatalStorageError = () => {},
}: Choices = {}): Writer => createWriter({ db, makeDurable, afterBatch, elapsed, onFatalStorageError })

/** A writer, and how many transactions each of its batches has had so far. */
const countedWriterOf = (choices: Omit<Choices, 'afterBatch'> = {}) => {
  const batches: number[] = []
  let before = 0
  const writer = writerOf({
    ...choices,
    afterBatch: async () => {
      const { transactions } = writer.figures()
      batches.push(transactions - before)
      before = transactions
    },
  })
  return { writer, batches }
}

const putIn = (writer: Writer, name: string) => writer.write(() => put(name))
const outcomesOf = async (acts: Promise<unknown>[]) =>
  (await Promise.allSettled(acts)).map(outcome =>
    outcome.status === 'fulfilled' ? outcome.value : String(outcome.reason.code ?? outcome.reason.message),
  )

describe('the writer', () => {
  test('gives each caller what their act returns', async () => {
    const writer = writerOf()
    const acts = [1, 2, 3].map(n => writer.write(() => n * 2))
    expect(await Promise.all(acts)).toEqual([2, 4, 6])
  })

  test('runs acts in the order in which they came', async () => {
    const writer = writerOf()
    const wanted = Array.from({ length: 1000 }, (_, n) => `note ${n}`)
    await Promise.all(wanted.map(name => putIn(writer, name)))
    expect(names()).toEqual(wanted)
  })

  test('leaves nothing behind of an act that throws, and does not touch its neighbours', async () => {
    const writer = writerOf()
    const outcomes = await outcomesOf([
      putIn(writer, 'before'),
      writer.write(() => {
        put('half of an act')
        throw new AppError('GIG_NOT_PENDING')
      }),
      writer.write(() => {
        put('half of another')
        put('before')
      }),
      putIn(writer, 'after'),
    ])
    expect(outcomes).toEqual([undefined, 'GIG_NOT_PENDING', 'SQLITE_CONSTRAINT_PRIMARYKEY', undefined])
    expect(names()).toEqual(['before', 'after'])
  })

  test('goes on after a batch in which every act threw', async () => {
    const writer = writerOf()
    const refuse = () => {
      throw new AppError('GIG_NOT_PENDING')
    }
    expect(await outcomesOf([writer.write(refuse), writer.write(refuse)])).toEqual([
      'GIG_NOT_PENDING',
      'GIG_NOT_PENDING',
    ])
    await putIn(writer, 'after')
    expect(names()).toEqual(['after'])
  })

  test('answers nobody before the sync of their batch is done', async () => {
    const happened: string[] = []
    const sync = Promise.withResolvers<void>()
    const writer = writerOf({
      makeDurable: async () => {
        happened.push(`sync begins with ${names().length} committed`)
        await sync.promise
        happened.push('sync is done')
      },
    })
    const acts = ['a', 'b', 'c'].map(name =>
      putIn(writer, name).then(() => happened.push(`${name} answered`)),
    )
    const refused = writer
      .write(() => {
        throw new AppError('GIG_NOT_PENDING')
      })
      .catch(() => happened.push('refusal answered'))
    await Bun.sleep(10)
    expect(happened).toEqual(['sync begins with 3 committed'])
    sync.resolve()
    await Promise.all([...acts, refused])
    expect(happened).toEqual([
      'sync begins with 3 committed',
      'sync is done',
      'a answered',
      'b answered',
      'c answered',
      'refusal answered',
    ])
  })

  test('lets acts that wait share one sync, and takes those that come meanwhile into the next', async () => {
    let syncs = 0
    const { writer, batches } = countedWriterOf({
      makeDurable: async () => {
        syncs += 1
        await Bun.sleep(5)
      },
    })
    const first = Array.from({ length: 100 }, (_, n) => putIn(writer, `first ${n}`))
    await Bun.sleep(2)
    const second = Array.from({ length: 50 }, (_, n) => putIn(writer, `second ${n}`))
    await Promise.all([...first, ...second])
    await writer.drain()
    expect([syncs, batches]).toEqual([2, [100, 50]])
  })

  test('refuses the callers of a sync that failed and all behind them, and says so once', async () => {
    const told: unknown[] = []
    let isBroken = false
    const fault = new Error('EIO')
    const writer = writerOf({
      makeDurable: async () => {
        await Bun.sleep(5)
        if (isBroken) throw fault
      },
      onFatalStorageError: error => told.push(error),
    })
    await putIn(writer, 'durable')
    isBroken = true
    const inSync = putIn(writer, 'in the sync')
    await Bun.sleep(2)
    const waiting = putIn(writer, 'waiting')
    expect(await outcomesOf([inSync, waiting])).toEqual(['STORAGE_FAILED', 'STORAGE_FAILED'])
    expect(told).toEqual([fault])
    expect(await outcomesOf([putIn(writer, 'later')])).toEqual(['STORAGE_FAILED'])
    expect(names()).not.toContain('later')
    await writer.drain()
  })

  test('refuses everybody in a batch that cannot be committed, and goes on', async () => {
    db.exec(`
      CREATE TABLE parents (id INTEGER PRIMARY KEY);
      CREATE TABLE children (parent INTEGER REFERENCES parents DEFERRABLE INITIALLY DEFERRED)`)
    db.pragma('foreign_keys = ON')
    const writer = writerOf()
    const orphan = writer.write(() => db.exec('INSERT INTO children VALUES (1)'))
    expect(await outcomesOf([putIn(writer, 'neighbour'), orphan])).toEqual([
      'SQLITE_CONSTRAINT_FOREIGNKEY',
      'SQLITE_CONSTRAINT_FOREIGNKEY',
    ])
    expect([names(), db.inTransaction]).toEqual([[], false])
    await putIn(writer, 'after')
    expect(names()).toEqual(['after'])
  })

  test('refuses with STORAGE_FULL when the disk is full, leaves nothing behind, and goes on', async () => {
    const writer = writerOf()
    db.exec('CREATE TABLE big (bytes BLOB)')
    db.pragma(`max_page_count = ${Number(db.pragma('page_count', { simple: true })) + 4}`)
    const fill = () => writer.write(() => db.prepare('INSERT INTO big VALUES (zeroblob(1000000))').run())
    const outcomes = await outcomesOf([putIn(writer, 'before'), fill(), putIn(writer, 'after')])
    expect(outcomes[1]).toBe('STORAGE_FULL')
    expect(db.inTransaction).toBe(false)
    expect(db.prepare('SELECT count(*) FROM big').pluck().get()).toBe(0)
    // Whoever was told that it is kept finds it kept, and the others find nothing.
    const kept = ['before', undefined, 'after'].filter((_, n) => outcomes[n] === undefined && n !== 1)
    expect(names()).toEqual(kept as string[]) // the undefined one was filtered out
    await putIn(writer, 'later')
    expect(names()).toContain('later')
  })

  test('takes as many writes as may wait and rejects one more with OVERLOADED, and loses none', async () => {
    const writer = writerOf()
    const acts = Array.from({ length: maxQueueLength + 1 }, (_, n) => putIn(writer, `note ${n}`))
    expect(writer.figures().waitingTransactions).toBe(maxQueueLength)
    const outcomes = await outcomesOf(acts)
    expect(outcomes.filter(outcome => outcome === 'OVERLOADED')).toHaveLength(1)
    expect(outcomes.at(-1)).toBe('OVERLOADED')
    expect(names()).toHaveLength(maxQueueLength)
    await putIn(writer, 'when there is room again')
  })

  test('shares a commit among as many writes as a batch may hold, and no more', async () => {
    const { writer, batches } = countedWriterOf()
    await Promise.all(Array.from({ length: 2 * maxBatchSize + 1 }, (_, n) => putIn(writer, `note ${n}`)))
    await writer.drain()
    expect(batches).toEqual([maxBatchSize, maxBatchSize, 1])
  })

  test('lets no more acts join a batch that has taken long, and runs at least one in each', async () => {
    let now = 0
    const { writer, batches } = countedWriterOf({ elapsed: () => now })
    const slow = (ms: number) =>
      writer.write(() => {
        now += ms
      })
    await Promise.all([maxBatchMs / 2, maxBatchMs / 2, 1, 10 * maxBatchMs, 1, 1].map(slow))
    await writer.drain()
    expect(batches).toEqual([2, 2, 2])
  })

  test('refuses an act when no transaction can begin, and goes on with the next', async () => {
    const writer = writerOf()
    db.exec('BEGIN')
    const outcomes = await outcomesOf([putIn(writer, 'first'), putIn(writer, 'second')])
    expect(outcomes).toEqual(['SQLITE_ERROR', undefined])
    expect(names()).toEqual(['second'])
  })

  test('drains: everything that was accepted is durable then, and an idle one drains at once', async () => {
    let isDurable = false
    const writer = writerOf({
      makeDurable: async () => {
        await Bun.sleep(5)
        isDurable = true
      },
    })
    await writer.drain()
    expect(isDurable).toBe(false)
    const act = putIn(writer, 'last')
    await Promise.all([writer.drain(), writer.drain()])
    expect([isDurable, names()]).toEqual([true, ['last']])
    await act
  })
})
