import { spyOn } from 'bun:test'
import * as fs from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { seededRandom } from '../../src/lib/random.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { makeUser, makeWrite, openStore } from './stores.ts'

/** The files of a store that lost its power, and what it had promised by then. */
export interface Recording {
  database: Buffer
  wal: Buffer
  /** The e-mail addresses of the users, in the order of the acts that entered them. */
  sent: string[]
  /** For each length of the WAL that was synced: how many acts had been acknowledged by then. */
  acknowledgedAt: Map<number, number>
}

/** Enters users in a new store, one alone or some at once, and writes down which syncs had ended when each was told. */
export const recordActs = async (folder: string, actCount: number): Promise<Recording> => {
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
  const store = openStore(folder, 'grouped')
  const file = join(folder, databaseFileName)
  emptyWal(file)
  const sent: string[] = []
  const acknowledgedAt = new Map<number, number>()
  let acknowledged = 0
  while (sent.length < actCount) {
    // One act alone, some at once, or more than fit the turn in which they began.
    const users = Array.from({ length: random.whole(1, 8) }, () => makeUser())
    sent.push(...users.map(user => user.email))
    await Promise.all(
      users.map(user =>
        store.users.register(makeWrite(), user, 'hash').then(() => {
          acknowledged += 1
          acknowledgedAt.set(syncedBytes, acknowledged)
        }),
      ),
    )
  }
  watched.mockRestore()
  const [database, wal] = [fs.readFileSync(file), fs.readFileSync(`${file}-wal`)]
  await store.close()
  return { database, wal, sent, acknowledgedAt }
}

/** Moves what made the tables out of the WAL, so that it holds nothing but the acts. */
const emptyWal = (file: string) => {
  const db = new Database(file)
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
}

/** How many acts had been acknowledged when the WAL was so long. */
export const promisedAt = ({ acknowledgedAt }: Recording, length: number): number =>
  Math.max(0, ...[...acknowledgedAt].filter(([synced]) => synced <= length).map(([, count]) => count))

/** What a cut WAL left behind. */
interface Remains {
  /** In the order of the acts. */
  emails: string[]
  /** Asks SQLite whether the database is whole: `ok`. */
  check(): unknown
}

/**
 * Lays the files of a recording into a folder. The function it gives cuts the WAL, never to be longer than before, opens
 * what is left as after a power cut, and hands it to `look`.
 */
export const layOut = ({ database, wal }: Recording, folder: string) => {
  const file = join(folder, databaseFileName)
  fs.writeFileSync(file, database)
  fs.writeFileSync(`${file}-wal`, wal)
  return (length: number, look: (remains: Remains) => void): void => {
    fs.truncateSync(`${file}-wal`, length)
    fs.rmSync(`${file}-shm`, { force: true })
    // Without the right to write it leaves the WAL as it is when it is closed.
    const db = new Database(file, { readonly: true })
    const emails = db.prepare<[], string>('SELECT email FROM users ORDER BY n').pluck().all()
    look({ emails, check: () => db.pragma('quick_check', { simple: true }) })
    db.close()
  }
}
