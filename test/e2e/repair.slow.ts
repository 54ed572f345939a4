import { afterAll, describe, expect, test } from 'bun:test'
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { inspectFolder } from '../../src/backup/inspect.ts'
import { repairFolder } from '../../src/backup/repair.ts'
import { startSweep } from '../../src/backup/start-sweep.ts'
import { sweep } from '../../src/backup/sweep.ts'
import { seededRandom } from '../../src/lib/random.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { DamageError, StorageError } from '../../src/storage/storage-error.ts'
import { damagePage, makeLivedInFolder } from '../support/lived-in.ts'
import { startTestServer, testNow } from '../support/server.ts'

const folder = await makeLivedInFolder()
afterAll(folder.remove)
const { at, copyWith, withoutPageOf } = folder
const [profile = '', picture = ''] = folder.pictures

const run = (dataDir: string, isApplied: boolean) =>
  repairFolder(dataDir, { isApplied, nowMs: testNow, report: () => {} })

const readValue = (dataDir: string, sql: string): unknown => {
  const db = new Database(join(dataDir, databaseFileName), { readonly: true })
  const value = db.prepare(sql).pluck().get()
  db.close()
  return value
}

/** The rows of every table that cannot be derived, as text. Which cells have changed is for searches that run. */
const rowsOf = (dataDir: string): Record<string, unknown[]> => {
  const db = new Database(join(dataDir, databaseFileName), { readonly: true })
  const names = db
    .prepare<[], string>(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_schema%'",
    )
    .pluck()
    .all()
    .filter(name => !['gig_cell_changes', 'gig_chunks', 'list_totals'].includes(name))
  const rows = Object.fromEntries(names.map(name => [name, db.prepare(`SELECT * FROM "${name}"`).all()]))
  db.close()
  return rows
}

/** What may break, and how check tells it. */
const derived: [name: string, sql: string, problem: string][] = [
  ['a rating', 'UPDATE users SET rating_sum = 5 WHERE review_count = 1', 'Ratings of people are not the sum'],
  ['an unread counter', 'UPDATE chat_rooms SET seeker_unread = 3', 'Rooms have a wrong number of unread'],
  ['the last message', 'UPDATE chat_rooms SET last_seq = 50 WHERE last_seq > 0', 'Rooms have a gap'],
  ['a total of a list', 'UPDATE list_totals SET count = count + 1', 'totals of lists are wrong'],
  ['whom responses name', 'DELETE FROM idempotency_people', 'whom stored responses name'],
  ['a counter of the map', 'UPDATE gig_counts SET gig_count = gig_count + 1', 'index and the gigs differ by'],
  ['a place in the map', 'UPDATE gig_chunks SET chunk = -chunk', 'have other gigs than they should'],
  ['the gigs of the map', 'DELETE FROM gig_chunks', 'index and the gigs differ by'],
  ['the place of a person', 'DELETE FROM user_places', 'the places of people differ by 1'],
  [
    'the index of words',
    "INSERT INTO gig_words (gig_words) VALUES ('delete-all')",
    'missing from the index of words',
  ],
]

/** What only a person can decide. */
const undecided: typeof derived = [
  [
    'a payment without its entries',
    'DROP TRIGGER ledger_entries_never_go; DELETE FROM ledger_entries',
    'Payments and their',
  ],
  [
    'entries of a payment that failed',
    "UPDATE transactions SET status = 'FAILED', completed_at = NULL",
    'Payments and their',
  ],
  [
    'a payment of another amount',
    'UPDATE transactions SET amount_satang = amount_satang + 1',
    'Payments and their',
  ],
  [
    'a payment of a cancelled gig',
    "UPDATE gigs SET status = 'CANCELLED' WHERE status = 'ACCEPTED'",
    'that does not fit their payment',
  ],
  [
    'a payment to somebody else',
    "UPDATE gigs SET helper_id = 'nobody' WHERE helper_id IS NOT NULL",
    'not between the seeker',
  ],
  [
    'a gig without its room',
    'DELETE FROM chat_messages; DELETE FROM notifications; DELETE FROM chat_rooms',
    'Gigs have a helper and no room',
  ],
]

describe('check', () => {
  test.each([...derived, ...undecided])('tells %s', async (name, sql, problem) => {
    const broken = copyWith(name, sql)
    expect((await inspectFolder(broken)).problems.join(' ')).toContain(problem)
    rmSync(broken, { recursive: true })
  })
})

