import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { maxFaultRules } from '../../src/dev/fault-rules.ts'
import { openRoom, type RoomJson } from '../support/chat.ts'
import { refusalIn } from '../support/client.ts'
import { control, loginAs, startTestDevServer, type TestDevServer } from '../support/dev-server.ts'
import { post } from '../support/gigs.ts'
import { joinMali, joinSomchai, type Person } from '../support/people.ts'
import { connectToRoom, type TestSocket } from '../support/sockets.ts'

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
afterEach(() => control(server, 'DELETE', '/rules'))

interface RuleJson {
  id: string
  times_left: number | null
}

const addRule = async (rule: Record<string, unknown>): Promise<RuleJson> => {
  const answer = await control<RuleJson>(server, 'POST', '/rules', rule)
  expect(answer.status).toBe(201)
  return answer.body
}

const rules = async () => (await control<{ rules: RuleJson[] }>(server, 'GET', '/rules')).body.rules

describe('a fault rule', () => {
  test('applies its preferences to every request that matches, and to no other', async () => {
    await addRule({ method: 'POST', path: '/api/gigs/*/accept', prefer: 'error=GIG_ALREADY_ACCEPTED' })
    const gig = await post(somchai)
    const refused = await mali.client.post(`/api/gigs/${gig.id}/accept`)
    expect(refusalIn(refused)).toEqual([400, 'GIG_ALREADY_ACCEPTED'])
    expect(refused.headers.get('preference-applied')).toBe('error=GIG_ALREADY_ACCEPTED')
    await control(server, 'DELETE', '/rules')
    await addRule({ path: '/api/gigs/*/accept/', prefer: 'error=GIG_ALREADY_ACCEPTED' })
    const slashed = await mali.client.post(`/api/gigs/${gig.id}/accept/`)
    expect(slashed.status).toBe(400)
    expect((await mali.client.get(`/api/gigs/${gig.id}`)).status).toBe(200)
  })

  test('can be limited to one user', async () => {
    await addRule({ user_id: mali.user.id, prefer: 'code=503' })
    expect((await mali.client.get('/api/auth/me')).status).toBe(503)
    expect((await somchai.client.get('/api/auth/me')).status).toBe(200)
  })

  test('applies a number of times and is then deleted', async () => {
    await addRule({ path: '/api/auth/me', prefer: 'code=500', times: 2 })
    const statuses = []
    for (let at = 0; at < 3; at += 1) statuses.push((await mali.client.get('/api/auth/me')).status)
    expect(statuses).toEqual([500, 500, 200])
    expect(await rules()).toEqual([])
  })

  test('is overridden by the Prefer header of a request', async () => {
    await addRule({ path: '/api/auth/me', prefer: 'code=503' })
    const answer = await mali.client.get('/api/auth/me', { headers: { prefer: 'error=TOKEN_EXPIRED' } })
    expect(refusalIn(answer)).toEqual([401, 'TOKEN_EXPIRED'])
  })

  test('that cuts everything of a user cuts off new sockets too, and those of nobody else', async () => {
    await addRule({ user_id: mali.user.id, prefer: 'fault=cut' })
    await expect(connectToRoom(server, room.id, mali)).rejects.toThrow('could not be opened')
    const open = await connectToRoom(server, room.id, somchai)
    await control(server, 'DELETE', '/rules')
    const again = await connectToRoom(server, room.id, mali)
    await Promise.all([open.close(), again.close()])
  })

  test('can be deleted once', async () => {
    const { id } = await addRule({ prefer: 'code=503' })
    expect((await control(server, 'DELETE', `/rules/${id}`)).status).toBe(204)
    expect(refusalIn(await control(server, 'DELETE', `/rules/${id}`))).toEqual([404, 'RESOURCE_NOT_FOUND'])
    expect((await mali.client.get('/api/auth/me')).status).toBe(200)
  })

  test('without an effect, or with an invalid preference, is rejected', async () => {
    for (const rule of [
      {},
      { prefer: 'error=NOTHING' },
      { prefer: 'return=minimal' },
      { path: 'api', prefer: 'code=503' },
    ])
      expect((await control(server, 'POST', '/rules', rule)).status).toBe(422)
  })

  test('with a field that no rule has is rejected, and the error names the field', async () => {
    const refused = await control(server, 'POST', '/rules', { user: 'mali', prefer: 'code=500' })
    expect([refused.status, refused.body.field_errors]).toEqual([422, { user: ['There is no such field.'] }])
    const nested = await control(server, 'POST', '/rules', { socket: { latency: 300 } })
    expect([nested.status, Object.keys(nested.body.field_errors ?? {})]).toEqual([422, ['socket']])
    expect(await rules()).toEqual([])
  })

  test('whose path and method no route has is rejected', async () => {
    for (const rule of [
      { path: '/api/**' },
      { path: '/api//gigs' },
      { path: '/api/gig' },
      { path: '/api/_dev/clock' },
      { path: '/api/gigs/*/accept', method: 'GET' },
    ]) {
      const refused = await control(server, 'POST', '/rules', { ...rule, prefer: 'code=500' })
      expect([rule, refused.status, Object.keys(refused.body.field_errors ?? {})]).toEqual([
        rule,
        422,
        ['path'],
      ])
    }
    for (const path of ['/', '/health', '/*/gigs', '/ws/chat/*', `/ws/chat/${room.id}`, '/app', '/ops'])
      await addRule({ path, prefer: 'code=500' })
  })

  test('is rejected beyond the maximum until another one is deleted', async () => {
    for (let at = 1; at < maxFaultRules; at += 1)
      await addRule({ path: `/api/gigs/${at}`, prefer: 'code=503' })
    const { id } = await addRule({ path: '/api/gigs/last', prefer: 'code=503' })
    const excess = await control(server, 'POST', '/rules', { prefer: 'code=503' })
    expect(refusalIn(excess)).toEqual([413, 'STORAGE_QUOTA_EXCEEDED'])
    await control(server, 'DELETE', `/rules/${id}`)
    await addRule({ path: '/api/gigs/again', prefer: 'code=503' })
    expect(await rules()).toHaveLength(maxFaultRules)
  })

  test('never applies to the controls', async () => {
    await addRule({ prefer: 'code=503' })
    expect(await rules()).toHaveLength(1)
  })
})

