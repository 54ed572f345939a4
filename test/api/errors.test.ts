import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Client, refusalIn } from '../support/client.ts'
import { exampleGig, post } from '../support/gigs.ts'
import { lineOf } from '../support/log-lines.ts'
import { joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let anyone: Client
let somchai: Person

beforeAll(async () => {
  server = await startTestServer()
  anyone = new Client(server.url)
  somchai = await joinSomchai(server)
})
afterAll(() => server.stop())

const asJson = { 'content-type': 'application/json' }

/** Every operation that needs a login, with a method and a path that fit. */
const closed: [string, string][] = [
  ['POST', '/api/auth/logout'],
  ['POST', '/api/auth/logout-all'],
  ['PUT', '/api/auth/password'],
  ['GET', '/api/auth/me'],
  ['GET', '/api/users/profile'],
  ['GET', '/api/users/me'],
  ['PUT', '/api/users/me'],
  ['POST', '/api/users/me/verify'],
  ['GET', '/api/users/x'],
  ['PUT', '/api/users/location'],
  ['PUT', '/api/users/availability'],
  ['GET', '/api/users/nearby'],
  ['POST', '/api/gigs'],
  ['GET', '/api/gigs'],
  ['GET', '/api/gigs/search'],
  ['GET', '/api/gigs/my-gigs'],
  ['GET', '/api/gigs/x'],
  ['PUT', '/api/gigs/x'],
  ['DELETE', '/api/gigs/x'],
  ['POST', '/api/gigs/x/accept'],
  ['PUT', '/api/gigs/x/status'],
  ['GET', '/api/upload/gig-images/x'],
]

describe('an anonymous caller', () => {
  test('is refused by every operation that is not open, before anything else is looked at (G10)', async () => {
    for (const [method, path] of closed) {
      const answer = await anyone.send(method, path, {
        headers: asJson,
        ...(method === 'GET' ? {} : { body: '{"broken' }),
      })
      expect([method, path, ...refusalIn(answer)]).toEqual([method, path, 401, 'NOT_AUTHENTICATED'])
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    }
  })
})

describe('an unknown address (G8)', () => {
  test('is a 404 in JSON, with and without a token, whatever the method', async () => {
    for (const client of [anyone, somchai.client]) {
      for (const path of [
        '/api',
        '/api/nothing',
        '/nothing',
        '/api/gigs/a/b/c',
        '/api//gigs',
        '/API/gigs',
        '/%00',
      ]) {
        for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH']) {
          const answer = await client.send(method, path)
          expect([method, path, ...refusalIn(answer)]).toEqual([method, path, 404, 'RESOURCE_NOT_FOUND'])
          expect(answer.headers.get('content-type')).toStartWith('application/json')
        }
      }
    }
  })

  test('with a broken escape is no fault of ours', async () => {
    for (const path of ['/%E0%A4%A', '/api/%', '/api/gigs/%zz', '/docs/%ff']) {
      const answer = await anyone.get(path)
      expect([path, answer.status >= 400 && answer.status < 500]).toEqual([path, true])
      expect(answer.body.error_code).toBeString()
    }
  })
})

describe('a method the path does not know (G8, G11)', () => {
  test('is a 405 that names those it knows', async () => {
    const cases: [string, string, string][] = [
      ['GET', '/api/auth/login', 'POST'],
      ['DELETE', '/api/auth/me', 'GET, HEAD'],
      ['PATCH', '/api/users/me', 'GET, HEAD, PUT, DELETE'],
      ['POST', '/api/users/nearby', 'GET, HEAD'],
      ['DELETE', '/api/gigs', 'POST, GET, HEAD'],
      ['PUT', '/api/gigs/', 'POST, GET, HEAD'],
      ['POST', '/api/gigs/search', 'GET, HEAD'],
      ['GET', '/api/gigs/123e4567-e89b-12d3-a456-426614174000/accept', 'POST'],
      ['POST', '/api/gigs/123e4567-e89b-12d3-a456-426614174000', 'GET, HEAD, PUT, DELETE'],
      ['POST', '/health', 'GET, HEAD'],
      ['DELETE', '/', 'GET, HEAD'],
      ['POST', '/docs', 'GET, HEAD'],
      ['OPTIONS', '/api/gigs', 'POST, GET, HEAD'],
    ]
    for (const [method, path, allow] of cases) {
      const answer = await somchai.client.send(method, path, method === 'GET' ? {} : { body: {} })
      expect([method, path, ...refusalIn(answer)]).toEqual([method, path, 405, 'METHOD_NOT_ALLOWED'])
      expect(answer.headers.get('allow')).toBe(allow)
    }
  })
})

