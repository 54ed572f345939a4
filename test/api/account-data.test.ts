import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'bun:test'
import { join } from 'node:path'
import { Exports, exportUnderWay } from '../../src/domain/accounts/exports.ts'
import { disableAccount, findAccount } from '../../src/domain/users/operator.ts'
import type { Caller } from '../../src/http/request-context.ts'
import { refusalIn } from '../support/client.ts'
import { joinAfresh, type Person } from '../support/people.ts'
import { personalColumns } from '../support/personal-columns.ts'
import { makePersonalWorld, type PersonalWorld } from '../support/personal-world.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeFolder, newId } from '../support/stores.ts'
import { onPostgres, openTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { type UnzippedFile, unzip } from '../support/unzip.ts'

/** Everything that is stored about a person is in their export, and what is theirs alone is gone after their deletion. */

interface Stored {
  folder: ReturnType<typeof makeFolder>
  server: TestServer
  world: PersonalWorld
  db: TestDatabase
  dispose(): Promise<void>
}

const openStored = async (): Promise<Stored> => {
  const folder = makeFolder()
  const server = await startTestServer({ env: { DATA_DIR: folder.path } })
  const world = await makePersonalWorld(server)
  const db = openTestDatabase(server.ctx.config)
  const dispose = async () => {
    await db.close()
    await server.stop()
    folder.remove()
  }
  return { folder, server, world, db, dispose }
}

let server: TestServer
let world: PersonalWorld
let db: TestDatabase
let dispose: () => Promise<void>

beforeAll(async () => {
  ;({ server, world, db, dispose } = await openStored())
})
afterAll(() => dispose())

/** A column that refers to a person by a foreign key, or by its name. */
const isPersonal = /^(user|owner|reporter|seeker|helper|payer|payee|sender|reviewer|reviewee|buddy_user)_id$/

const columnsThatRefer = onPostgres
  ? `SELECT conrelid::regclass || '.' || attname AS name FROM pg_constraint
      JOIN pg_attribute ON attrelid = conrelid AND attnum = ANY (conkey) WHERE confrelid = 'users'::regclass`
  : `SELECT tables.name || '.' || "from" AS name FROM sqlite_schema AS tables
      JOIN pragma_foreign_key_list(tables.name) WHERE type = 'table' AND "table" = 'users'`

const findPersonalColumns = async (): Promise<string[]> => {
  const referring = await db.all<{ name: string }>(columnsThatRefer)
  const named = (await db.columns()).filter(name => isPersonal.test(name.split('.')[1] ?? ''))
  const names = new Set([...referring.map(({ name }) => name), ...named])
  // The index of people's places; SQLite has their numbers in it.
  names.delete('user_places.user_id')
  return [...names]
}

type Row = Record<string, string | number | boolean | null>

/** Flags are 0 and 1 in SQLite and in an export. */
const rowsOf = async (db: TestDatabase, column: string, userId: string): Promise<Row[]> => {
  const [table = '', name = ''] = column.split('.')
  const where = `FROM "${table}" WHERE "${name}" = ?`
  if (!onPostgres) return db.all<Row>(`SELECT * ${where}`, userId)
  const rows = await db.all<{ text: string }>(`SELECT to_json("${table}")::text AS text ${where}`, userId)
  return rows.map(({ text }) =>
    Object.fromEntries(
      Object.entries<Row[string]>(JSON.parse(text)).map(([key, value]) => [
        key,
        typeof value === 'boolean' ? Number(value) : value,
      ]),
    ),
  )
}

/** All that is stored: the files of the folder, and the rows of PostgreSQL. */
const everythingStored = async ({ folder, db }: Stored): Promise<Buffer> => {
  const bytes: Buffer[] = []
  for (const name of new Bun.Glob('**/*').scanSync({ cwd: folder.path, dot: true }))
    bytes.push(Buffer.from(await Bun.file(join(folder.path, name)).bytes()))
  if (!onPostgres) return Buffer.concat(bytes)
  const tables = new Set((await db.columns()).map(name => name.split('.')[0]))
  for (const table of tables)
    for (const row of await db.all<object>(`SELECT to_json("${table}")::text FROM "${table}"`))
      bytes.push(Buffer.from(JSON.stringify(row)))
  return Buffer.concat(bytes)
}

const exportOf = async ({ client }: Person): Promise<UnzippedFile[]> => {
  const response = await fetch(`${server.url}/api/users/me/export`, {
    headers: { authorization: `Bearer ${client.token}` },
  })
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toBe('application/zip')
  expect(response.headers.get('content-disposition')).toMatch(
    /^attachment; filename="chayenity-\d{8}T\d{6}\.zip"$/,
  )
  return unzip(await response.bytes())
}

const rowsIn = (files: UnzippedFile[], kind: string): Row[] => {
  const file = files.find(({ name }) => name === `${kind}.json`)
  if (!file) throw new Error(`There is no file ${kind}.json.`)
  return JSON.parse(new TextDecoder().decode(file.bytes))
}

/** Columns that no export has: numbers of the database, and copies of what is elsewhere. */
const withheld = new Set([
  'gigs.n',
  'buddies.is_hidden',
  'buddies.is_available',
  'reports.owner_id',
  // PostgreSQL makes them of other columns.
  'gigs.place',
  'gigs.cell_row',
  'gigs.cell_column',
  'gigs.words',
])

describe('every column that refers to a person', () => {
  test('is one of those whose export and deletion have been thought of', async () => {
    expect((await findPersonalColumns()).sort()).toEqual(Object.keys(personalColumns).sort())
  })

  test('has its rows in the export, each with all of its columns', async () => {
    const { person } = world
    const files = await exportOf(person)
    expect(rowsIn(files, 'account')).toMatchObject([{ id: person.user.id, email: person.user.email }])
    for (const [column, { exported }] of Object.entries(personalColumns)) {
      if (typeof exported !== 'string') continue
      const table = column.split('.')[0] ?? ''
      const stored = await rowsOf(db, column, person.user.id)
      // A message that was received is in the export too.
      const found = rowsIn(files, exported).filter(
        row => table !== 'chat_messages' || row.sender_id === person.user.id,
      )
      const shown = stored.map(row =>
        Object.fromEntries(Object.entries(row).filter(([name]) => !withheld.has(`${table}.${name}`))),
      )
      const sorted = (rows: object[]) => rows.map(row => JSON.stringify(row, Object.keys(row).sort())).sort()
      expect(stored.length, column).toBeGreaterThan(0)
      expect([column, sorted(found)]).toEqual([column, sorted(shown)])
    }
  })

  test('has messages of both, and the pictures as they were stored', async () => {
    const files = await exportOf(world.person)
    expect(rowsIn(files, 'messages').map(({ content }) => content)).toContain('Hello!')
    for (const { id, sha256, content_type } of rowsIn(files, 'files')) {
      const name = `pictures/${id}.${content_type === 'image/png' ? 'png' : 'jpg'}`
      const picture = files.find(file => file.name === name)
      expect(Bun.SHA256.hash(picture?.bytes ?? '', 'hex')).toBe(String(sha256))
    }
  })
})

const callerOf = async ({ user }: Person): Promise<Caller> => {
  const [session] = await server.ctx.store.sessions.listOpen(user.id)
  if (!session) throw new Error(`${user.full_name} has no session.`)
  return { userId: session.userId, sessionId: session.id }
}

describe('an export', () => {
  test('has no secret, and nothing that others have written about the person to the operator', async () => {
    const text = Buffer.concat((await exportOf(world.person)).map(({ bytes }) => bytes)).toString('latin1')
    expect(text).not.toContain('$argon2id$')
    expect(text).not.toContain('0'.repeat(64))
    expect(rowsIn(await exportOf(world.other), 'reports')).toHaveLength(1)
  })

  test('is made once at a time for a person, and the slowest of sixteen makes way for another one', async () => {
    const { clock } = server
    const exports = new Exports(server.ctx)
    const crowd = await Promise.all(Array.from({ length: 17 }, (_, n) => joinAfresh(server, `Person ${n}`)))
    const callers = await Promise.all(crowd.map(callerOf))
    const begin = (at: number) => exports.begin(callers[at] ?? { userId: newId(), sessionId: newId() })
    const readers = Array.from({ length: 16 }, (_, at) => begin(at).getReader())
    expect(() => begin(0)).toThrow(exportUnderWay())
    expect(() => begin(16)).toThrow(exportUnderWay())
    for (const [at, reader] of readers.entries()) if (at !== 7) await reader.read()
    clock.advance(20_000)
    for (const reader of readers) await reader.read()
    clock.advance(10_000)
    const newcomer = begin(16)
    await expect(readers[7]?.read()).rejects.toThrow('A slow export made way for another one.')
    expect(unzip(await new Response(newcomer).bytes()).length).toBeGreaterThan(10)
    await readers[0]?.cancel()
    expect(unzip(await new Response(begin(0)).bytes()).length).toBeGreaterThan(10)
    for (const reader of readers) await reader.cancel().catch(() => {})
    expect(exports.bound.used()).toBe(0)
  })

  test('ends when its client takes nothing for half a minute', async () => {
    const exports = new Exports(server.ctx)
    const reader = exports.begin(await callerOf(await joinAfresh(server, 'Idle'))).getReader()
    await reader.read()
    server.clock.advance(29_000)
    await reader.read()
    server.clock.advance(29_000)
    expect(exports.bound.used()).toBe(1)
    server.clock.advance(1000)
    expect(exports.bound.used()).toBe(0)
    await expect(reader.read()).rejects.toThrow('The client of an export takes nothing.')
  })

  test.each<[string, (person: Person) => Promise<unknown>]>([
    ['log out', ({ client }) => client.post('/api/auth/logout')],
    ['end every session', ({ client }) => client.post('/api/auth/logout-all')],
    [
      'are disabled',
      async ({ user }) => disableAccount(server.ctx, await findAccount(server.ctx, user.email)),
    ],
  ])('ends when those who asked for it %s', async (_, end) => {
    const exports = new Exports(server.ctx)
    const person = await joinAfresh(server, 'Leaving')
    const reader = exports.begin(await callerOf(person)).getReader()
    await reader.read()
    await end(person)
    await expect(reader.read()).rejects.toThrow('An export ended with its session.')
    expect(exports.bound.used()).toBe(0)
  })

  test('is for the person alone, and nothing is made for a HEAD', async () => {
    const { client } = world.person
    expect(refusalIn(await client.withToken(null).get('/api/users/me/export'))).toEqual([
      401,
      'NOT_AUTHENTICATED',
    ])
    const head = await fetch(`${server.url}/api/users/me/export`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${client.token}` },
    })
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'application/zip'])
  })
})

describe('a deletion', () => {
  test('leaves nothing of the person in a row, in a file of the folder and in the log', async () => {
    // A world of its own: nothing of the person is there afterwards.
    const stored = await openStored()
    onTestFinished(stored.dispose)
    const { server, db, world } = stored
    const { person, planted, kept } = world
    const { status } = await person.client.send('DELETE', '/api/users/me', {
      body: { password: person.password },
    })
    expect(status).toBe(200)
    for (const [column, { afterDeletion }] of Object.entries(personalColumns))
      expect([column, (await rowsOf(db, column, person.user.id)).length > 0]).toEqual([
        column,
        afterDeletion === 'stays',
      ])
    const all = await everythingStored(stored)
    for (const word of kept) expect([word, all.includes(word)]).toEqual([word, true])
    for (const word of planted) expect([word, all.includes(word)]).toEqual([word, false])
    for (const word of planted) expect(server.logLines.join('\n')).not.toContain(word)
  })
})
