import { afterEach, beforeEach, expect, spyOn, test } from 'bun:test'
import * as fs from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { seededRandom } from '../../src/lib/random.ts'
import { databaseFileName } from '../../src/storage/sqlite/open.ts'
import { makeFolder, makeUser, openStore } from '../support/stores.ts'

/**
 * What a power cut can leave behind: the database file, and the WAL up to some byte. Everything before a sync that was
 * answered is on the disk; behind it the WAL can end anywhere.
 */

const actCount = 320
const randomCuts = 150

let folder: ReturnType<typeof makeFolder>
let after: ReturnType<typeof makeFolder>

beforeEach(() => {
  folder = makeFolder()
  after = makeFolder()
})
afterEach(() => {
  folder.remove()
  after.remove()
})

/** The e-mail addresses in a copy of the folder whose WAL ends after `length` bytes, in the order of the acts. */
const usersAfterCut = (database: Buffer, wal: Buffer, length: number): string[] => {
  const file = join(after.path, databaseFileName)
  fs.rmSync(`${file}-shm`, { force: true })
  fs.writeFileSync(file, database)
  fs.writeFileSync(`${file}-wal`, wal.subarray(0, length))
  const db = new Database(file)
  const isThere = db.prepare(`SELECT count(*) FROM sqlite_schema WHERE name = 'users'`).pluck().get() === 1
  const emails = isThere ? db.prepare<[], string>('SELECT email FROM users ORDER BY n').pluck().all() : []
  expect(db.pragma('quick_check', { simple: true })).toBe('ok')
  db.close()
  return emails
}

test(`of ${actCount} acts a WAL cut after any sync holds every acknowledged one, cut anywhere a clean prefix`, async () => {
  const random = seededRandom(3)
  const sync = fs.fdatasync
  let syncedBytes = 0
  const watched = spyOn(fs, 'fdatasync').mockImplementation(
    Object.assign(
      (descriptor: number, done: (error: Error | null) => void) => {
        const { size } = fs.fstatSync(descriptor)
        sync(descriptor, error => {
          if (!error) syncedBytes = size
          done(error)
        })
      },
      { __promisify__: fs.fdatasync.__promisify__ },
    ),
  )
  const store = openStore(folder.path, 'grouped')
  const sent: string[] = []
  /** For each length of the WAL that was synced: how many acts had been acknowledged by then. */
  const acknowledgedAt = new Map<number, number>()
  let acknowledged = 0
  while (sent.length < actCount) {
    // One act alone, some at once, or more than fit the turn in which they began.
    const users = Array.from({ length: random.whole(1, 5) }, () => makeUser())
    sent.push(...users.map(user => user.email))
    await Promise.all(
      users.map(user =>
        store.users.register(user, 'hash').then(() => {
          acknowledged += 1
          acknowledgedAt.set(syncedBytes, acknowledged)
        }),
      ),
    )
  }
  watched.mockRestore()
  const file = join(folder.path, databaseFileName)
  const [database, wal] = [fs.readFileSync(file), fs.readFileSync(`${file}-wal`)]
  await store.close()

  expect(acknowledged).toBe(sent.length)
  expect(acknowledgedAt.size).toBeGreaterThan(60)
  for (const [length, count] of acknowledgedAt) {
    const found = usersAfterCut(database, wal, length)
    expect(found.length).toBeGreaterThanOrEqual(count)
    expect(found).toEqual(sent.slice(0, found.length))
  }
  for (let cut = 0; cut < randomCuts; cut += 1) {
    const length = random.whole(0, wal.length)
    const found = usersAfterCut(database, wal, length)
    expect(found).toEqual(sent.slice(0, found.length))
    // Nothing that was acknowledged before the cut is missing.
    const promised = [...acknowledgedAt].filter(([synced]) => synced <= length).map(([, count]) => count)
    expect(found.length).toBeGreaterThanOrEqual(Math.max(0, ...promised))
  }
}, 60_000)
