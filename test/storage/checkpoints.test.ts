import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { createCheckpoints, usedWalOf } from '../../src/storage/sqlite/engine/checkpoints.ts'
import { createWriter } from '../../src/storage/sqlite/engine/writer.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { makeFolder } from '../support/stores.ts'

let folder: ReturnType<typeof makeFolder>

beforeEach(() => {
  folder = makeFolder()
})
afterEach(() => folder.remove())

const databaseFile = () => join(folder.path, databaseFileName)
const walSize = () => statSync(`${databaseFile()}-wal`).size
const kib = 1024
const maxWalBytes = 1024 * kib
const bounds = { checkpointBytes: 384 * kib, waitBytes: 768 * kib }

/** A database whose WAL has a bound that a test reaches soon. */
const openBounded = () => {
  const db = new Database(databaseFile())
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = OFF')
  db.pragma('wal_autocheckpoint = 0')
  db.exec('CREATE TABLE rows (bytes BLOB NOT NULL) STRICT')
  const faults: unknown[] = []
  const onError = (error: unknown) => faults.push(error)
  const checkpoints = createCheckpoints({ file: databaseFile(), walBytes: usedWalOf(db), onError, bounds })
  const writer = createWriter({
    db,
    makeDurable: async () => {},
    afterBatch: checkpoints.afterBatch,
    onFatalStorageError: onError,
  })
  const insert = db.prepare('INSERT INTO rows VALUES (randomblob(20000))')
  let longest = 0
  return {
    faults,
    longest: () => longest,
    /** Writes 20 kB in each of `count` batches. */
    write: async (count: number) => {
      for (let written = 0; written < count; written += 1) {
        await writer.write(() => insert.run())
        longest = Math.max(longest, walSize())
      }
    },
    close: async () => {
      await writer.drain()
      await checkpoints.stop()
      db.close()
    },
  }
}

/** A reader that needs what is in the WAL, as a backup does. */
const openReader = () => {
  const db = new Database(databaseFile(), { readonly: true })
  db.exec('BEGIN')
  const count = db.prepare<[], number>('SELECT count(*) FROM rows').pluck()
  const atFirst = count.get()
  return { atFirst, count: () => count.get(), close: () => db.close() }
}

describe('the checkpoints', () => {
  test('keep the WAL below its bound, however much is written, and lose nothing', async () => {
    const database = openBounded()
    await database.write(250)
    // Without checkpoints it would hold 5 MB by now.
    expect(database.longest()).toBeGreaterThan(bounds.checkpointBytes)
    expect(database.longest()).toBeLessThan(maxWalBytes)
    expect(database.faults).toEqual([])
    await database.close()
    const db = new Database(databaseFile(), { readonly: true })
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(db.prepare('SELECT count(*) FROM rows').pluck().get()).toBe(250)
    db.close()
  })

  test('leave the WAL to a reader that needs it, and start it anew afterwards', async () => {
    const database = openBounded()
    await database.write(1)
    const reader = openReader()
    await database.write(100)
    expect(reader.count()).toBe(reader.atFirst)
    const whileRead = walSize()
    expect(whileRead).toBeGreaterThan(maxWalBytes)
    reader.close()
    await database.write(100)
    // The file keeps its length and is written from the beginning.
    expect(walSize()).toBeLessThan(whileRead + maxWalBytes)
    await database.write(100)
    expect(walSize()).toBeLessThan(whileRead + maxWalBytes)
    await database.close()
  })

  test('come sooner after a reader has prevented one, so that the bound holds when the reader has ended', async () => {
    const database = openBounded()
    await database.write(1)
    const reader = openReader()
    await database.write(34)
    expect(walSize()).toBeGreaterThan(2 * bounds.checkpointBytes)
    reader.close()
    await database.write(60)
    expect(database.longest()).toBeLessThan(maxWalBytes)
    await database.close()
  })

  test('do not hold up a store that is closed while one of them runs', async () => {
    const database = openBounded()
    await database.write(22)
    const closed = database.close().then(() => 'closed')
    expect(await Promise.race([closed, Bun.sleep(20_000)])).toBe('closed')
  })

  test('that fail are told of and tried again, and neither writing nor stopping waits for ever', async () => {
    const faults: unknown[] = []
    const file = join(folder.path, 'missing', databaseFileName)
    let walBytes = 0
    const checkpoints = createCheckpoints({
      file,
      walBytes: () => walBytes,
      onError: error => faults.push(error),
      bounds,
    })
    const goesOn = (act: Promise<void>) => Promise.race([act.then(() => 'went on'), Bun.sleep(20_000)])
    const batchesUntil = async (isEnough: (batch: number) => boolean) => {
      for (let batch = 0; !isEnough(batch); batch += 1) {
        walBytes += bounds.checkpointBytes
        await checkpoints.afterBatch()
        await Bun.sleep(5)
      }
    }
    expect(await goesOn(batchesUntil(() => faults.length >= 3))).toBe('went on')
    mkdirSync(join(folder.path, 'missing'))
    new Database(file).close()
    // What was under way may still fail.
    await batchesUntil(batch => batch >= 30)
    const before = faults.length
    await batchesUntil(batch => batch >= 30)
    expect(faults).toHaveLength(before)
    expect(await goesOn(checkpoints.stop())).toBe('went on')
  })

  test('are looked for as seldom as the largest batches allow, and never too late', async () => {
    const mib = 1024 ** 2
    const measuredAt = async (batchBytes: number, batches: number) => {
      let walBytes = 0
      const measured: number[] = []
      const checkpoints = createCheckpoints({
        file: join(folder.path, 'missing', databaseFileName),
        walBytes: () => {
          measured.push(walBytes / mib)
          return walBytes
        },
        onError: () => {},
      })
      for (let batch = 0; batch < batches; batch += 1) {
        walBytes += batchBytes
        await checkpoints.afterBatch()
      }
      await checkpoints.stop()
      return measured
    }
    expect(await measuredAt(8 * mib, 4)).toEqual([8, 32])
    expect(await measuredAt(mib, 32)).toEqual([
      1, 4, 7, 10, 12, 14, 16, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32,
    ])
  })
})
