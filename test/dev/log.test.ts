import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { isRecorded } from '../../src/dev/recorded-request.ts'
import type { LogEntry } from '../../src/testing/world.ts'
import { openRoom, type RoomJson } from '../support/chat.ts'
import { Client } from '../support/client.ts'
import {
  control,
  joinWorld,
  startTestDevServer,
  type TestDevServer,
  WorldClient,
} from '../support/dev-server.ts'
import { joinMali, joinSomchai, type Person } from '../support/people.ts'
import { connectToRoom } from '../support/sockets.ts'
import { until } from '../support/until.ts'

type EntryJson = LogEntry & { world: string }

let server: TestDevServer
let somchai: Person
let mali: Person
let room: RoomJson
beforeAll(async () => {
  server = await startTestDevServer()
  somchai = await joinSomchai(server)
  mali = await joinMali(server)
  room = await openRoom(somchai, mali)
})
afterAll(() => server.stop())
beforeEach(async () => {
  await control(server, 'DELETE', '/rules')
  await control(server, 'DELETE', '/log')
})

/** The log, as soon as it is as wanted. */
const logWith = async (query: string, isSo: (entries: EntryJson[]) => boolean): Promise<EntryJson[]> => {
  const entries = await log(query)
  if (isSo(entries)) return entries
  await Bun.sleep(5)
  return logWith(query, isSo)
}

const log = async (query = ''): Promise<EntryJson[]> =>
  (await control<{ entries: EntryJson[] }>(server, 'GET', `/log${query}`)).body.entries

