import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SQL } from 'bun'
import { inspectMarketplace } from '../../src/backup/inspect.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { hashFile } from '../../src/lib/hash-file.ts'
import { exportMarketplace } from '../../src/move/export.ts'
import { importMarketplace } from '../../src/move/import.ts'
import { type ExportManifest, tablePath } from '../../src/move/manifest.ts'
import { problemsOf } from '../support/backups.ts'
import { Client } from '../support/client.ts'
import { openMoveBench } from '../support/exports.ts'
import { exampleGig } from '../support/gigs.ts'
import { type PostgresServer, startPostgres } from '../support/postgres.ts'
import { startTestServer, testNow } from '../support/server.ts'

/** A marketplace moves from SQLite to PostgreSQL and back. */

const bench = await openMoveBench()
const { at, expectSameAnswers, people, repack, server, unpack } = bench
const one = await bench.exportFrom('live', 'one.tar.gz')
let postgres: PostgresServer
beforeAll(async () => {
  postgres = await startPostgres()
}, 60_000)
afterAll(async () => {
  await bench.close()
  await postgres.end()
})

const settingsOf = async (name: string) => ({
  DATABASE_URL: await postgres.newDatabase(),
  COPIES: '1',
  DATA_DIR: at(name),
})

const configOf = (settings: Record<string, string>) => readConfig(settings, 'production')

const importInto = (config: Config, archive: string, report: (part: string) => void = () => {}) =>
  importMarketplace(config, at(archive), report)

const exportTo = (config: Config, archive: string) =>
  exportMarketplace(config, at(archive), { data: 'production', nowMs: testNow + 1000, report: () => {} })

const countUsers = async ({ databaseUrl }: Config): Promise<number> => {
  const sql = new SQL({ url: databaseUrl ?? '', max: 1 })
  const [row]: { count: number }[] = await sql.unsafe('SELECT count(*)::int AS count FROM users')
  await sql.close()
  return row?.count ?? -1
}

describe('a marketplace', () => {
  test('is byte for byte the same export after the way to PostgreSQL and back, but for the date', async () => {
    const config = configOf(await settingsOf('there'))
    expect(await importInto(config, 'one.tar.gz')).toEqual(one)
    const two = await exportTo(config, 'two.tar.gz')
    expect({ ...two, createdAt: one.createdAt }).toEqual(one)
    await bench.importInto('back', 'two.tar.gz')
    await bench.exportFrom('back', 'three.tar.gz')
    const contents = await Promise.all(['one', 'two', 'three'].map(name => unpack(`${name}.tar.gz`, name)))
    const [first, second, third] = contents.map(content => ({ ...content, 'manifest.json': '' }))
    expect(Object.keys(first ?? {}).length).toBeGreaterThan(20)
    expect([second, third]).toEqual([first, first])
  })

  test('has people who stay logged in on PostgreSQL and see what they saw, and rows that agree', async () => {
    const settings = await settingsOf('served')
    await importInto(configOf(settings), 'one.tar.gz')
    const moved = await startTestServer({ env: settings, clock: server.clock })
    await expectSameAnswers(moved.url)
    const posted = await new Client(moved.url, people.person.client.token).post('/api/gigs', exampleGig)
    expect(posted.status).toBe(201)
    const whole = await inspectMarketplace(configOf(settings))
    expect([whole.problems, whole.tables.gigs]).toEqual([[], (one.tables.gigs ?? 0) + 1])
    await moved.stop()
  })

  test('is exported as it is at one moment while a server writes', async () => {
    const settings = await settingsOf('busy')
    await importInto(configOf(settings), 'one.tar.gz')
    const busy = await startTestServer({ env: settings, clock: server.clock })
    const writer = new Client(busy.url, people.person.client.token)
    let isOver = false
    const posting = Array.from({ length: 4 }, async () => {
      while (!isOver) expect((await writer.post('/api/gigs', exampleGig)).status).toBe(201)
    })
    const { tables } = await exportTo(configOf(settings), 'busy.tar.gz').finally(() => {
      isOver = true
    })
    await Promise.all(posting)
    await busy.stop()
    expect(tables.gigs).toBeGreaterThanOrEqual(one.tables.gigs ?? 0)
    expect((await bench.importInto('quiet', 'busy.tar.gz')).tables).toEqual(tables)
  })

  test('whose rows contradict themselves is not exported, and check says what is wrong', async () => {
    const settings = await settingsOf('broken')
    const config = configOf(settings)
    await importInto(config, 'one.tar.gz')
    const sql = new SQL({ url: settings.DATABASE_URL, max: 1 })
    await sql.unsafe('UPDATE transactions SET amount_satang = amount_satang + 1')
    await sql.unsafe('UPDATE gig_counts SET gig_count = gig_count + 1')
    await sql.unsafe('UPDATE list_totals SET count = count + 1')
    await sql.unsafe('DELETE FROM user_places')
    await sql.close()
    const expected = [
      /^Payments and their ledger entries do not agree/,
      /cells of the map's index have other gigs/,
      /totals of lists are wrong/,
      /places of people differ/,
    ]
    const [problems, ofExport] = [
      (await inspectMarketplace(config)).problems,
      await problemsOf(exportTo(config, 'broken.tar.gz')),
    ]
    for (const problem of expected) {
      expect(problems).toContainEqual(expect.stringMatching(problem))
      expect(ofExport).toContainEqual(expect.stringMatching(problem))
    }
    expect(existsSync(at('broken.tar.gz'))).toBe(false)
  })
})

