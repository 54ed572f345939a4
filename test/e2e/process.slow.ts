import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { serverVersion } from '../../src/version.ts'
import { Client } from '../support/client.ts'
import { exampleGig, type GigJson, type GigPageJson } from '../support/gigs.ts'
import { logInAs } from '../support/people.ts'
import { runToEnd, type ServerProcess, startProcess, temporaryFolder } from '../support/process.ts'
import { connectWith } from '../support/sockets.ts'

const folder = temporaryFolder()
afterAll(folder.remove)
const dataDir = (name: string) => join(folder.path, name)

const account = { email: 'somchai@example.com', password: 'a good password', full_name: 'Somchai' }

const loggedIn = async (url: string): Promise<Client> => {
  const tokens = await logInAs(url, account.email, account.password)
  return new Client(url, tokens.access_token)
}

describe('a start that cannot be', () => {
  let server: ServerProcess
  beforeAll(async () => {
    server = await startProcess(['serve'], { DATA_DIR: dataDir('taken') })
  })
  afterAll(async () => {
    await server.end('SIGTERM')
  })

  const expectRefusal = async (env: Record<string, string>, ...sentences: string[]) => {
    const { exitCode, out, err } = await runToEnd(['serve'], env)
    expect([exitCode, out, err.trim().split('\n')]).toEqual([1, '', sentences])
  }

  test('says that the data folder is in use, and ends with code 1', () =>
    expectRefusal(
      { DATA_DIR: dataDir('taken') },
      `The data folder "${dataDir('taken')}" is used by another Chayenity process. Stop that one, or set DATA_DIR to another folder.`,
    ))

  test('says that the port is taken', () => {
    const port = new URL(server.url).port
    return expectRefusal(
      { DATA_DIR: dataDir('other'), PORT: port },
      `Port ${port} is taken on 127.0.0.1. Stop what uses it, or set PORT (or --port) to another one.`,
    )
  })

  test('says that the folder cannot be written', () => {
    writeFileSync(dataDir('file'), '')
    const path = join(dataDir('file'), 'inside')
    return expectRefusal(
      { DATA_DIR: path },
      `The data folder "${path}" cannot be written (ENOTDIR). Set DATA_DIR to another folder.`,
    )
  })

  test('says that the folder is a file', () => {
    writeFileSync(dataDir('file'), '')
    return expectRefusal(
      { DATA_DIR: dataDir('file') },
      `The data folder "${dataDir('file')}" cannot be written (EEXIST). Set DATA_DIR to another folder.`,
    )
  })

  test('says that something else is in the place of the database', () => {
    mkdirSync(dataDir('strange'))
    writeFileSync(join(dataDir('strange'), 'chayenity.db'), 'this is no database'.repeat(1000))
    return expectRefusal(
      { DATA_DIR: dataDir('strange') },
      `The database in "${dataDir('strange')}" cannot be opened (SQLITE_NOTADB). Restore it from a backup, or set DATA_DIR to another folder.`,
    )
  })

  test('lists every bad setting at once', () =>
    expectRefusal(
      { DATA_DIR: dataDir('other'), PORT: '99999', RATE_LIMIT: 'maybe', JWT_SECRET: 'short' },
      'PORT must be a whole number from 0 to 65535, not "99999".',
      'JWT_SECRET must be at least 32 bytes long. Make one with "openssl rand -hex 32"; a JWT_SECRET that is unset is generated.',
      'RATE_LIMIT must be one of on, off, not "maybe".',
    ))
})

