import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Hints, hintRules } from '../../src/dev/hints.ts'
import { control, loginAs, startTestDevServer, type TestDevServer } from '../support/dev-server.ts'
import { exampleGig } from '../support/gigs.ts'
import { bytesOf, formFile, still } from '../support/images.ts'
import { join, type Person } from '../support/people.ts'

let server: TestDevServer
let somchai: Person
beforeAll(async () => {
  server = await startTestDevServer()
  somchai = await join(server, 'somchai@example.com', 'สมชาย ใจดี (Somchai)')
})
afterAll(() => server.stop())

/** The hint that a request gets, or an empty text. */
const hintOf = async (method: string, path: string, init: RequestInit = {}) => {
  const answer = await fetch(server.url + path, { method, ...init })
  await answer.arrayBuffer()
  return answer.headers.get('x-chayenity-hint') ?? ''
}

const json = (body: unknown): RequestInit => ({
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json', authorization: `Bearer ${somchai.tokens.access_token}` },
})

const oldTokenWithBearer = (): RequestInit => ({
  headers: {
    authorization: `Bearer ${somchai.tokens.refresh_token}`,
    'x-access-token': `Bearer ${somchai.tokens.access_token}`,
  },
})

/** The hint for a request that posts a gig, without a server. */
const hintForBody = (body: string, headers: Record<string, string> = {}) =>
  new Hints().record({
    method: 'POST',
    path: '/api/gigs',
    query: '',
    headers: new Headers(headers),
    body,
    status: 422,
  })

describe('hints', () => {
  test('tell a client what to do differently', async () => {
    const authorization = somchai.tokens.access_token
    const upload = formFile(await bytesOf(still().png()), 'a.png')
    const wrong: [hint: string, Promise<string>][] = [
      ['Bearer is missing', hintOf('GET', '/api/auth/me', { headers: { authorization } })],
      ['X-Access-Token', hintOf('POST', '/api/auth/refresh', json({}))],
      ['POST /api/auth/logout', hintOf('DELETE', '/api/auth/logout')],
      ['is a form', hintOf('POST', '/api/auth/login', json({ username: 'a', password: 'b' }))],
      ['boundary', hintOf('POST', '/api/upload/gig', { ...json({}), body: upload })],
      ['in capitals', hintOf('GET', '/api/gigs/my-gigs?status=pending', json(undefined))],
      ['Bearer', hintOf('POST', '/api/auth/refresh', oldTokenWithBearer())],
      ['+07:00 is probably meant', hintOf('POST', '/api/gigs', json(exampleGig))],
      ['Say the zone', hintOf('POST', '/api/gigs', json({ ...exampleGig, latitude: 48.2, longitude: 16.4 }))],
      [
        'subtract 543',
        hintOf('POST', '/api/gigs', json({ ...exampleGig, starts_at: '2568-10-01T14:00:00Z' })),
      ],
    ]
    for (const [hint, answered] of wrong) expect(await answered).toContain(hint)
    // One request above for every rule; more requests make no more entries.
    for (const path of ['/api/auth/logout', '/api/auth/logout/', '/api/auth/logout?again'])
      await hintOf('DELETE', path)
    const { body } = await control<{ hints: { hint: string }[] }>(server, 'GET', '/hints')
    expect(body.hints.map(({ hint }) => hint).sort()).toEqual(hintRules.map(({ hint }) => hint).sort())
  })

  test('are not sent to a client that makes no mistake', async () => {
    const right = { ...exampleGig, starts_at: '2025-10-01T14:00:00+07:00' }
    expect(await hintOf('POST', '/api/gigs', json(right))).toBe('')
    expect(await hintOf('GET', '/api/gigs/my-gigs?status=PENDING', json(undefined))).toBe('')
    expect(await hintOf('GET', '/api/auth/me')).toBe('')
  })

  test('never ask a login for Bearer, whatever its Authorization header has', async () => {
    const form = new URLSearchParams({ username: 'somchai@example.com', password: 'wrong' })
    const headers = { authorization: 'Basic Y2xpZW50OnNlY3JldA==' }
    expect(await hintOf('POST', '/api/auth/login', { body: form, headers })).toBe('')
  })

  test('find a time of Thailand by the language, the script or the place', () => {
    const time = '"starts_at": "2025-10-01T14:00"'
    const thai = '+07:00 is probably meant'
    expect(hintForBody(`{${time}}`)).toContain('Say the zone')
    expect(hintForBody(`{${time}}`, { 'accept-language': 'th-TH,th;q=0.9' })).toContain(thai)
    expect(hintForBody(`{${time}, "title": "ล้างแอร์"}`)).toContain(thai)
    expect(hintForBody(`{${time}, "latitude": 18.79, "longitude": 98.98}`)).toContain(thai)
    expect(hintForBody(`{${time}, "latitude": 21.03, "longitude": 105.85}`)).toContain('Say the zone')
  })

  test('find a Buddhist year in a query too', async () => {
    expect(await hintOf('GET', '/api/gigs/my-gigs?from=2568-01-31', json(undefined))).toContain(
      'subtract 543',
    )
  })

  test.each(['"status":"', '"2025-10-01T14:00:00.', '"latitude":1.', '"status"', '"'])(
    'take no longer than the text is for a body that repeats %p',
    beginning => {
      // With a pattern of quadratic cost, each of these would take longer than the timeout of a test.
      for (const filling of ['a', '1', ' ', '_', beginning])
        expect(hintForBody(beginning + filling.repeat(1_000_000 / filling.length))).toBeNull()
    },
  )

  test('are counted until the counts are reset', async () => {
    await control(server, 'DELETE', '/hints')
    for (let at = 0; at < 3; at += 1) await hintOf('DELETE', '/api/auth/logout')
    const { body } = await control<{ hints: unknown[] }>(server, 'GET', '/hints')
    expect(body.hints).toEqual([
      { hint: 'Logging out is POST /api/auth/logout.', count: 3, last_seen: 'DELETE /api/auth/logout' },
    ])
  })
})

describe('login-as', () => {
  test('works for an e-mail address and for an id, with tokens like those of a login', async () => {
    for (const user of [
      'Somchai@example.com',
      somchai.user.id,
      'somchai',
      ' Somchai ',
      'สมชาย',
      'สมชาย ใจดี (Somchai)',
    ]) {
      const answer = await loginAs(server, user)
      expect([answer.status, Object.keys(answer.body).sort()]).toEqual([
        200,
        Object.keys(somchai.tokens).sort(),
      ])
      const me = await somchai.client.withToken(answer.body.access_token).get<{ id: string }>('/api/auth/me')
      expect(me.body.id).toBe(somchai.user.id)
    }
  })

  test('can give an expired token, which can be refreshed', async () => {
    const { body } = await loginAs(server, 'somchai', { expired: true })
    const client = somchai.client.withToken(body.access_token)
    expect((await client.get('/api/auth/me')).body.error_code).toBe('TOKEN_EXPIRED')
    const refreshed = await client.send<{ access_token: string }>('POST', '/api/auth/refresh', {
      headers: { authorization: `Bearer ${body.refresh_token}`, 'x-access-token': body.access_token },
    })
    expect(refreshed.status).toBe(200)
    expect((await client.withToken(refreshed.body.access_token).get('/api/auth/me')).status).toBe(200)
  })

  test('names the personas in the error for an unknown user', async () => {
    const answer = await control(server, 'POST', '/login-as', { user: 'nobody' })
    expect([answer.status, answer.body.detail]).toEqual([404, expect.stringContaining('somchai@example.com')])
  })
})
