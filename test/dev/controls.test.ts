import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { ErrorBody } from '../../src/http/reply.ts'
import { refusalIn } from '../support/client.ts'
import { control, loginAs, startTestDevServer, type TestDevServer } from '../support/dev-server.ts'
import { join, joinSomchai, type Person } from '../support/people.ts'

interface RuleJson {
  id: string
  times_left: number | null
  socket: object | null
}

interface LogJson {
  entries: { id: number; path: string; status: number | null }[]
}

let server: TestDevServer
let somchai: Person
beforeAll(async () => {
  server = await startTestDevServer()
  somchai = await joinSomchai(server)
})
afterAll(() => server.stop())

const statusOf = async (method: string, path: string, body: object) =>
  (await control(server, method, path, body)).status

const fieldsOf = (body: ErrorBody) => body.field_errors ?? null

describe('the control of sockets', () => {
  test('closes them with a code that a close frame may have', async () => {
    const answered = async (codes: readonly number[]) => {
      const statuses = []
      for (const code of codes) statuses.push(await statusOf('POST', '/sockets/kill', { code }))
      return new Set(statuses)
    }
    expect(await answered([1000, 1003, 1006, 1014, 3000, 4999])).toEqual(new Set([200]))
    expect(await answered([999, 1004, 1005, 1015, 2999, 5000])).toEqual(new Set([422]))
    const refused = await control(server, 'POST', '/sockets/kill', { code: 1005 })
    expect(fieldsOf(refused.body)).toEqual({ code: ['Must be 1000 to 1003, 1006 to 1014, or 3000 to 4999.'] })
  })
})

describe('the control of errors', () => {
  const provoked = (code: string) => control(server, 'GET', `/errors/${code}`)

  test('answers with what a client has to know about each of them', async () => {
    const headerOf = async (code: string, name: string) => (await provoked(code)).headers.get(name)
    expect(await headerOf('RATE_LIMITED', 'retry-after')).toBe('60')
    expect(await headerOf('OVERLOADED', 'retry-after')).toBe('1')
    expect(await headerOf('METHOD_NOT_ALLOWED', 'allow')).toBe('GET')
    expect(await headerOf('RESOURCE_NOT_FOUND', 'retry-after')).toBeNull()
    expect(await headerOf('RESOURCE_NOT_FOUND', 'allow')).toBeNull()
    const invalid = await provoked('VALIDATION_ERROR')
    expect(fieldsOf(invalid.body)).toEqual({ title: ['This field is required.'] })
    expect(fieldsOf((await provoked('BAD_REQUEST')).body)).toBeNull()
  })
})

describe('the control of the clock', () => {
  const move = (body: object) => control<{ offset_seconds: number }>(server, 'POST', '/clock', body)

  test('says in seconds how far it was moved, within ten years', async () => {
    const { offset_seconds } = (await control<{ offset_seconds: number }>(server, 'GET', '/clock')).body
    const moved = (await move({ action: 'advance', seconds: 90 })).body.offset_seconds
    expect(moved - offset_seconds).toBeCloseTo(90, 1)
    const back = (await move({ action: 'advance', seconds: -90 })).body.offset_seconds
    expect(back - offset_seconds).toBeCloseTo(0, 1)
    const tenYears = 10 * 366 * 86_400
    expect((await move({ action: 'advance', seconds: tenYears + 1 })).status).toBe(422)
    expect((await move({ action: 'advance', seconds: -tenYears - 1 })).status).toBe(422)
    expect((await move({ action: 'advance', seconds: 0 })).status).toBe(200)
  })
})

describe('the control of rules', () => {
  const add = async (body: object) => (await control<RuleJson>(server, 'POST', '/rules', body)).body

  test('takes what is left out of a network as in a good one, and seconds in tunnels', async () => {
    expect(await add({ socket: {} })).toMatchObject({
      times_left: null,
      socket: { latency_ms: 0, loss: 0, doubles: 0, tunnel: null },
    })
    const tunnel = { open_seconds: 2.5, shut_seconds: 0.1 }
    expect(await add({ socket: { latency_ms: 60_000, loss: 1, doubles: 1, tunnel } })).toMatchObject({
      socket: { latency_ms: 60_000, loss: 1, doubles: 1, tunnel },
    })
    await control(server, 'DELETE', '/rules')
  })

  test('refuses what is out of bounds', async () => {
    for (const body of [
      { socket: { latency_ms: 60_001 } },
      { socket: { latency_ms: -1 } },
      { socket: { loss: 1.1 } },
      { socket: { doubles: -0.1 } },
      { socket: { tunnel: { open_seconds: 0, shut_seconds: 1 } } },
      { socket: { tunnel: { open_seconds: 1, shut_seconds: 3601 } } },
      { prefer: 'delay=1', times: 0 },
      { prefer: 'delay=1', times: 1_000_001 },
      { prefer: '' },
      { prefer: `delay=1,${'x'.repeat(494)}` },
      { prefer: 'delay=1', path: 'api' },
      { prefer: 'delay=1', method: 'PATCH' },
    ])
      expect([body, await statusOf('POST', '/rules', body)]).toEqual([body, 422])
    expect((await add({ prefer: 'delay=1', times: 1_000_000 })).times_left).toBe(1_000_000)
    await control(server, 'DELETE', '/rules')
  })

  test('says what a rule lacks', async () => {
    const refused = async (body: object) =>
      fieldsOf((await control<ErrorBody>(server, 'POST', '/rules', body)).body)
    expect(await refused({})).toEqual({
      prefer: ['Say in `prefer` what happens to requests, or in `socket` to sockets.'],
    })
    for (const prefer of ['nothing=1', 'delay=soon', 'delay=1, fault=none'])
      expect(await refused({ prefer })).toEqual({
        prefer: ['Must be preferences such as delay=1500 or error=OVERLOADED.'],
      })
  })
})

describe('the control of the log', () => {
  const log = async (query: string) => (await control<LogJson>(server, 'GET', `/log?${query}`)).body.entries

  test('lists the newest, as many as it is asked for, and those after an id', async () => {
    await control(server, 'DELETE', '/log')
    for (const path of ['/api/auth/me', '/api/gigs', '/api/buddies']) await somchai.client.get(path)
    const all = await log('')
    expect(all.map(({ path }) => path)).toEqual(['/api/auth/me', '/api/gigs', '/api/buddies'])
    expect(await log('limit=2')).toEqual(all.slice(1))
    expect(await log(`after=${all[0]?.id}`)).toEqual(all.slice(1))
    expect(await log('path=/api/*&limit=1')).toEqual(all.slice(2))
    expect((await control(server, 'GET', '/log?limit=501')).status).toBe(422)
    expect((await control(server, 'GET', '/log?limit=0')).status).toBe(422)
  })
})

describe('the control of logins', () => {
  test('knows nobody by a part of a word', async () => {
    for (const user of ['som', '()'])
      expect(refusalIn(await control(server, 'POST', '/login-as', { user }))).toEqual([
        404,
        'RESOURCE_NOT_FOUND',
      ])
  })

  test('gives the persona whose token has always expired such a token, and another where that is asked for', async () => {
    await join(server, 'expired@example.com', 'Ben Charoen')
    const errorOf = async (more: object) => {
      const { body } = await loginAs(server, 'expired', { ...more })
      return (await somchai.client.withToken(body.access_token).get('/api/auth/me')).body.error_code ?? null
    }
    expect(await errorOf({})).toBe('TOKEN_EXPIRED')
    expect(await errorOf({ expired: false })).toBeNull()
  })
})
