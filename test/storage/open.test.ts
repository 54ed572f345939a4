import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { getTableConfig } from 'drizzle-orm/sqlite-core'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import first from '../../src/storage/sqlite/migrations/0001-people-and-gigs.sql' with { type: 'text' }
import { migrate, schemaVersion } from '../../src/storage/sqlite/migrations/migrate.ts'
import { StorageError } from '../../src/storage/storage-error.ts'
import type { Store } from '../../src/storage/store.ts'
import * as tables from '../../src/storage/tables.ts'
import { at, makeFolder, makeGig, makeUser, makeWrite, openStore } from '../support/stores.ts'

let folder: ReturnType<typeof makeFolder>
const open: Store[] = []

beforeEach(() => {
  folder = makeFolder()
})
afterEach(async () => {
  await Promise.all(open.splice(0).map(store => store.close()))
  folder.remove()
})

const openHere = (durability?: 'grouped' | 'full') => {
  const store = openStore(folder.path, durability)
  open.push(store)
  return store
}
const closeAll = async () => {
  await Promise.all(open.splice(0).map(store => store.close()))
}
const databaseFile = () => join(folder.path, databaseFileName)

const refusalOf = (act: () => unknown): StorageError => {
  try {
    act()
  } catch (error) {
    if (error instanceof StorageError) return error
    throw error
  }
  throw new Error('Nothing was refused.')
}
const aSentence = /^The [^\n]+\.$/

describe('a data folder', () => {
  test('is made when it is missing, for its owner alone, as are the files in it', async () => {
    folder.path = join(folder.path, 'a', 'b')
    await openHere().users.register(makeWrite(), makeUser(), 'hash')
    expect(statSync(folder.path).mode & 0o777).toBe(0o700)
    expect(statSync(databaseFile()).mode & 0o777).toBe(0o600)
    expect(statSync(`${databaseFile()}-wal`).mode & 0o777).toBe(0o600)
  })

  test.each(['notes.txt', 'uploads/photo.jpg'])(
    'is refused and left as it is when it has no database but other files: %s',
    name => {
      const file = join(folder.path, name)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, '')
      chmodSync(folder.path, 0o755)
      const refusal = refusalOf(openHere)
      expect(refusal.message).toMatch(aSentence)
      expect(refusal.message).toContain(name.split('/')[0] ?? name)
      expect(statSync(folder.path).mode & 0o777).toBe(0o755)
      expect(existsSync(file)).toBe(true)
    },
  )

  test('may have a key, backups and hidden files before its database', () => {
    for (const name of ['.gitignore', 'secret.key']) writeFileSync(join(folder.path, name), '')
    for (const name of ['backups', 'lost+found', 'uploads']) mkdirSync(join(folder.path, name))
    openHere()
    expect(existsSync(databaseFile())).toBe(true)
  })

  test('keeps everything from one start to the next, in both durabilities', async () => {
    const user = makeUser()
    const gig = makeGig(user)
    const first = openHere('grouped')
    await first.users.register(makeWrite(), user, 'hash')
    await closeAll()
    const second = openHere('full')
    expect(await second.users.find(user.id)).toEqual(user)
    await second.gigs.post(makeWrite(), gig)
    await closeAll()
    const third = openHere()
    expect(await third.gigs.find(gig.id)).toMatchObject(gig)
  })

  test('is refused to a second store with a sentence, and free again after the first is closed', async () => {
    openHere()
    const refusal = refusalOf(() => openStore(folder.path))
    expect(refusal.message).toMatch(aSentence)
    expect(refusal.message).toContain('another Chayenity process')
    expect(refusal.message).toContain(folder.path)
    await closeAll()
    expect(await openHere().isHealthy()).toBe(true)
  })

  test('that cannot be one is refused with a sentence', () => {
    const file = join(folder.path, 'a-file')
    writeFileSync(file, '')
    for (const path of [file, join(file, 'below')]) {
      expect(refusalOf(() => openStore(path)).message).toMatch(
        /^The data folder ".+" cannot be written \(E\w+\)\..+\.$/,
      )
    }
  })

  test('with a database of a newer version is refused with a sentence, and stays free', async () => {
    openHere()
    await closeAll()
    const db = new Database(databaseFile())
    db.pragma(`user_version = ${schemaVersion + 1}`)
    db.close()
    const refusal = refusalOf(() => openStore(folder.path))
    expect(refusal.message).toMatch(aSentence)
    expect(refusal.message).toContain('newer version')
    // The refused start let go of the folder.
    const again = new Database(databaseFile())
    again.pragma(`user_version = ${schemaVersion}`)
    again.close()
    expect(await openHere().isHealthy()).toBe(true)
  })

  test('with something else in the place of the database is refused with a sentence', () => {
    writeFileSync(databaseFile(), 'this is no database'.repeat(1000))
    expect(refusalOf(() => openStore(folder.path)).message).toMatch(aSentence)
    folder.remove()
    mkdirSync(databaseFile(), { recursive: true })
    expect(refusalOf(() => openStore(folder.path)).message).toMatch(aSentence)
  })
})

