import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { pageFiles } from '../../src/pages/find-page.ts'
import { serverVersion } from '../../src/version.ts'
import { Client, refusalIn } from '../support/client.ts'
import { exampleGig, post } from '../support/gigs.ts'
import { lineOf } from '../support/log-lines.ts'
import { joinSomchai, type Person } from '../support/people.ts'
import { temporaryFolder } from '../support/process.ts'
import { speakRaw } from '../support/raw.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { onPostgres } from '../support/test-database.ts'

/** What goes around every answer: ids, logs, security headers, other origins, health. */

let server: TestServer
let anyone: Client
let somchai: Person

beforeAll(async () => {
  server = await startTestServer({ mode: 'demo' })
  anyone = new Client(server.url)
  somchai = await joinSomchai(server)
})
afterAll(() => server.stop())

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/

describe('every answer', () => {
  const kinds: [string, string, number][] = [
    ['GET', '/health', 200],
    ['GET', '/', 200],
    ['GET', '/api/gigs', 200],
    ['PUT', '/api/users/me', 200],
    ['POST', '/api/gigs', 422],
    ['GET', '/api/gigs/x', 422],
    ['GET', '/nothing', 404],
    ['PATCH', '/health', 405],
    ['POST', '/api/auth/login', 422],
    ['POST', '/api/auth/refresh', 400],
  ]

  test('has an id of its own and the security headers', async () => {
    const ids = new Set<string>()
    for (const [method, path, status] of kinds) {
      const { status: found, headers } = await somchai.client.send(method, path)
      expect([method, path, found]).toEqual([method, path, status])
      expect(headers.get('x-request-id')).toMatch(uuid)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('content-type')).toStartWith('application/json')
      expect(headers.get('x-powered-by')).toBeNull()
      ids.add(headers.get('x-request-id') ?? '')
    }
    expect(ids.size).toBe(kinds.length)
  })

  test('has an id that the client cannot choose', async () => {
    const { headers } = await anyone.get('/health', { headers: { 'x-request-id': 'mine' } })
    expect(headers.get('x-request-id')).toMatch(uuid)
  })

  test('that is a page has the security headers and a policy for its contents, too', async () => {
    for (const { path, isOfDesk } of await pageFiles()) {
      if (isOfDesk) continue
      const { status, headers } = await fetch(server.url + path)
      expect([path, status]).toEqual([path, 200])
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-request-id')).toMatch(uuid)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      // The console of a demo frames the app.
      expect(policy).toContain(`frame-ancestors ${path === '/app' ? "'self'" : "'none'"}`)
    }
  })
})

describe('the log', () => {
  test('has exactly one line for each request, and it says the same as the answer', async () => {
    const calls: [Client, string, string, number][] = [
      [anyone, 'GET', '/health', 200],
      [somchai.client, 'GET', '/api/auth/me', 200],
      [somchai.client, 'GET', '/api/gigs/', 200],
      [somchai.client, 'GET', '/api/gigs/x', 422],
      [somchai.client, 'PATCH', '/api/gigs', 405],
      [anyone, 'GET', '/nothing', 404],
      [anyone, 'GET', '/api/auth/me', 401],
      [anyone, 'POST', '/api/auth/register', 422],
      [anyone, 'HEAD', '/health', 200],
    ]
    for (const [client, method, path, status] of calls) {
      const answer = await client.send(method, `${path}?a=b`)
      const id = answer.headers.get('x-request-id')
      const line = await lineOf(server, id)
      expect(line).toMatchObject({ requestId: id, method, path, status: answer.status })
      expect([method, path, line.status]).toEqual([method, path, status])
      expect(line.ms).toBeNumber()
      const isKnown = client === somchai.client && status !== 405
      expect(line.userId).toBe(isKnown ? somchai.user.id : null)
      await Bun.sleep(5)
      expect(server.logLines.filter(logged => logged.includes(String(id)))).toHaveLength(1)
    }
  })

  test.each([
    ['/api/gigs/one?a=b', '/api/gigs/one'],
    ['/api/gigs/one/', '/api/gigs/one/'],
    ['/api/gigs/one/accept?', '/api/gigs/one/accept'],
    ['/api/gigs/%E0%B8%81', '/api/gigs/%E0%B8%81'],
    ['/api/gigs/a%22b', '/api/gigs/a%22b'],
    ['/api/gigs/a%2Fb', '/api/gigs/a%2Fb'],
    ['/api/gigs/..', '/api/'],
    ['//api/gigs', '//api/gigs'],
    ['http://elsewhere.example/api/gigs/one', '/api/gigs/one'],
    ['/api/nothing/one', '/api/nothing/one'],
  ])('has the path of %s, which is %s', async (target, path) => {
    const answer = await speakRaw(server.url, [`GET ${target} HTTP/1.1\r\nHost: a\r\n\r\n`])
    const [, id = ''] = /^x-request-id: (\S+)/im.exec(answer) ?? []
    expect(await lineOf(server, id)).toMatchObject({ path })
  })

  test('says who was there, also of a page', async () => {
    const response = await fetch(`${server.url}/docs`)
    expect(await lineOf(server, response.headers.get('x-request-id'))).toMatchObject({
      path: '/docs',
      status: 200,
    })
  })

  test('never holds a token, a password, an e-mail, a query or a body', async () => {
    const quiet = await startTestServer()
    try {
      const person = await joinSomchai(quiet)
      const { access_token, refresh_token } = person.tokens
      const stranger = new Client(quiet.url)
      await post(person, { description: 'a description that is private' })
      await stranger.get(`/api/gigs?token=${access_token}&email=somchai@example.com`)
      await stranger.withToken('a-token-that-is-bad').get('/api/auth/me')
      await stranger.send('POST', '/api/auth/login', {
        body: new URLSearchParams({ username: person.user.email, password: 'a wrong password' }),
      })
      await stranger.post('/api/auth/register', { email: 'other@example.com', password: 'short' })
      await stranger.send('POST', '/api/auth/register', { body: '{"password": "in broken JSON' })
      await stranger.withToken(refresh_token).send('POST', '/api/auth/refresh', {
        headers: { 'x-access-token': access_token },
      })
      const last = await person.client.post('/api/auth/logout')
      await lineOf(quiet, last.headers.get('x-request-id'))
      const everything = quiet.logLines.join('\n')
      const secrets = [access_token, refresh_token, person.password, person.user.email, 'other@example.com']
      const words = [
        'a-token-that-is-bad',
        'wrong password',
        'short',
        'broken JSON',
        'private',
        'token=',
        '@',
      ]
      for (const secret of [...secrets, ...words]) expect(everything).not.toContain(secret)
    } finally {
      await quiet.stop()
    }
  })
})

