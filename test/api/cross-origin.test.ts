import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Client } from '../support/client.ts'
import { exampleGig } from '../support/gigs.ts'
import { bytesOf, keepFile, still } from '../support/images.ts'
import { join, joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/** What browsers ask of a server for pages of other origins (Fetch Standard, 3.2). */

let server: TestServer
let anyone: Client
let somchai: Person

beforeAll(async () => {
  server = await startTestServer({ mode: 'demo' })
  anyone = new Client(server.url)
  somchai = await joinSomchai(server)
})
afterAll(() => server.stop())

describe('pages of other origins', () => {
  const from = (origin: string, more: Record<string, string> = {}) => ({ headers: { origin, ...more } })
  const preflight = (url: string, origin: string) =>
    fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': 'authorization,content-type,x-access-token,idempotency-key',
      },
    })
  const listOf = (headers: Headers, name: string) =>
    (headers.get(name) ?? '').split(',').map(word => word.trim().toLowerCase())

  test('may call a server in demo mode, with every header they need', async () => {
    const response = await preflight(`${server.url}/api/gigs`, 'http://localhost:3000')
    expect(response.status).toBe(204)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(response.headers.get('access-control-allow-credentials')).toBeNull()
    expect(response.headers.get('access-control-max-age')).toBe('600')
    expect(listOf(response.headers, 'access-control-allow-methods')).toContain('put')
    expect(listOf(response.headers, 'access-control-allow-headers')).toEqual([
      'authorization',
      'content-type',
      'x-access-token',
      'idempotency-key',
    ])
    const answer = await somchai.client.get('/api/gigs', from('http://localhost:3000'))
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    const shown = listOf(answer.headers, 'access-control-expose-headers')
    expect(shown).toEqual(
      expect.arrayContaining(['x-request-id', 'retry-after', 'ratelimit-remaining', 'www-authenticate']),
    )
  })

  test('may send any header that they ask for, at every address, and are neither counted nor logged', async () => {
    const limited = await startTestServer({
      env: { CORS_ORIGINS: '*', RATE_LIMIT: 'on', RATE_LIMIT_OTHER: '2' },
    })
    try {
      const logged = limited.logLines.length
      const headers = 'baggage,cache-control,sentry-trace,traceparent,x-requested-with'
      for (const path of [
        '/api/gigs',
        '/api/auth/login',
        '/api/gigs/search',
        '/openapi.json',
        '/nothing',
        '/',
      ]) {
        const response = await fetch(limited.url + path, {
          method: 'OPTIONS',
          headers: {
            origin: 'https://app.example.com',
            'access-control-request-method': 'POST',
            'access-control-request-headers': headers,
          },
        })
        expect([path, response.status]).toEqual([path, 204])
        expect(response.headers.get('access-control-allow-headers')).toBe(headers)
        expect(response.headers.get('access-control-allow-origin')).toBe('*')
      }
      expect(limited.logLines).toHaveLength(logged)
    } finally {
      await limited.stop()
    }
  })

  test('can read every header that they could use, of every kind of answer', async () => {
    const open = await startTestServer({ env: { CORS_ORIGINS: '*', RATE_LIMIT: 'on', RATE_LIMIT_AUTH: '2' } })
    try {
      const nok = await join(open, 'nok@example.com', 'Nok')
      const file = await keepFile(nok, await bytesOf(still().jpeg()))
      const keyed = { body: exampleGig, headers: { 'idempotency-key': 'one' } }
      const ranged = (range: string) => fetch(file.url, { headers: { range } })
      const answers = [
        await nok.client.get('/api/gigs'),
        await nok.client.send('POST', '/api/gigs', keyed),
        await nok.client.send('POST', '/api/gigs', keyed),
        await nok.client.send('PUT', '/api/gigs'),
        await nok.client.get('/api/gigs/x'),
        await new Client(open.url).get('/api/auth/me'),
        await new Client(open.url).post('/api/auth/login'),
        await new Client(open.url).post('/api/auth/login'),
        await fetch(`${open.url}/`, { headers: { accept: 'text/html' }, redirect: 'manual' }),
        ...(await Promise.all([fetch(file.url), ranged('bytes=0-9'), ranged('bytes=999999-')])),
      ]
      expect(answers.map(({ status }) => status)).toEqual([
        200, 201, 201, 405, 422, 401, 422, 429, 302, 200, 206, 416,
      ])
      const safelisted = [
        'cache-control',
        'content-language',
        'content-length',
        'content-type',
        'expires',
        'last-modified',
        'pragma',
      ]
      /** Of no use to a page: for browsers, caches and connections. */
      const forOthers =
        /^(access-control-.*|connection|keep-alive|transfer-encoding|vary|referrer-policy|x-content-type-options|content-security-policy|cross-origin-resource-policy)$/
      for (const { status, headers } of answers) {
        const exposed = listOf(headers, 'access-control-expose-headers')
        const hidden = [...headers.keys()].filter(
          name => !exposed.includes(name) && !safelisted.includes(name) && !forOthers.test(name),
        )
        expect([status, hidden]).toEqual([status, []])
      }
    } finally {
      await open.stop()
    }
  })

  test('can read refusals, too', async () => {
    for (const path of ['/api/auth/me', '/nothing', '/api/gigs/x', '/api/auth/login']) {
      const answer = await anyone.get(path, from('http://localhost:3000'))
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect([path, answer.headers.get('access-control-allow-origin')]).toEqual([path, '*'])
    }
  })

  test('may call a server in production only from the origins of CORS_ORIGINS', async () => {
    const chosen = await startTestServer({
      env: { CORS_ORIGINS: 'https://app.chayenity.com, http://localhost:5173' },
    })
    try {
      for (const origin of ['https://app.chayenity.com', 'http://localhost:5173']) {
        const response = await preflight(`${chosen.url}/api/gigs`, origin)
        expect(response.headers.get('access-control-allow-origin')).toBe(origin)
        expect(response.headers.get('vary')).toContain('Origin')
      }
      for (const origin of [
        'https://evil.com',
        'https://app.chayenity.com.evil.com',
        'http://localhost:5174',
        'null',
      ]) {
        const response = await preflight(`${chosen.url}/api/gigs`, origin)
        expect([origin, response.status]).toEqual([origin, 403])
        expect([origin, response.headers.get('access-control-allow-origin')]).toEqual([origin, null])
        const answer = await fetch(`${chosen.url}/health`, from(origin))
        expect([origin, answer.headers.get('access-control-allow-origin')]).toEqual([origin, null])
      }
    } finally {
      await chosen.stop()
    }
  })

  test('may call a server in production from nowhere when CORS_ORIGINS is unset', async () => {
    const alone = await startTestServer()
    try {
      const response = await preflight(`${alone.url}/api/gigs`, 'http://localhost:3000')
      expect(response.headers.get('access-control-allow-origin')).toBeNull()
      expect([response.status, await response.json()]).toEqual([
        403,
        {
          detail:
            'Pages of http://localhost:3000 may not call this server: its setting CORS_ORIGINS does not list that origin.',
          error_code: 'ORIGIN_NOT_ALLOWED',
        },
      ])
      // An OPTIONS of a client that is no page is like any other method.
      const plain = await fetch(`${alone.url}/api/gigs`, { method: 'OPTIONS' })
      expect([plain.status, plain.headers.get('allow')]).toEqual([405, 'POST, GET, HEAD'])
    } finally {
      await alone.stop()
    }
  })
})