describe('the log of a development server', () => {
  test('has a request with its user, status, code, headers and both bodies', async () => {
    await mali.client.post('/api/gigs?from=test', { title: '' })
    const [entry, ...others] = await log()
    expect(others).toEqual([])
    expect(entry).toMatchObject({
      world: '',
      kind: 'request',
      method: 'POST',
      path: '/api/gigs',
      query: 'from=test',
      user_id: mali.user.id,
      status: 422,
      code: 'VALIDATION_ERROR',
      prefer: null,
      rule_id: null,
      request_body: '{"title":""}',
      response_body: expect.stringContaining('"error_code":"VALIDATION_ERROR"'),
    })
    expect(entry?.ms).toBeGreaterThan(0)
    expect(entry?.request_headers).toMatchObject({
      authorization: 'Bearer ***',
      'content-type': 'application/json',
    })
    expect(entry?.response_headers).toMatchObject({ 'content-type': expect.stringContaining('json') })
  })

  test('names the hint, the preference and the rule that struck', async () => {
    await mali.client.post('/api/auth/login', { username: 'a' })
    await mali.client.get('/health', { headers: { prefer: 'error=OVERLOADED' } })
    const { body: rule } = await control<{ id: string }>(server, 'POST', '/rules', {
      path: '/api/auth/me',
      prefer: 'code=503',
    })
    await mali.client.get('/api/auth/me')
    const [login, health, me] = await log()
    expect(login?.hint).toContain('A login is a form')
    expect(health).toMatchObject({
      status: 503,
      code: 'OVERLOADED',
      prefer: 'error=OVERLOADED',
      rule_id: null,
    })
    expect(me).toMatchObject({
      status: 503,
      prefer: 'code=503',
      rule_id: rule.id,
      user_id: mali.user.id,
      response_body: expect.stringContaining('OVERLOADED'),
    })
  })

  test('has a body that the app never read, and no response where the connection was broken', async () => {
    const cut = { method: 'POST', headers: { prefer: 'fault=cut', 'content-type': 'application/json' } }
    await fetch(`${server.url}/api/gigs`, { ...cut, body: '{"title":"lost"}' }).catch(() => {})
    const [entry] = await log()
    expect(entry).toMatchObject({
      status: null,
      code: null,
      prefer: 'fault=cut',
      request_body: '{"title":"lost"}',
      response_body: null,
    })
    expect(entry?.ms).not.toBeNull()
  })

  test('shows a request that hangs before it ends', async () => {
    const abort = new AbortController()
    const hanging = fetch(`${server.url}/health`, {
      headers: { prefer: 'fault=hang' },
      signal: abort.signal,
    }).catch(() => {})
    expect((await logWith('', ({ length }) => length === 1))[0]).toMatchObject({
      path: '/health',
      ms: null,
      status: null,
    })
    abort.abort()
    await hanging
    expect(await logWith('', ([entry]) => entry?.ms !== null)).toHaveLength(1)
  })

  test('has the frames of a socket in both directions, and its end', async () => {
    const socket = await connectToRoom(server, room.id, mali)
    socket.send({ type: 'authenticate', token: mali.tokens.access_token })
    socket.send({ type: 'send_message', content: '' })
    await socket.next('error')
    socket.send('no json')
    await socket.next('error', 2)
    await socket.close()
    await logWith('?kind=socket_closed', ({ length }) => length === 1)
    const [upgrade, ...frames] = await log(`?path=/ws/chat/*`)
    expect(upgrade).toMatchObject({ kind: 'request', status: 101, query: 'token=***', user_id: mali.user.id })
    expect(frames.every(({ user_id }) => user_id === mali.user.id)).toBe(true)
    expect(frames.filter(({ kind }) => kind === 'frame_received').map(({ frame }) => frame)).toEqual([
      'authenticate',
      'send_message',
      null,
    ])
    expect(frames.find(({ frame }) => frame === 'authenticate')?.request_body).toContain('"token":"***"')
    expect(frames.find(({ frame }) => frame === 'error')).toMatchObject({
      kind: 'frame_sent',
      code: 'VALIDATION_ERROR',
      copies: 1,
      ms: 0,
    })
    expect(frames.at(-1)).toMatchObject({ kind: 'socket_closed', status: 1000 })
  })

  test('says which frames the network loses, and by which rule', async () => {
    const socket = await connectToRoom(server, room.id, mali)
    const { body: rule } = await control<{ id: string }>(server, 'POST', '/rules', { socket: { loss: 1 } })
    socket.send({ type: 'ping' })
    expect(await logWith('?kind=frame_received', ({ length }) => length === 1)).toMatchObject([
      { frame: 'ping', copies: 0, rule_id: rule.id, ms: 0 },
    ])
    await socket.cut()
  })

  test('is filtered by method, path, status, code, user and id', async () => {
    await mali.client.get('/api/gigs/my-gigs')
    await somchai.client.get(`/api/users/${mali.user.id}`)
    await new Client(server.url).get('/api/gigs/my-gigs')
    await mali.client.post('/api/gigs', {})
    const statuses = async (query: string) => (await log(query)).map(({ status }) => status)
    const [first] = await log()
    expect(await statuses('')).toHaveLength(4)
    expect(await statuses('?path=/api/gigs/my-gigs')).toEqual([200, 401])
    expect(await statuses('?path=/api/gigs/*&status=401')).toEqual([401])
    expect(await statuses('?method=POST')).toEqual([422])
    expect(await statuses('?code=NOT_AUTHENTICATED')).toEqual([401])
    expect(await statuses(`?user_id=${somchai.user.id}`)).toHaveLength(1)
    expect(await statuses(`?after=${first?.id}`)).toHaveLength(3)
    expect(await statuses('?limit=1')).toEqual([422])
    expect((await control(server, 'GET', '/log?limit=501')).status).toBe(422)
  })

  test('has no controls, no pages and nothing of the desk, and an unknown path', async () => {
    await control(server, 'GET', '/clock')
    await new Client(server.url).get('/api/_dev')
    for (const page of [
      '/docs',
      '/docs/guide',
      '/console',
      '/app',
      '/assets/main.js',
      '/clients/chayenity.js',
      '/app-worker.js',
      '/app.webmanifest',
      '/map.json',
      '/map/14/12764/7562',
      '/asyncapi.json',
      // Links and codes are secrets under any name.
      '/api/_ops/link',
      '/api/_ops/commands/user/password-link',
    ])
      expect([page, isRecorded(page)]).toEqual([page, false])
    await new Client(server.url).get('/gigs')
    expect((await log()).map(({ path }) => path)).toEqual(['/gigs'])
  })

  test('has no more than a note of an endless body, whose sender gets an answer', async () => {
    const chunk = new Uint8Array(64 * 1024).fill(0x61)
    let left = 8
    const body = new ReadableStream({
      pull: controller => {
        left -= 1
        if (left > 0) controller.enqueue(chunk)
        else controller.close()
      },
    })
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${mali.tokens.access_token}`,
    }
    const answer = await fetch(`${server.url}/api/gigs`, { method: 'POST', headers, body })
    expect(answer.status).toBe(413)
    expect((await log())[0]).toMatchObject({ status: 413, request_body: '(application/json, 0 bytes)' })
  })

  test('has a file as a note of its size', async () => {
    const form = new FormData()
    form.append('file', new Blob(['secret bytes'], { type: 'image/png' }), 'a.png')
    await mali.client.send('POST', '/api/upload', { body: form })
    const [entry] = await log()
    expect(entry?.request_body).toMatch(/^\(multipart\/form-data, \d+ bytes\)$/)
  })
})

describe('the logs of worlds', () => {
  test('are apart, are listed together on request, and are empty after a reset', async () => {
    const nok = await joinWorld(server, 'log-1', 'Nok')
    await control(server, 'DELETE', '/log')
    await nok.client.get('/api/auth/me')
    await mali.client.get('/api/auth/me')
    const own = await nok.client.get<{ entries: EntryJson[] }>('/api/_dev/log?path=/api/auth/me')
    expect(own.body.entries).toMatchObject([{ world: 'log-1', user_id: nok.user.id }])
    expect(await log()).toMatchObject([{ world: '', user_id: mali.user.id }])
    const all = await log('?all_worlds=true&path=/api/auth/me')
    expect(all.map(({ world }) => world)).toEqual(['log-1', ''])
    await new WorldClient(server.url, 'log-1').post('/api/_dev/reset')
    const after = await nok.client.get<{ entries: EntryJson[] }>('/api/_dev/log')
    expect(after.body.entries).toEqual([])
  })
})

describe('the live log', () => {
  const follow = async (headers: Record<string, string> = {}) => {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/_dev/log/live`, { headers })
    const entries: EntryJson[] = []
    socket.addEventListener('message', ({ data }) => entries.push(JSON.parse(String(data))))
    const outcome = await new Promise<'open' | 'rejected'>(resolve => {
      socket.addEventListener('open', () => resolve('open'))
      socket.addEventListener('error', () => resolve('rejected'))
    })
    return { socket, entries, outcome }
  }

  test('sends each request when it arrives and when it is answered, of every world', async () => {
    const { socket, entries } = await follow()
    await new WorldClient(server.url, 'log-2').get('/health')
    await until(() => entries.length === 2)
    expect(entries.map(({ status }) => status)).toEqual([null, 200])
    expect(entries[0]?.id).toBe(entries[1]?.id ?? -1)
    expect(entries[1]).toMatchObject({ world: 'log-2', path: '/health' })
    socket.close()
  })

  test('is no frame in the log itself, and is not affected by a bad network or by closed sockets', async () => {
    await control(server, 'POST', '/rules', { socket: { loss: 1 } })
    const { socket, entries } = await follow()
    expect((await control<{ closed: number }>(server, 'POST', '/sockets/kill', {})).body).toEqual({
      closed: 0,
    })
    socket.send('anything')
    await mali.client.get('/api/auth/me')
    await until(() => entries.length === 2)
    expect((await log()).map(({ path }) => path)).toEqual(['/api/auth/me'])
    socket.close()
  })

  test('is followed by at most eight; the oldest makes room', async () => {
    const oldest = await follow()
    const closed = new Promise(resolve => oldest.socket.addEventListener('close', resolve))
    const followers = await Promise.all(Array.from({ length: 8 }, () => follow()))
    await closed
    expect(followers.map(({ socket }) => socket.readyState)).toEqual(Array(8).fill(WebSocket.OPEN))
    for (const { socket } of followers) socket.close()
  })

  test('and the list cannot be read by pages of other sites', async () => {
    for (const headers of [{ origin: 'https://evil.example' }, { host: 'evil.example' }]) {
      expect((await follow(headers)).outcome).toBe('rejected')
      expect((await fetch(`${server.url}/api/_dev/log`, { headers })).status).toBe(403)
    }
    expect((await fetch(`${server.url}/api/_dev/log/live`)).status).toBe(426)
    const own = await follow({ origin: server.url })
    expect(own.outcome).toBe('open')
    own.socket.close()
  })
})