describe('health (H1)', () => {
  test('is ok while the database can be read and written', async () => {
    const answer = await anyone.get<unknown>('/health')
    expect([answer.status, answer.body]).toEqual([200, { status: 'ok', version: serverVersion }])
  })

  test('is a 503 and unhealthy when it cannot', async () => {
    const broken = await startTestServer()
    await broken.ctx.store.close()
    const answer = await new Client(broken.url).get<unknown>('/health')
    expect([answer.status, answer.body]).toEqual([503, { status: 'unhealthy', version: serverVersion }])
    await broken.stop().catch(() => {})
  })

  // Left out: the data of PostgreSQL is in no folder; test/e2e/postgres.slow.ts stops the server of the database.
  test.skipIf(onPostgres)(
    'is a 503 once the data folder is gone, and writes are refused as those of a failing disk',
    async () => {
      const folder = temporaryFolder()
      const bereft = await startTestServer({ env: { DATA_DIR: join(folder.path, 'data') } })
      const somebody = new Client(bereft.url)
      folder.remove()
      const health = await somebody.get<unknown>('/health')
      expect([health.status, health.body]).toEqual([503, { status: 'unhealthy', version: serverVersion }])
      expect(refusalIn(await somebody.post('/api/auth/register', {}))).toEqual([503, 'STORAGE_FAILED'])
      await bereft.stop()
    },
  )

  test('has a welcome beside it with links, and a browser is sent to the docs', async () => {
    const answer = await anyone.get<Record<string, string>>('/')
    expect([answer.status, answer.body.docs, answer.body.openapi]).toEqual([200, '/docs', '/openapi.json'])
    const browser = await fetch(`${server.url}/`, {
      headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
      redirect: 'manual',
    })
    expect([browser.status, browser.headers.get('location')]).toEqual([302, '/docs'])
  })
})

test('a host that is longer than any name is refused: it would be repeated in every address of a picture', async () => {
  const host = `${'a'.repeat(60)}.`.repeat(100)
  const answer = await speakRaw(server.url, [`GET /api/gigs HTTP/1.1\r\nHost: ${host}com\r\n\r\n`])
  expect(answer).toContain('400')
  expect(answer).toContain('possible host')
})

test('a host name of one letter leads to the same place', async () => {
  const answer = await speakRaw(server.url, ['GET /health/ HTTP/1.1\r\nHost: a\r\n\r\n'])
  expect(answer).toContain('{"status":"ok",')
})

test('a request of HTTP/1.0 needs no Host header', async () => {
  const asks = async (request: string) => (await speakRaw(server.url, [request])).replaceAll('\r\n', '\n')
  const health = await asks('GET /health/ready?from=balancer HTTP/1.0\r\n\r\n')
  expect(health).toStartWith('HTTP/1.1 200 OK\n')
  expect(health).toContain('{"status":"ok","disk":"plenty"')
  expect(health.match(/^x-request-id: /gim)).toHaveLength(1)
  const authorization = `Authorization: Bearer ${somchai.tokens.access_token}`
  expect(await asks(`GET /api/auth/me HTTP/1.0\r\n${authorization}\r\n\r\n`)).toContain(somchai.user.email)
  const body = JSON.stringify(exampleGig)
  const posted = await asks(
    `POST /api/gigs HTTP/1.0\r\n${authorization}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
  expect(posted).toStartWith('HTTP/1.1 201 Created\n')
  expect(await asks('GET /nothing/at/all HTTP/1.0\r\n\r\n')).toContain('RESOURCE_NOT_FOUND')
  expect(await asks('GET * HTTP/1.0\r\n\r\n')).toStartWith('HTTP/1.1 4')
})

test('a host that there cannot be is a 400, whatever is asked for', async () => {
  const paths = ['/api/users/profile', '/ws/notifications', '/health']
  const authorization = `Authorization: Bearer ${somchai.tokens.access_token}\r\n`
  for (const host of ['example.com:99999', '[::zz]', 'a b', '']) {
    for (const path of paths) {
      const answer = await speakRaw(server.url, [
        `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${authorization}\r\n`,
      ])
      expect([host, path, answer.slice(0, 12)]).toEqual([host, path, 'HTTP/1.1 400'])
      expect(answer).toContain('"error_code":"BAD_REQUEST"')
    }
  }
})

test('a socket is opened in whatever letters the header says it', async () => {
  for (const upgrade of ['websocket', 'WebSocket']) {
    const answer = await speakRaw(
      server.url,
      [
        `GET /ws/notifications HTTP/1.1\r\nHost: a\r\nUpgrade: ${upgrade}\r\nConnection: Upgrade\r\n` +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
      ],
      30,
    )
    expect([upgrade, answer.split('\r\n')[0]]).toEqual([upgrade, 'HTTP/1.1 101 Switching Protocols'])
  }
})
