import { afterAll, afterEach, beforeAll, describe, expect, test } from 'bun:test'
import { openRoom, type RoomJson } from '../support/chat.ts'
import { refusalIn } from '../support/client.ts'
import { control, startTestDevServer, type TestDevServer } from '../support/dev-server.ts'
import { post } from '../support/gigs.ts'
import { joinMali, joinSomchai, type Person } from '../support/people.ts'
import { connectToRoom } from '../support/sockets.ts'

let stage: TestDevServer
let somchai: Person
let mali: Person
let room: RoomJson
beforeAll(async () => {
  stage = await startTestDevServer()
  somchai = await joinSomchai(stage)
  mali = await joinMali(stage)
  room = await openRoom(somchai, mali)
})
afterAll(() => stage.stop())
afterEach(() => control(stage, 'DELETE', '/rules'))

interface RuleJson {
  id: string
  times_left: number | null
}

const addRule = async (rule: Record<string, unknown>): Promise<RuleJson> => {
  const answer = await control<RuleJson>(stage, 'POST', '/rules', rule)
  expect(answer.status).toBe(201)
  return answer.body
}

const rules = async () => (await control<{ rules: RuleJson[] }>(stage, 'GET', '/rules')).body.rules

describe('a standing rule', () => {
  test('does what Prefer does to every request that fits, and to no other', async () => {
    await addRule({ method: 'POST', path: '/api/gigs/*/accept', prefer: 'error=GIG_ALREADY_ACCEPTED' })
    const gig = await post(somchai)
    const refused = await mali.client.post(`/api/gigs/${gig.id}/accept`)
    expect(refusalIn(refused)).toEqual([400, 'GIG_ALREADY_ACCEPTED'])
    expect(refused.headers.get('preference-applied')).toBe('error=GIG_ALREADY_ACCEPTED')
    const slashed = await mali.client.post(`/api/gigs/${gig.id}/accept/`)
    expect(slashed.status).toBe(400)
    expect((await mali.client.get(`/api/gigs/${gig.id}`)).status).toBe(200)
  })

  test('may be for one user alone', async () => {
    await addRule({ user_id: mali.user.id, prefer: 'code=503' })
    expect((await mali.client.get('/api/auth/me')).status).toBe(503)
    expect((await somchai.client.get('/api/auth/me')).status).toBe(200)
  })

  test('holds a number of times, and is gone', async () => {
    await addRule({ path: '/api/auth/me', prefer: 'code=500', times: 2 })
    const statuses = []
    for (let at = 0; at < 3; at += 1) statuses.push((await mali.client.get('/api/auth/me')).status)
    expect(statuses).toEqual([500, 500, 200])
    expect(await rules()).toEqual([])
  })

  test('gives way to a preference of the request itself', async () => {
    await addRule({ path: '/api/auth/me', prefer: 'code=503' })
    const answer = await mali.client.get('/api/auth/me', { headers: { prefer: 'error=TOKEN_EXPIRED' } })
    expect(refusalIn(answer)).toEqual([401, 'TOKEN_EXPIRED'])
  })

  test('can be deleted, once', async () => {
    const { id } = await addRule({ prefer: 'code=503' })
    expect((await control(stage, 'DELETE', `/rules/${id}`)).status).toBe(204)
    expect(refusalIn(await control(stage, 'DELETE', `/rules/${id}`))).toEqual([404, 'RESOURCE_NOT_FOUND'])
    expect((await mali.client.get('/api/auth/me')).status).toBe(200)
  })

  test('that would do nothing, or what nobody understands, is refused', async () => {
    for (const rule of [
      {},
      { prefer: 'error=NOTHING' },
      { prefer: 'return=minimal' },
      { path: 'api', prefer: 'code=503' },
    ])
      expect((await control(stage, 'POST', '/rules', rule)).status).toBe(422)
  })

  test('is one of at most a hundred', async () => {
    for (let at = 0; at < 100; at += 1) await addRule({ path: `/${at}`, prefer: 'code=503' })
    const excess = await control(stage, 'POST', '/rules', { prefer: 'code=503' })
    expect(refusalIn(excess)).toEqual([413, 'STORAGE_QUOTA_EXCEEDED'])
  })

  test('never touches the controls themselves', async () => {
    await addRule({ prefer: 'code=503' })
    expect(await rules()).toHaveLength(1)
  })
})

describe('the network of sockets', () => {
  const talk = async (faults: Record<string, unknown>) => {
    const [sender, listener] = [
      await connectToRoom(stage, room.id, somchai),
      await connectToRoom(stage, room.id, mali),
    ]
    await listener.settle()
    await addRule({ user_id: mali.user.id, socket: faults })
    return { sender, listener, end: () => Promise.all([sender.close(), listener.close()]) }
  }
  const typing = { type: 'typing', is_typing: true }

  test('loses frames', async () => {
    const { sender, listener, end } = await talk({ loss: 1 })
    for (let at = 0; at < 5; at += 1) sender.send(typing)
    await sender.settle()
    await control(stage, 'DELETE', '/rules')
    await listener.settle()
    expect(listener.all('typing')).toHaveLength(0)
    await end()
  })

  test('doubles frames', async () => {
    const { sender, listener, end } = await talk({ doubles: 1 })
    sender.send(typing)
    expect(await listener.next('typing', 2)).toEqual(await listener.next('typing', 1))
    await end()
  })

  test('is late', async () => {
    const { sender, listener, end } = await talk({ latency_ms: 60 })
    const since = performance.now()
    sender.send(typing)
    await listener.next('typing')
    expect(performance.now() - since).toBeGreaterThanOrEqual(59)
    await end()
  })

  test('goes through a tunnel, behind which everything arrives', async () => {
    const { sender, listener, end } = await talk({ tunnel: { open_seconds: 0.1, shut_seconds: 0.1 } })
    for (let at = 0; at < 20; at += 1) {
      sender.send(typing)
      await Bun.sleep(5)
    }
    await listener.next('typing', 20)
    await end()
  })

  test('breaks: sockets are killed with a chosen code', async () => {
    const [one, other] = [
      await connectToRoom(stage, room.id, somchai),
      await connectToRoom(stage, room.id, mali),
    ]
    const restarted = await control(stage, 'POST', '/sockets/kill', { user_id: mali.user.id, code: 1012 })
    expect(restarted.body).toEqual({ closed: 1 } as never)
    expect((await other.closed).code).toBe(1012)
    for (const code of [1004, 1005, 1015, 2999])
      expect((await control(stage, 'POST', '/sockets/kill', { code })).status).toBe(422)
    await control(stage, 'POST', '/sockets/kill', {})
    expect((await one.closed).code).toBe(1006)
  })
})
