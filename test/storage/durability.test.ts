import { afterEach, beforeEach, describe, expect, spyOn, test } from 'bun:test'
import * as fs from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { openSqliteStore } from '../../src/storage/sqlite/open.ts'
import { makeFolder, makeUser, makeWrite, openStore, silentLog } from '../support/stores.ts'

/** Nothing is answered before it is on the disk. The disk itself is the outside: here its syncs are watched, or fail. */

let folder: ReturnType<typeof makeFolder>

beforeEach(() => {
  folder = makeFolder()
})
afterEach(() => folder.remove())

type Sync = (descriptor: number, done: (error: Error | null) => void) => void
const syncBy = (sync: Sync) =>
  spyOn(fs, 'fdatasync').mockImplementation(
    Object.assign(sync, { __promisify__: fs.fdatasync.__promisify__ }),
  )

const walFile = () => join(folder.path, `${databaseFileName}-wal`)
const usersOnDisk = () => {
  const db = new Database(join(folder.path, databaseFileName), { readonly: true })
  const count = db.prepare<[], number>('SELECT count(*) FROM users').pluck().get()
  db.close()
  return count
}

describe('a write that is durable in groups', () => {
  test('is answered after the WAL was synced, which was after the commit', async () => {
    const store = openStore(folder.path, 'grouped')
    const happened: string[] = []
    const watched = syncBy((descriptor, done) => {
      const isWal = fs.fstatSync(descriptor).ino === fs.statSync(walFile()).ino
      happened.push(`${isWal ? 'the WAL' : 'another file'} with ${usersOnDisk()} users is synced`)
      setTimeout(() => {
        happened.push('the disk has it')
        done(null)
      }, 10)
    })
    // The statements are prepared at their first use, which may take longer than a batch takes writes.
    await store.users.register(makeWrite(), makeUser(), 'hash')
    happened.length = 0
    const writes = [1, 2, 3].map(() =>
      store.users.register(makeWrite(), makeUser(), 'hash').then(() => happened.push('answered')),
    )
    await Promise.all(writes)
    expect(happened).toEqual([
      'the WAL with 4 users is synced',
      'the disk has it',
      'answered',
      'answered',
      'answered',
    ])
    watched.mockRestore()
    await store.close()
  })

  test('publishes its effects after the sync, and never when the sync fails', async () => {
    const happened: string[] = []
    let error: Error | null = null
    const store = openStore(folder.path, 'grouped', { publish: () => happened.push('published') })
    const watched = syncBy((_, done) => {
      happened.push('the sync begins')
      setTimeout(() => {
        happened.push('the sync ends')
        done(error)
      }, 5)
    })
    await store.users.register(makeWrite(), makeUser(), 'hash')
    expect(happened.splice(0)).toEqual(['the sync begins', 'the sync ends', 'published'])
    error = new Error('input/output error')
    await expect(store.users.register(makeWrite(), makeUser(), 'hash')).rejects.toThrow()
    expect(happened).toEqual(['the sync begins', 'the sync ends'])
    watched.mockRestore()
    await store.close()
  })

  test('is refused when the sync fails, and so is every later one; the process is told to end', async () => {
    const told: unknown[] = []
    const store = openSqliteStore({
      dataDir: folder.path,
      durability: 'grouped',
      log: silentLog,
      onFatalStorageError: error => told.push(error),
    })
    const fault = Object.assign(new Error('input/output error'), { code: 'EIO' })
    const failing = syncBy((_, done) => done(fault))
    await expect(store.users.register(makeWrite(), makeUser(), 'hash')).rejects.toThrow(
      'Nothing can be stored at the moment.',
    )
    failing.mockRestore()
    await expect(store.users.register(makeWrite(), makeUser(), 'hash')).rejects.toThrow(
      'Nothing can be stored at the moment.',
    )
    expect(told).toEqual([fault])
    expect(await store.isHealthy()).toBe(false)
    await store.close()
  })
})

describe('the connection that writes', () => {
  const synchronousOf = async (durability: 'grouped' | 'full') => {
    const pragma = spyOn(Database.prototype, 'pragma')
    const store = openStore(folder.path, durability)
    const writing =
      pragma.mock.contexts[pragma.mock.calls.findIndex(([text]) => text.startsWith('synchronous'))]
    pragma.mockRestore()
    const found = ['synchronous', 'journal_mode', 'wal_autocheckpoint', 'foreign_keys'].map(
      name => (writing as Database.Database).pragma(name, { simple: true }), // the spy does not know its contexts
    )
    await store.close()
    return found
  }

  test('leaves the sync to us in groups: synchronous is NORMAL', async () => {
    expect(await synchronousOf('grouped')).toEqual([1, 'wal', 0, 1])
  })

  test('syncs each commit itself otherwise: synchronous is FULL', async () => {
    expect(await synchronousOf('full')).toEqual([2, 'wal', 0, 1])
  })
})

describe('the health of a store (H1)', () => {
  test('costs at most one write, however many ask at once and again', async () => {
    const store = openSqliteStore({
      dataDir: folder.path,
      durability: 'grouped',
      log: silentLog,
      onFatalStorageError: () => {},
    })
    const before = store.figures().transactions
    const answers = await Promise.all(Array.from({ length: 50 }, () => store.isHealthy()))
    expect(answers).toEqual(Array.from({ length: 50 }, () => true))
    expect(await store.isHealthy()).toBe(true)
    expect(store.figures().transactions - before).toBe(1)
    await store.close()
  })
})