describe('the schema', () => {
  const fresh = () => {
    const db = new Database(':memory:')
    migrate(db)
    return db
  }

  test('of a fresh database has exactly the columns that tables.ts knows', () => {
    const db = fresh()
    interface Column {
      name: string
      type: string
      notnull: number
      pk: number
    }
    for (const table of Object.values(tables)) {
      const { name, columns, primaryKeys } = getTableConfig(table)
      const keys = new Set(primaryKeys.flatMap(key => key.columns.map(column => column.name)))
      const made = db.prepare<[string], Column>('SELECT * FROM pragma_table_info(?)').all(name)
      const known = columns.map(column => ({
        name: column.name,
        type: column.getSQLType().toUpperCase(),
        isRequired: column.notNull || column.primary,
        isKey: column.primary || keys.has(column.name),
      }))
      expect([
        name,
        made.map(({ name: column, type, notnull, pk }) => ({
          name: column,
          type,
          isRequired: notnull === 1 || pk > 0,
          isKey: pk > 0,
        })),
      ]).toEqual([name, known])
    }
  })

  test('has no table of people or gigs that tables.ts does not know', () => {
    const ours = fresh()
      .prepare<[], string>(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
      )
      .pluck()
      .all()
    const known = Object.values(tables).map(table => getTableConfig(table).name)
    const internal = [
      'deletions',
      'gig_cell_changes',
      'gig_chunks',
      'gig_counts',
      'health',
      'idempotency_people',
      'late_gigs',
      'list_totals',
      'notification_reads',
      'place_grid',
      'product',
    ]
    expect(ours.toSorted()).toEqual([...known, ...internal].toSorted())
  })

  test('is not touched by a second migration', () => {
    const db = fresh()
    const schema = () => db.prepare('SELECT * FROM sqlite_schema').all()
    const before = schema()
    migrate(db)
    expect(schema()).toEqual(before)
    expect(db.pragma('user_version', { simple: true })).toBe(schemaVersion)
  })

  test('of a database from before there were messages keeps the order of its rooms by age', () => {
    const db = new Database(':memory:')
    db.exec(first)
    db.pragma('user_version = 1')
    db.pragma('foreign_keys = OFF')
    const insert = db.prepare(
      "INSERT INTO chat_rooms (id, gig_id, seeker_id, helper_id, created_at) VALUES (?, ?, 'a', 'b', ?)",
    )
    for (const [id, age] of [
      ['new', 3],
      ['old', 1],
      ['middle', 2],
    ] as const)
      insert.run(id, id, at(age))
    migrate(db)
    const rooms = db.prepare('SELECT id, activity, last_seq FROM chat_rooms ORDER BY activity DESC').all()
    expect(rooms).toEqual([
      { id: 'new', activity: 3, last_seq: 0 },
      { id: 'middle', activity: 2, last_seq: 0 },
      { id: 'old', activity: 1, last_seq: 0 },
    ])
    db.close()
  })
})