describe('the network conditions of sockets', () => {
  const talk = async (faults: Record<string, unknown>) => {
    const [sender, listener] = [
      await connectToRoom(server, room.id, somchai),
      await connectToRoom(server, room.id, mali),
    ]
    await listener.settle()
    await addRule({ user_id: mali.user.id, socket: faults })
    return { sender, listener, end: () => Promise.all([sender.close(), listener.close()]) }
  }
  const typing = { type: 'typing', is_typing: true }

  test('can lose frames', async () => {
    const { sender, listener, end } = await talk({ loss: 1 })
    for (let at = 0; at < 5; at += 1) sender.send(typing)
    await sender.settle()
    await control(server, 'DELETE', '/rules')
    await listener.settle()
    expect(listener.all('typing')).toHaveLength(0)
    await end()
  })

  test('can duplicate frames', async () => {
    const { sender, listener, end } = await talk({ doubles: 1 })
    sender.send(typing)
    expect(await listener.next('typing', 2)).toEqual(await listener.next('typing', 1))
    await end()
  })

  test('can delay frames', async () => {
    const { sender, listener, end } = await talk({ latency_ms: 60 })
    const since = performance.now()
    sender.send(typing)
    await listener.next('typing')
    expect(performance.now() - since).toBeGreaterThanOrEqual(59)
    await end()
  })

  test('can be a tunnel, after which every frame arrives', async () => {
    const { sender, listener, end } = await talk({ tunnel: { open_seconds: 0.1, shut_seconds: 0.1 } })
    for (let at = 0; at < 20; at += 1) {
      sender.send(typing)
      await Bun.sleep(5)
    }
    await listener.next('typing', 20)
    await end()
  })

  const contentsOf = (socket: TestSocket) => socket.all('message').map(({ content }) => content)
  const say = (socket: TestSocket, content: string) => socket.send({ type: 'send_message', content })

  test('hold the frames behind a late one to a client, and the close too', async () => {
    const { sender, listener, end } = await talk({ latency_ms: 400 })
    say(sender, 'late')
    await sender.next('message')
    await control(server, 'DELETE', '/rules')
    say(sender, 'after it')
    await sender.next('message', 2)
    const { body: extra } = await loginAs(server, 'mali@example.com')
    const leaving = mali.client.withToken(extra.access_token)
    const third = await connectToRoom(server, room.id, { ...mali, tokens: extra })
    await addRule({ user_id: mali.user.id, socket: { latency_ms: 100 } })
    say(sender, 'before the close')
    await sender.next('message', 3)
    await control(server, 'DELETE', '/rules')
    await leaving.post('/api/auth/logout')
    expect((await third.closed).code).toBe(4001)
    expect(contentsOf(third)).toEqual(['before the close'])
    await listener.next('message', 3)
    expect(contentsOf(listener)).toEqual(['late', 'after it', 'before the close'])
    await end()
  })

  test('hold the frames behind a late one of a client', async () => {
    const { sender, listener, end } = await talk({})
    await addRule({ user_id: somchai.user.id, socket: { latency_ms: 400 } })
    say(sender, 'late')
    await Bun.sleep(100)
    await control(server, 'DELETE', '/rules')
    say(sender, 'after it')
    await listener.next('message', 2)
    expect(contentsOf(listener)).toEqual(['late', 'after it'])
    await end()
  })

  test('can be broken: sockets are closed with a chosen code', async () => {
    const [one, other] = [
      await connectToRoom(server, room.id, somchai),
      await connectToRoom(server, room.id, mali),
    ]
    const restarted = await control(server, 'POST', '/sockets/kill', { user_id: mali.user.id, code: 1012 })
    expect(restarted.body).toEqual({ closed: 1 } as never)
    expect((await other.closed).code).toBe(1012)
    for (const code of [1004, 1005, 1015, 2999])
      expect((await control(server, 'POST', '/sockets/kill', { code })).status).toBe(422)
    await control(server, 'POST', '/sockets/kill', {})
    expect((await one.closed).code).toBe(1006)
  })
})
