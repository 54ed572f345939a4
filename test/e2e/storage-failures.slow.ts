import { afterEach, beforeEach, describe, expect, spyOn, test } from 'bun:test'
import * as fs from 'node:fs'
import { chmodSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { maxBatchSize } from '../../src/storage/sqlite/engine/writer.ts'
import { databaseFileName } from '../../src/storage/sqlite/folder.ts'
import { Client, refusalIn } from '../support/client.ts'
import { exampleGig } from '../support/gigs.ts'
import { bytesOf, keepFile, still } from '../support/images.ts'
import { joinSomchai } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { makeFolder, makeUser, makeWrite, openStore } from '../support/stores.ts'

let folder: ReturnType<typeof makeFolder>
const databaseFile = () => join(folder.path, databaseFileName)
const start = () => startTestServer({ env: { DATA_DIR: folder.path } })

beforeEach(() => {
  folder = makeFolder()
})
afterEach(() => folder.remove())

const unavailable: [number, string] = [503, 'STORAGE_FAILED']

/** Overwrites the root page of a table in a database that nobody has open. */
const spoilTable = (table: string) => {
  const db = new Database(databaseFile())
  const pageSize = Number(db.pragma('page_size', { simple: true }))
  const root = db.prepare<[string], number>('SELECT rootpage FROM sqlite_schema WHERE name = ?').pluck()
  const page = root.get(table) ?? 0
  db.close()
  const file = fs.openSync(databaseFile(), 'r+')
  fs.writeSync(file, Buffer.alloc(pageSize, 0xab), 0, pageSize, (page - 1) * pageSize)
  fs.closeSync(file)
}

/** A person whose token outlives the server, for the next one on the same data. */
const leavePerson = async () => {
  const server = await start()
  const person = await joinSomchai(server)
  expect((await person.client.post('/api/gigs', exampleGig)).status).toBe(201)
  await server.stop()
  return person
}

describe('a database that is', () => {
  let server: TestServer
  afterEach(() => server.stop())

  test('corrupt where gigs are makes their reads and writes 503, leaves the rest, and logs the cause', async () => {
    const person = await leavePerson()
    spoilTable('gigs')
    server = await start()
    const client = person.client.at(server.url)
    expect((await client.get('/api/auth/me')).status).toBe(200)
    expect(refusalIn(await client.get('/api/gigs/my-gigs'))).toEqual(unavailable)
    expect(refusalIn(await client.post('/api/gigs', exampleGig))).toEqual(unavailable)
    expect(server.logLines.join()).toContain('SQLITE_CORRUPT')
    expect((await client.get('/api/auth/me')).status).toBe(200)
  })

  test('corrupt where people are makes a login 503, and tells the client nothing of it', async () => {
    const person = await leavePerson()
    spoilTable('users')
    server = await start()
    const answer = await new Client(server.url).send('POST', '/api/auth/login', {
      body: new URLSearchParams({ username: person.user.email, password: person.password }),
    })
    expect(refusalIn(answer)).toEqual(unavailable)
    expect(JSON.stringify(answer.body)).not.toMatch(/sqlite|malformed|disk image/i)
  })

  test('read-only makes writes and the health check 503, leaves reads, and recovers', async () => {
    const pragma = spyOn(Database.prototype, 'pragma')
    server = await start()
    const at = pragma.mock.calls.findIndex(([text]) => text.startsWith('synchronous'))
    const writing = pragma.mock.contexts[at] as Database.Database // the spy does not know its contexts
    pragma.mockRestore()
    const { client } = await joinSomchai(server)
    writing.pragma('query_only = ON')
    expect(refusalIn(await client.post('/api/gigs', exampleGig))).toEqual(unavailable)
    expect((await client.get('/api/auth/me')).status).toBe(200)
    expect(server.logLines.join()).toContain('SQLITE_READONLY')
    expect((await client.get('/health')).status).toBe(503)
    expect(server.logLines.join()).toContain('A health check failed.')
    writing.pragma('query_only = OFF')
    expect((await client.post('/api/gigs', exampleGig)).status).toBe(201)
    expect((await client.get('/health')).status).toBe(200)
  })

  test('moved away makes the health check 503', async () => {
    server = await start()
    renameSync(databaseFile(), join(folder.path, 'moved.db'))
    expect((await new Client(server.url).get('/health')).status).toBe(503)
    renameSync(join(folder.path, 'moved.db'), databaseFile())
    expect((await new Client(server.url).get('/health')).status).toBe(200)
  })
})

describe('closing a store', () => {
  test.each(['grouped', 'full'] as const)('loses nothing that was accepted before (%s)', async durability => {
    const store = openStore(folder.path, durability)
    const users = Array.from({ length: 3 * maxBatchSize }, () => makeUser())
    const writes = users.map(user => store.users.register(makeWrite(), user, 'hash'))
    await store.close()
    expect((await Promise.allSettled(writes)).filter(({ status }) => status === 'rejected')).toEqual([])
    const again = openStore(folder.path)
    expect((await again.users.listAll()).map(({ id }) => id).sort()).toEqual(users.map(({ id }) => id).sort())
    await again.close()
  })

  test('rejects what comes after it', async () => {
    const store = openStore(folder.path)
    await store.close()
    await expect(store.users.register(makeWrite(), makeUser(), 'hash')).rejects.toThrow()
  })
})

describe('the health check', () => {
  test('fails when a write hangs, instead of hanging itself', async () => {
    const store = openStore(folder.path)
    let endSync: (error: Error | null) => void = () => {}
    const hanging = spyOn(fs, 'fdatasync').mockImplementation(
      Object.assign(
        (_: number, done: (error: Error | null) => void) => {
          endSync = done
        },
        { __promisify__: fs.fdatasync.__promisify__ },
      ),
    )
    expect(await store.isHealthy()).toBe(false)
    hanging.mockRestore()
    endSync(null)
    await store.close()
  })
})

describe('the data folder', () => {
  test('and everything in it can be read by its owner only, even if the folder was there before', async () => {
    chmodSync(folder.path, 0o755)
    const server = await start()
    const file = await keepFile(await joinSomchai(server), await bytesOf(still().png()))
    await (await fetch(`${file.url}?w=32`)).bytes()
    const open: string[] = []
    for (const path of ['', ...(readdirSync(folder.path, { recursive: true }) as string[])]) {
      const { mode } = statSync(join(folder.path, path))
      if ((mode & 0o077) !== 0) open.push(path)
    }
    await server.stop()
    expect(open).toEqual([])
    expect(statSync(join(folder.path, 'uploads', file.filename)).mode & 0o777).toBe(0o600)
  })

  test('that has data keeps the mode that its owner gave it', async () => {
    await (await start()).stop()
    chmodSync(folder.path, 0o750)
    await (await start()).stop()
    expect(statSync(folder.path).mode & 0o777).toBe(0o750)
  })
})

describe('a half file that a killed process has left', () => {
  test('of the secret key is replaced at the next start', async () => {
    writeFileSync(join(folder.path, 'secret.key.new'), 'half a k')
    const person = await leavePerson()
    const server = await start()
    expect((await person.client.at(server.url).get('/api/auth/me')).status).toBe(200)
    await server.stop()
    expect(readdirSync(folder.path)).not.toContain('secret.key.new')
  })

  test('of a picture is neither served nor listed', async () => {
    await (await start()).stop()
    mkdirSync(join(folder.path, 'uploads'), { recursive: true })
    const id = '01999f3a-0000-7000-8000-000000000000'
    for (const name of [`${id}.png`, `${id}.jpg.new`])
      writeFileSync(join(folder.path, 'uploads', name), 'half')
    const server = await start()
    const { client } = await joinSomchai(server)
    for (const name of [id, `${id}.png`, `${id}.jpg.new`]) {
      expect([name, (await client.get(`/api/upload/${name}`)).status]).toEqual([name, 404])
    }
    expect((await client.get<unknown[]>('/api/upload/my-files')).body).toEqual([])
    await server.stop()
  })
})