describe('secrets', () => {
  test('are in no part of the log, however they are sent', async () => {
    const secret = 'hunter2-hunter2'
    const anonymous = new Client(server.url)
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const json = { 'content-type': 'application/json' }
    const credentials = `{"username":"a@example.com","password":"${secret}"}`
    const sendings = [
      { body: new URLSearchParams({ username: 'a@example.com', password: secret }) },
      { body: credentials, headers: json },
      { body: credentials, headers: form },
      { body: credentials.slice(0, -1), headers: json },
      { body: `username=a&password=${secret}`, headers: json },
      { body: `username=a&password=${secret}`, headers: { 'content-type': 'text/plain' } },
      { body: `password: ${secret}`, headers: { 'content-type': 'text/yaml' } },
    ]
    for (const sending of sendings) await anonymous.send('POST', '/api/auth/login', sending)
    await anonymous.get(`/api/auth/me?access_token=${secret}`, { headers: { authorization: secret } })
    await anonymous.send('POST', '/api/auth/refresh', {
      headers: { authorization: `Bearer ${secret}`, 'x-access-token': secret, cookie: `a=${secret}` },
    })
    await mali.client.post('/api/auth/change-password', { old_password: secret, new_password: `${secret}!` })
    const joined = await joinSomchaiAgain()
    const socket = await connectToRoom(server, room.id, mali)
    socket.send({ type: 'authenticate', token: joined.access_token })
    await socket.next('error')
    await socket.close()
    const text = JSON.stringify(await log())
    expect(text).toContain('/api/auth/change-password')
    for (const hidden of [secret, joined.access_token, joined.refresh_token, mali.tokens.access_token])
      expect(text).not.toContain(hidden)
  })

  const joinSomchaiAgain = async () => {
    const body = new URLSearchParams({ username: somchai.user.email, password: somchai.password })
    const answer = await new Client(server.url).send<{ access_token: string; refresh_token: string }>(
      'POST',
      '/api/auth/login',
      { body },
    )
    expect(answer.status).toBe(200)
    return answer.body
  }
})