describe('a fault of ours (G8)', () => {
  test('is a 500 that tells nothing of the inside, and is whole in the log', async () => {
    const broken = await startTestServer()
    try {
      const person = await joinSomchai(broken)
      broken.ctx.store.gigs.find = () => Promise.reject(new Error('SELECT secret_column FROM gigs'))
      const answer = await person.client.get('/api/gigs/123e4567-e89b-12d3-a456-426614174000')
      expect(refusalIn(answer)).toEqual([500, 'INTERNAL_ERROR'])
      expect<unknown>(answer.body).toEqual({
        detail: 'Something went wrong on our side.',
        error_code: 'INTERNAL_ERROR',
      })
      const line = await lineOf(broken, answer.headers.get('x-request-id'))
      expect(line).toMatchObject({ level: 'error', status: 500 })
      expect(line.err).toMatchObject({ message: 'SELECT secret_column FROM gigs' })
      expect(JSON.stringify([...answer.headers])).not.toContain('secret_column')
    } finally {
      await broken.stop()
    }
  })
})

describe('a path with a slash at its end (G1)', () => {
  test('answers as it does without one, and never redirects', async () => {
    const gig = await post(somchai)
    const paths = [
      '/api/auth/me',
      '/api/users/profile',
      '/api/gigs',
      '/api/gigs/my-gigs',
      '/api/gigs/search?latitude=13&longitude=100',
      '/api/users/nearby?latitude=13&longitude=100',
      `/api/gigs/${gig.id}`,
      '/health',
      '/openapi.json',
    ]
    for (const path of paths) {
      const [, bare, query = ''] = /^([^?]*)(\?.*)?$/.exec(path) ?? []
      const [without, withSlash] = await Promise.all([
        somchai.client.get(path),
        somchai.client.get(`${bare}/${query}`),
      ])
      expect([path, withSlash.status, withSlash.body]).toEqual([path, 200, without.body])
    }
    expect((await fetch(`${server.url}/docs/`, { redirect: 'manual' })).status).toBe(200)
    for (const path of ['/api/gigs', '/api/gigs/']) {
      expect((await somchai.client.post(path, exampleGig)).status).toBe(201)
    }
    expect((await somchai.client.put(`/api/gigs/${gig.id}/status/`, { status: 'CANCELLED' })).status).toBe(
      200,
    )
  })
})

describe('HEAD', () => {
  test('is answered like GET without its body', async () => {
    const headers = { authorization: `Bearer ${somchai.tokens.access_token}` }
    for (const path of [
      '/health',
      '/',
      '/docs',
      '/openapi.json',
      '/api/gigs',
      '/api/auth/me',
      '/api/gigs/',
    ]) {
      const [head, get] = await Promise.all([
        fetch(server.url + path, { method: 'HEAD', headers }),
        fetch(server.url + path, { headers }),
      ])
      expect([path, head.status]).toEqual([path, get.status])
      expect(head.headers.get('content-type')).toBe(get.headers.get('content-type'))
      expect(await head.text()).toBe('')
    }
    expect((await fetch(`${server.url}/nothing`, { method: 'HEAD' })).status).toBe(404)
    expect((await fetch(`${server.url}/api/auth/me`, { method: 'HEAD' })).status).toBe(401)
    expect((await fetch(`${server.url}/api/auth/login`, { method: 'HEAD' })).status).toBe(405)
  })
})