describe('a repair', () => {
  test('finds nothing in a healthy folder, and changes nothing', async () => {
    expect((await inspectFolder(at('whole'))).problems).toEqual([])
    expect(await run(at('whole'), true)).toEqual({ mended: [], left: [], backup: null })
    expect(existsSync(at('whole/backups'))).toBe(false)
  })

  test('makes everything again that can be derived, and says before what it would do', async () => {
    const broken = copyWith('broken', derived.map(([, sql]) => sql).join(';'))
    const { problems } = await inspectFolder(broken)
    expect(problems.length).toBeGreaterThan(6)
    const dry = await run(broken, false)
    expect(dry).toEqual({ mended: problems, left: [], backup: null })
    expect((await inspectFolder(broken)).problems).toEqual(problems)
    const { mended, backup } = await run(broken, true)
    expect(mended).toEqual(problems)
    expect(readdirSync(join(broken, 'backups')).map(name => join(broken, 'backups', name))).toEqual([
      backup ?? '',
    ])
    expect((await inspectFolder(broken)).problems).toEqual([])
    expect(rowsOf(broken)).toEqual(rowsOf(at('whole')))
  })

  test('drops the row of a file that is gone, and with it the picture of a person', async () => {
    const broken = copyWith('lost')
    rmSync(join(broken, 'uploads', `${profile}.png`))
    const dry = await run(broken, false)
    expect(dry.mended).toContain(`The file ${profile} is missing: its row is dropped.`)
    expect(readValue(broken, 'SELECT count(*) FROM files')).toBe(2)
    await run(broken, true)
    expect(readValue(broken, 'SELECT group_concat(id) FROM files')).toBe(picture)
    expect(readValue(broken, 'SELECT count(profile_image_id) FROM users')).toBe(0)
    expect((await inspectFolder(broken)).problems).toEqual([])
    const server = await startTestServer({ env: { DATA_DIR: broken } })
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200)
    await server.stop()
  })

  test('leaves a changed picture and says so; its hash was stored at the upload', async () => {
    const broken = copyWith('changed')
    const file = join(broken, 'uploads', `${picture}.png`)
    writeFileSync(file, Buffer.alloc(Bun.file(file).size, 7))
    const problems = [`The file ${picture}.png is not what was uploaded.`]
    expect((await inspectFolder(broken)).problems).toEqual(problems)
    expect(await run(broken, true)).toEqual({ mended: [], left: problems, backup: null })
  })

  test('stores the hash of a file of an earlier version', async () => {
    const broken = copyWith('unhashed', 'UPDATE files SET sha256 = NULL')
    expect((await run(broken, true)).mended).toEqual([
      '2 files of an earlier version have no hash: it is stored now.',
    ])
    expect(rowsOf(broken)).toEqual(rowsOf(at('whole')))
  })

  test('leaves money and the states of gigs as they are, and says so', async () => {
    const [, sql, problem] = undecided[3] ?? []
    const recounted = 'DELETE FROM list_totals; INSERT INTO list_totals SELECT * FROM recounted_list_totals'
    const more = `UPDATE transactions SET amount_satang = amount_satang + 1; ${recounted}`
    const broken = copyWith('undecided', `${sql}; ${more}`)
    const before = rowsOf(broken)
    const { left } = await run(broken, true)
    expect(left).toHaveLength(2)
    expect(left.join(' ')).toContain(problem ?? '')
    expect((await inspectFolder(broken)).problems).toEqual(left)
    const after = rowsOf(broken)
    for (const table of ['transactions', 'ledger_entries', 'gigs'])
      expect([table, after[table]]).toEqual([table, before[table]])
  })

  test('is refused while a server runs, and says without it what it would do', async () => {
    const broken = copyWith('served', 'UPDATE users SET rating_sum = 5 WHERE review_count = 1')
    const server = await startTestServer({ env: { DATA_DIR: broken } })
    expect((await run(broken, false)).mended.length).toBeGreaterThan(0)
    await expect(run(broken, true)).rejects.toThrow(StorageError)
    await server.stop()
  })
})

test('a damaged page makes a server not ready, and it still serves what it can', async () => {
  const server = await startTestServer({ env: { DATA_DIR: withoutPageOf('index', 'gigs_of_helper') } })
  await startSweep(server.ctx).stop()
  const ready = await fetch(`${server.url}/health/ready`)
  expect([ready.status, await ready.json()]).toEqual([
    503,
    { status: 'unhealthy', disk: 'plenty', database: 'damaged' },
  ])
  expect((await fetch(`${server.url}/health`)).status).toBe(200)
  expect(server.logLines.join('')).toContain('The database is damaged')
  await server.stop()
})

const damagedDatabases = 40

test(`${damagedDatabases} databases with a damaged page are told by check and at the start, and repaired or refused`, async () => {
  const random = seededRandom(18)
  const outcomes = { repaired: 0, refused: 0 }
  for (let n = 0; n < damagedDatabases; n += 1) {
    const broken = copyWith(`page-${n}`)
    damagePage(broken, random)
    expect((await inspectFolder(broken)).problems).not.toEqual([])
    expect(
      (await sweep({ dataDir: broken, databaseUrl: null, nowMs: testNow, pictures: 'folder' })).damage,
    ).not.toEqual([])
    try {
      await run(broken, true)
      outcomes.repaired += 1
      expect((await inspectFolder(broken)).problems).toEqual([])
      expect(rowsOf(broken)).toEqual(rowsOf(at('whole')))
    } catch (error) {
      expect(error).toBeInstanceOf(DamageError)
      outcomes.refused += 1
    }
    rmSync(broken, { recursive: true })
  }
  expect(outcomes.repaired).toBeGreaterThanOrEqual(damagedDatabases / 4)
})