describe('the production server', () => {
  test('has nothing in it, keeps its key to its owner, and comes back with its data and its sessions', async () => {
    const env = { DATA_DIR: dataDir('kept') }
    const first = await startProcess(['serve'], env)
    const stranger = new Client(first.url)
    expect((await stranger.post('/api/auth/register', account)).status).toBe(201)
    const client = await loggedIn(first.url)
    expect((await client.get<GigPageJson>('/api/gigs')).body.total_count).toBe(0)
    const gig = await client.post<GigJson>('/api/gigs', exampleGig)
    expect(await first.end('SIGINT')).toBe(0)
    for (const name of readdirSync(env.DATA_DIR)) {
      expect([name, statSync(join(env.DATA_DIR, name)).mode & 0o077]).toEqual([name, 0])
    }

    const second = await startProcess(['serve'], env)
    const found = await new Client(second.url, client.token).get<GigJson>(`/api/gigs/${gig.body.id}`)
    expect(found.body).toEqual(gig.body)
    expect(await second.end('SIGTERM')).toBe(0)
  })

  test('says at its start that pages of other origins cannot call it, unless CORS_ORIGINS is set', async () => {
    const sentence = 'CORS_ORIGINS is unset: pages of other origins cannot call this server.'
    for (const [origins, times] of [
      ['', 1],
      ['https://app.example.com', 0],
    ] as const) {
      const server = await startProcess(['serve'], { DATA_DIR: ':memory:', CORS_ORIGINS: origins })
      expect(await server.end('SIGTERM')).toBe(0)
      expect(server.out().split(sentence).length - 1).toBe(times)
    }
  })

  test('never touches the disk with DATA_DIR=:memory:', async () => {
    const before = readdirSync('.')
    const server = await startProcess(['serve'], { DATA_DIR: ':memory:' })
    expect((await new Client(server.url).post('/api/auth/register', account)).status).toBe(201)
    expect(await server.end('SIGTERM')).toBe(0)
    expect(readdirSync('.')).toEqual(before)
    expect(existsSync(':memory:')).toBe(false)
  })

  /** Posts gigs from many sides until the server is gone; gives the ids of those that were acknowledged. */
  const postUntilGone = async (client: Client): Promise<string[]> => {
    const ids: string[] = []
    const post = async () => {
      for (;;) {
        try {
          const answer = await client.post<GigJson>('/api/gigs', exampleGig)
          if (answer.status !== 201) return
          ids.push(answer.body.id)
        } catch {
          return
        }
      }
    }
    await Promise.all(Array.from({ length: 24 }, post))
    return ids
  }

  const idsIn = async (client: Client): Promise<Set<string>> => {
    const ids = new Set<string>()
    for (let skip = 0; ; skip += 100) {
      const { body } = await client.get<GigPageJson>(`/api/gigs/my-gigs?limit=100&skip=${skip}`)
      for (const gig of body.gigs) ids.add(gig.id)
      if (!body.has_more) return ids
    }
  }

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    test(`loses nothing that it acknowledged when it is ended by ${signal} under load`, async () => {
      const env = { DATA_DIR: dataDir(signal), RATE_LIMIT: 'off', LOG_LEVEL: 'warn' }
      const first = await startProcess(['serve'], { ...env, LOG_LEVEL: 'info' })
      await new Client(first.url).post('/api/auth/register', account)
      const client = await loggedIn(first.url)
      const posting = postUntilGone(client)
      await Bun.sleep(700)
      const exitCode = await first.end(signal)
      const acknowledged = await posting
      if (signal === 'SIGTERM') expect(exitCode).toBe(0)
      expect(acknowledged.length).toBeGreaterThan(100)

      const second = await startProcess(['serve'], { ...env, LOG_LEVEL: 'info' })
      const kept = await idsIn(new Client(second.url, client.token))
      expect(acknowledged.filter(id => !kept.has(id))).toEqual([])
      // Whole or absent: at most the requests under way were kept without an answer.
      expect(kept.size - acknowledged.length).toBeLessThanOrEqual(24)
      await second.end('SIGTERM')
    })
  }
})

describe('the demo', () => {
  test('builds its world at the first start, prints the logins, and keeps what happens in it', async () => {
    const env = { DATA_DIR: dataDir('demo') }
    const first = await startProcess(['demo'], env)
    await Bun.sleep(50)
    expect(first.out()).toContain('mali@example.com')
    expect(first.out()).toContain('demo-password')
    expect(first.out()).toContain(`${first.url}/docs`)
    expect(first.out()).toContain('Rate limits are off in this mode.')
    const tokens = await logInAs(first.url, 'mali@example.com', 'demo-password')
    const client = new Client(first.url, tokens.access_token)
    const all = await client.get<GigPageJson>(
      '/api/gigs/search?latitude=13.7563&longitude=100.5018&radius=50',
    )
    expect(all.body.total_count).toBe(500)
    await client.post<GigJson>('/api/gigs', exampleGig)
    await first.end('SIGTERM')

    const second = await startProcess(['demo'], env)
    const again = await new Client(second.url, client.token).get<GigPageJson>(
      '/api/gigs/search?latitude=13.7563&longitude=100.5018&radius=50',
    )
    expect(again.body.total_count).toBe(501)
    await second.end('SIGTERM')
  })

  test('says its version in the start banner', async () => {
    const demo = await startProcess(['demo', '--users', '5', '--gigs', '5'], {
      DATA_DIR: dataDir('versioned'),
    })
    await demo.end('SIGTERM')
    expect(demo.out()).toContain(`Chayenity ${serverVersion} is running`)
    for (const word of ['version', '--version']) {
      expect((await runToEnd([word], {})).out).toBe(`${serverVersion}\n`)
    }
  })

  test('stops at once, whatever hangs on demand and whoever has a socket in another world', async () => {
    const demo = await startProcess(['demo', '--users', '5', '--gigs', '5'], { DATA_DIR: dataDir('stops') })
    const hanging = fetch(`${demo.url}/api/gigs`, { headers: { prefer: 'fault=hang' } }).catch(() => null)
    const login = await new Client(demo.url).send<{ access_token: string }>('POST', '/api/_dev/login-as', {
      body: { user: 'mali' },
      headers: { 'x-world': 'other' },
    })
    const socket = await connectWith(
      demo,
      '/ws/notifications',
      `${login.body.access_token}&__world=other`,
    ).opened()
    expect(await demo.end('SIGTERM')).toBe(0)
    expect((await socket.closed).code).toBe(1001)
    await hanging
  }, 8_000)
})
