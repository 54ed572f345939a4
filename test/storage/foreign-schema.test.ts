import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { inspectFolder } from '../../src/backup/inspect.ts'
import { makeBackup } from '../../src/backup/make.ts'
import { repairFolder } from '../../src/backup/repair.ts'
import { restoreBackup } from '../../src/backup/restore.ts'
import { backUpBeforeMigration } from '../../src/backup/schedule.ts'
import { readConfig } from '../../src/config.ts'
import { manualClock } from '../../src/lib/clock.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { migrateTo, schemaVersion } from '../../src/storage/sqlite/migrations/migrate.ts'
import { newestDigest, schemaDigestOf } from '../../src/storage/sqlite/migrations/schema-differences.ts'
import { testNow } from '../support/server.ts'
import { makeFolder, makeUser, makeWrite, openStore, silentLog } from '../support/stores.ts'

/** A trigger, view, column or table that no version of the product makes is found, and runs nowhere. */

let folder: ReturnType<typeof makeFolder>
let dataDir: string
beforeEach(async () => {
  folder = makeFolder()
  dataDir = join(folder.path, 'data')
  const store = openStore(dataDir)
  await store.users.register(makeWrite(), makeUser(), 'hash')
  await store.close()
})
afterEach(() => folder.remove())

const change = (sql: string, file = join(dataDir, databaseFileName)) => {
  const db = new Database(file)
  db.unsafeMode()
  db.exec(sql)
  db.close()
}

const foreign = (what: string) => `The database has the ${what}, which is not part of its schema.`

const cases: [string, string][] = [
  [
    'CREATE TRIGGER spy AFTER INSERT ON users BEGIN UPDATE users SET full_name = 1; END',
    foreign('trigger "spy"'),
  ],
  ['CREATE VIEW spied AS SELECT * FROM users', foreign('view "spied"')],
  ['CREATE TABLE spied (note TEXT)', foreign('table "spied"')],
  ['CREATE INDEX spied ON users (full_name)', foreign('index "spied"')],
  ['ALTER TABLE users ADD COLUMN spied TEXT', 'The table "users" of the database is not that of its schema.'],
  [
    "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET sql = replace(sql, 'RAISE', 'ifnull') WHERE name = 'ledger_entries_never_go'",
    'The trigger "ledger_entries_never_go" of the database is not that of its schema.',
  ],
  [
    'DROP TRIGGER ledger_entries_never_go',
    'The database lacks the trigger "ledger_entries_never_go" of its schema.',
  ],
]

test.each(cases)('after %s "check" says so, and the server does not start', async (sql, sentence) => {
  change(sql)
  expect((await inspectFolder(dataDir)).problems).toEqual([sentence])
  const bytes = readFileSync(join(dataDir, databaseFileName))
  expect(() => openStore(dataDir)).toThrow(sentence)
  expect(readFileSync(join(dataDir, databaseFileName)).equals(bytes)).toBe(true)
})

describe('of a database with something foreign', () => {
  const report = () => {}
  beforeEach(() => change('CREATE TABLE spied (note TEXT); ALTER TABLE users ADD COLUMN spied TEXT'))
  const sentences = [foreign('table "spied"'), 'The table "users" of the database is not that of its schema.']

  test('a backup says what it is, and can be restored without it', async () => {
    const archive = join(folder.path, 'backup.tar.gz')
    expect((await makeBackup(dataDir, archive, testNow)).damage?.problems).toEqual(sentences)
    const target = join(folder.path, 'restored')
    await restoreBackup(archive, target, { force: false, keepSessions: true, nowMs: testNow, report })
    expect(await inspectFolder(target)).toMatchObject({ problems: [], tables: { users: 1 } })
    await openStore(target).close()
  })

  test('a repair takes the rows into a new one', async () => {
    const { mended, left } = await repairFolder(dataDir, { isApplied: true, nowMs: testNow, report })
    expect({ mended, left }).toEqual({ mended: sentences, left: [] })
    expect(await inspectFolder(dataDir)).toMatchObject({ problems: [], tables: { users: 1 } })
  })
})

test('the tables of Litestream are not foreign, and others of their names are', async () => {
  change(
    'CREATE TABLE _litestream_lock (id INTEGER); CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)',
  )
  expect((await inspectFolder(dataDir)).problems).toEqual([])
  await openStore(dataDir).close()
  change('DROP TABLE _litestream_lock; CREATE TABLE _litestream_lock (id INTEGER, spied TEXT)')
  expect(() => openStore(dataDir)).toThrow(foreign('table "_litestream_lock"'))
})

test('the database of another program is left as it is', () => {
  const other = join(folder.path, 'other')
  mkdirSync(other)
  const file = join(other, databaseFileName)
  change('CREATE TABLE songs (title TEXT)', file)
  const bytes = readFileSync(file)
  expect(() => openStore(other)).toThrow(foreign('table "songs"'))
  expect(readFileSync(file).equals(bytes)).toBe(true)
})

test('of an older version, it is found before the migration, for which no backup is made', async () => {
  const older = join(folder.path, 'older')
  mkdirSync(older)
  const file = join(older, databaseFileName)
  const db = new Database(file)
  migrateTo(db, schemaVersion - 1)
  db.close()
  const config = readConfig({ DATA_DIR: older }, 'production')
  const clock = manualClock(testNow)
  change('CREATE VIEW spied AS SELECT * FROM users', file)
  await backUpBeforeMigration(config, clock, silentLog)
  expect(() => openStore(older)).toThrow(foreign('view "spied"'))
  expect(existsSync(join(older, 'backups'))).toBe(false)

  change('DROP VIEW spied', file)
  await backUpBeforeMigration(config, clock, silentLog)
  expect(readdirSync(join(older, 'backups'))).toHaveLength(1)
  await openStore(older).close()
})

test('a saved database in memory is looked at, too', async () => {
  const image = join(folder.path, 'image.db')
  const store = openStore(dataDir)
  await store.copyTo(image)
  await store.close()
  await openStore(':memory:', 'grouped', { image: readFileSync(image) }).close()
  change('CREATE VIEW spied AS SELECT * FROM users', image)
  expect(() => openStore(':memory:', 'grouped', { image: readFileSync(image) })).toThrow(
    foreign('view "spied"'),
  )
})

test('the digest is that of a new database; after a new migration, take the received one', () => {
  const db = new Database(':memory:')
  migrateTo(db, schemaVersion)
  expect(schemaDigestOf(db)).toBe(newestDigest)
})