const rewrite = async (
  manifest: ExportManifest,
  folder: string,
  path: string,
  change: (text: string) => string,
) => {
  const file = join(folder, path)
  writeFileSync(file, change(readFileSync(file, 'utf8')))
  const [bytes, sha256] = [statSync(file).size, await hashFile(file)]
  const files = manifest.files.map(each => (each.path === path ? { path, bytes, sha256 } : each))
  return { ...manifest, files }
}

describe('an import into PostgreSQL is rejected, and changes nothing, when', () => {
  test.each<[string, string, (text: string) => string, RegExp]>([
    [
      'a row breaks a rule',
      'gigs',
      text => text.replace(/"duration_hours":\d+/, '"duration_hours":721'),
      /^The table gigs has a row that breaks a rule of the data: /,
    ],
    [
      'a row refers to nobody',
      'gigs',
      text => text.replace(/"seeker_id":"./, '"seeker_id":"f'),
      /^The table gigs has a row that breaks a rule of the data: .*foreign key/,
    ],
    [
      'a person has a picture that is not there',
      'users',
      text => text.replace(/"profile_image_id":"./, '"profile_image_id":"f'),
      /^The table users has a row that breaks a rule of the data: .*foreign key/,
    ],
    [
      'text has a letter that PostgreSQL cannot store',
      'gigs',
      text => text.replace(/"title":"/, '"title":"\\u0000'),
      /^The table gigs has a row that breaks a rule of the data: /,
    ],
    [
      'rows are in another order',
      'reviews',
      text => `${text.trimEnd().split('\n').reverse().join('\n')}\n`,
      /^The table reviews is not stored as it is in the export\.$/,
    ],
    [
      'an entry of the ledger is gone',
      'ledger_entries',
      text => text.replace(/[^\n]*\n$/, ''),
      /^Payments and their ledger entries do not agree|do not sum to zero/,
    ],
  ])('%s', async (_, table, change, problem) => {
    const config = configOf(await settingsOf('target'))
    const archive = await repack('one.tar.gz', (manifest, folder) =>
      rewrite(manifest, folder, tablePath(table), change),
    )
    expect(await problemsOf(importInto(config, archive))).toContainEqual(expect.stringMatching(problem))
    expect([await countUsers(config), existsSync(at('target'))]).toEqual([0, false])
  })

  test('the database has a marketplace, or a server uses it', async () => {
    const settings = await settingsOf('taken')
    await importInto(configOf(settings), 'one.tar.gz')
    const again = configOf({ ...settings, DATA_DIR: at('elsewhere') })
    expect(await problemsOf(importInto(again, 'one.tar.gz'))).toEqual([
      'The database of DATABASE_URL has a marketplace already, and an import fills an empty one. Create another database.',
    ])
    const running = await startTestServer({ env: settings })
    expect((await problemsOf(importInto(again, 'one.tar.gz')))[0]).toStartWith(
      'Another Chayenity server uses the database of DATABASE_URL.',
    )
    await running.stop()
    expect([await countUsers(again), existsSync(at('elsewhere'))]).toEqual([one.tables.users ?? 0, false])
  })
})

test('an import that was killed right before its end leaves an empty database, which the next one fills', async () => {
  const settings = await settingsOf('killed')
  const root = join(import.meta.dir, '../..')
  const script = `
    import { readConfig } from '${root}/src/config.ts'
    import { importMarketplace } from '${root}/src/move/import.ts'
    await importMarketplace(readConfig(process.env, 'production'), '${at('one.tar.gz')}', part => {
      if (part === 'comparing') process.kill(process.pid, 'SIGKILL')
    })`
  const killed = Bun.spawn([process.execPath, '-e', script], { env: { ...process.env, ...settings } })
  expect(await killed.exited).toBe(137)
  const config = configOf(settings)
  expect([await countUsers(config), readdirSync(at('killed/uploads')).length > 0]).toEqual([0, true])
  await importInto(config, 'one.tar.gz')
  expect((await inspectMarketplace(config)).problems).toEqual([])
  rmSync(at('killed'), { recursive: true })
})
