import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { createLog } from '../../src/lib/log.ts'
import { closeCodes } from '../../src/realtime/close-codes.ts'
import { historyOf, openRoom, type RoomJson, say } from '../support/chat.ts'
import { refusalIn } from '../support/client.ts'
import {
  control,
  joinWorld,
  loginAs,
  startTestDevServer,
  type TestDevServer,
  WorldClient,
} from '../support/dev-server.ts'
import { type GigJson, type GigPageJson, moveGig, post } from '../support/gigs.ts'
import { bytesOf, keepFile, still } from '../support/images.ts'
import { joinMali, joinSomchai, type Person, type TokenPairJson } from '../support/people.ts'
import { connectWith, type TestSocket } from '../support/sockets.ts'

let server: TestDevServer
beforeAll(async () => {
  server = await startTestDevServer()
})
afterAll(() => server.stop())

const countGigs = async ({ client }: Person) =>
  (await client.get<GigPageJson>('/api/gigs/my-gigs')).body.total_count

/** The same user with the same token in another world. */
const inWorld = (person: Person, world: string): Person => ({
  ...person,
  client: new WorldClient(server.url, world, person.tokens.access_token),
})

const connectIn = (world: string, path: string, { tokens }: Person): Promise<TestSocket> =>
  connectWith(server, path, `${tokens.access_token}&__world=${encodeURIComponent(world)}`).opened()

const controlIn = (world: string, method: string, path: string, body?: unknown) =>
  new WorldClient(server.url, world).send(method, `/api/_dev${path}`, body === undefined ? {} : { body })

describe('two worlds forked from a checkpoint with the same room and users', () => {
  let [one, other] = ['', '']
  let somchai: Person
  let mali: Person
  let room: RoomJson
  beforeAll(async () => {
    await control(server, 'POST', '/reset')
    somchai = await joinSomchai(server)
    mali = await joinMali(server)
    room = await openRoom(somchai, mali)
    expect((await control(server, 'POST', '/checkpoints/shared')).status).toBe(201)
  })
  let tests = 0
  beforeEach(() => {
    tests += 1
    one = `one-${tests}@shared`
    other = `other-${tests}@shared`
  })

  const everywhere = (person: Person) => [inWorld(person, one), inWorld(person, other), person]

  test('do not see each other’s changes', async () => {
    await say(inWorld(somchai, one), room, 'only in one')
    await moveGig(inWorld(mali, one), { id: room.gig_id }, 'IN_PROGRESS')
    const joined = await joinWorld(server, one, 'Lek')
    const histories = await Promise.all(everywhere(mali).map(person => historyOf(person, room)))
    expect(histories.map(({ messages }) => messages.map(({ content }) => content))).toEqual([
      ['only in one'],
      [],
      [],
    ])
    const gigs = everywhere(mali).map(({ client }) => client.get<GigJson>(`/api/gigs/${room.gig_id}`))
    expect((await Promise.all(gigs)).map(({ body }) => body.status)).toEqual([
      'IN_PROGRESS',
      'ACCEPTED',
      'ACCEPTED',
    ])
    const logins = [one, other, ''].map(world =>
      controlIn(world, 'POST', '/login-as', { user: joined.user.email }),
    )
    expect((await Promise.all(logins)).map(({ status }) => status)).toEqual([200, 404, 404])
  })

  test('do not receive each other’s frames', async () => {
    const worlds = [one, other, '']
    const rooms = await Promise.all(worlds.map(world => connectIn(world, `/ws/chat/${room.id}`, mali)))
    const users = await Promise.all(worlds.map(world => connectIn(world, '/ws/notifications', somchai)))
    const received = async (sockets: TestSocket[], type: 'message' | 'gig_status_changed') => {
      await sockets[0]?.next(type)
      for (const socket of sockets) await socket.settle()
      return sockets.map(socket => socket.all(type).length)
    }
    await say(inWorld(somchai, one), room, 'another one')
    expect(await received(rooms, 'message')).toEqual([1, 0, 0])
    await moveGig(inWorld(mali, one), { id: room.gig_id }, 'IN_PROGRESS')
    expect(await received(users, 'gig_status_changed')).toEqual([1, 0, 0])
    await Promise.all([...rooms, ...users].map(socket => socket.close()))
  })

  test('have files of their own on top of those of the checkpoint', async () => {
    const picture = await bytesOf(still().png())
    const shared = await keepFile(somchai, picture)
    await control(server, 'POST', '/checkpoints/with-file')
    const [a, b] = ['a@with-file', 'b@with-file']
    const added = await keepFile(inWorld(somchai, a), picture)
    const statusesOf = async (id: string) => {
      const answers = [a, b, ''].map(world =>
        fetch(`${server.url}/api/upload/${id}`, { headers: { 'x-world': world } }),
      )
      return (await Promise.all(answers)).map(({ status }) => status)
    }
    expect(await statusesOf(shared.file_id)).toEqual([200, 200, 200])
    expect(await statusesOf(added.file_id)).toEqual([200, 404, 404])
    await inWorld(somchai, a).client.delete(`/api/upload/${shared.file_id}`)
    expect(await statusesOf(shared.file_id)).toEqual([404, 200, 200])
  })

  test('have sockets, rules, hints and clocks that are controlled apart', async () => {
    const path = `/ws/chat/${room.id}`
    const [inOne, inOther] = [await connectIn(one, path, mali), await connectIn(other, path, mali)]
    expect((await controlIn(one, 'POST', '/sockets/kill', { code: 1012 })).body).toEqual({
      closed: 1,
    } as never)
    expect((await inOne.closed).code).toBe(1012)
    await inOther.settle()

    await control(server, 'DELETE', '/hints')
    await controlIn(one, 'POST', '/rules', { path: '/api/auth/me', prefer: 'code=503' })
    await inWorld(mali, one).client.delete('/api/auth/logout')
    await controlIn(one, 'POST', '/clock', { action: 'advance', seconds: 3600 })
    const statuses = everywhere(mali).map(({ client }) => client.get('/api/auth/me'))
    expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([503, 200, 200])
    const listed = async (kind: 'rules' | 'hints') => {
      const answers = [one, other, ''].map(world => controlIn(world, 'GET', `/${kind}`))
      return (await Promise.all(answers)).map(({ body }) => Object.values(body).flat().length)
    }
    expect(await listed('rules')).toEqual([1, 0, 0])
    expect(await listed('hints')).toEqual([1, 0, 0])

    await controlIn(one, 'POST', '/checkpoints/shared/restore')
    await inOther.settle()
    await inOther.close()
  })
})

describe('a named world', () => {
  test('is created from the empty start checkpoint by default', async () => {
    const [first, second] = [
      await joinWorld(server, 'first', 'Anan'),
      await joinWorld(server, 'second', 'Anan'),
    ]
    await post(first)
    expect([await countGigs(first), await countGigs(second)]).toEqual([1, 0])
    expect(second.user.id).not.toBe(first.user.id)
  })

  test('can be restored without an effect on the main world', async () => {
    const anan = await joinWorld(server, '', 'Anan')
    await post(anan)
    await control(server, 'POST', '/checkpoints/posted')
    const copy = inWorld(anan, 'three@posted')
    const [gig] = (await copy.client.get<GigPageJson>('/api/gigs/my-gigs')).body.gigs
    expect((await copy.client.delete(`/api/gigs/${gig?.id}`)).status).toBe(204)
    expect([await countGigs(copy), await countGigs(anan)]).toEqual([0, 1])
    await controlIn('three@posted', 'POST', '/checkpoints/posted/restore')
    expect(await countGigs(copy)).toBe(1)
  })

  test('is closed and deleted on request, its sockets with 4009', async () => {
    const lek = await joinWorld(server, 'short-lived', 'Lek')
    const socket = await connectIn('short-lived', '/ws/notifications', lek)
    expect((await control(server, 'DELETE', '/worlds/short-lived')).status).toBe(204)
    expect((await socket.closed).code).toBe(4009)
    expect((await control(server, 'DELETE', '/worlds/short-lived')).status).toBe(404)
  })

  test('is another than the one of the same name and a checkpoint, whose full name the error has', async () => {
    await control(server, 'POST', '/checkpoints/asked')
    for (const name of ['asker@asked', 'asker-2@asked'])
      await fetch(`${server.url}/health`, { headers: { 'x-world': name } })
    const { status, body } = await control(server, 'DELETE', '/worlds/asker')
    expect([status, body.detail]).toEqual([
      404,
      'There is no world "asker". There is "asker@asked": the checkpoint is a part of the name.',
    ])
    expect((await control(server, 'DELETE', '/worlds/ask')).body.detail).toBe('There is no world "ask".')
    expect((await control(server, 'DELETE', '/worlds/asker@asked')).status).toBe(204)
  })

  test('goes back to its own checkpoint on a reset', async () => {
    const anan = await joinWorld(server, '', 'Preeda')
    await post(anan)
    await control(server, 'POST', '/checkpoints/one-gig')
    await post(anan)
    const copy = inWorld(anan, 'four@one-gig')
    await post(copy)
    await post(copy)
    const { body } = await controlIn('four@one-gig', 'POST', '/reset')
    expect(body).toEqual({ world: 'four@one-gig', checkpoint: 'one-gig' } as never)
    expect([await countGigs(copy), await countGigs(anan)]).toEqual([1, 2])
    await control(server, 'DELETE', '/checkpoints/one-gig')
    expect(refusalIn(await controlIn('four@one-gig', 'POST', '/reset'))).toEqual([404, 'RESOURCE_NOT_FOUND'])
    expect(await countGigs(copy)).toBe(1)
  })

  test('serves its files at their plain addresses', async () => {
    const lek = await joinWorld(server, 'album', 'Lek')
    const { url, filename } = await keepFile(lek, await bytesOf(still().png()))
    for (const address of [url, url.replace(/[^/]+$/, filename), `${url}?w=64`])
      expect([address, (await fetch(address)).status]).toEqual([address, 200])
    expect((await fetch(url, { headers: { 'x-world': 'other-album' } })).status).toBe(404)
    await lek.client.delete(`/api/upload/${url.split('/').at(-1)}`)
    expect((await fetch(url)).status).toBe(404)
  })

  test('needs a valid name and an existing checkpoint', async () => {
    const visit = async (world: string) =>
      refusalIn(await new WorldClient(server.url, world).get('/api/gigs'))
    expect(await visit('No Name!')).toEqual([400, 'BAD_REQUEST'])
    expect(await visit('four@nowhere')).toEqual([404, 'RESOURCE_NOT_FOUND'])
  })
})

describe('more worlds than MAX_WORLDS', () => {
  let small: TestDevServer
  let logLines: string[]
  beforeEach(async () => {
    logLines = []
    small = await startTestDevServer({
      env: { MAX_WORLDS: '2' },
      log: createLog('warn', { write: line => logLines.push(line) }),
    })
  })
  afterEach(() => small.stop())

  const visit = (world: string, path = '/health') =>
    fetch(small.url + path, { headers: { 'x-world': world } })
  const hintOf = (response: Response) => response.headers.get('x-chayenity-hint') ?? ''
  const names = async () => (await control<{ worlds: string[] }>(small, 'GET', '/worlds')).body.worlds

  test('close the least recently used, and tell its clients and those of the new one', async () => {
    const lek = await joinWorld(small, 'lost', 'Lek')
    const path = `${lek.tokens.access_token}&__world=lost`
    const socket = await connectWith(small, '/ws/notifications', path).opened()
    expect(hintOf(await visit('used'))).toBe('')
    await visit('lost')
    await visit('used')
    const crowding = await visit('new')
    expect(hintOf(crowding)).toContain('World lost was closed to make room: at most 2 exist (MAX_WORLDS).')
    expect(hintOf(await visit('new'))).toBe('')
    expect(await names()).toEqual(['new', 'used'])
    expect((await socket.closed).code).toBe(closeCodes.WORLD_EVICTED.code)
    const warnings = logLines.map(line => JSON.parse(line))
    expect(warnings).toEqual([expect.objectContaining({ world: 'lost', maxWorlds: 2 })])

    for (const time of ['first', 'second']) {
      const answer = await lek.client.get('/api/auth/me')
      expect([time, answer.status]).toEqual([time, 401])
      expect(answer.headers.get('x-chayenity-hint')).toContain('has been created again')
    }
    expect(hintOf(await visit('lost'))).toBe('')
    const rejected = await connectWith(small, '/ws/notifications', path).closed
    expect(rejected).toEqual({ code: 4001, reason: expect.stringContaining('MAX_WORLDS') })
  })

  test('are told to the client of a control too', async () => {
    await visit('five')
    await visit('six')
    expect(hintOf(await visit('seven', '/api/_dev/clock'))).toContain('World five was closed')
  })

  test('do not close a world for one that cannot be created', async () => {
    for (const world of ['nine', 'ten']) await visit(world)
    expect((await visit('eight@nowhere')).status).toBe(404)
    expect(await names()).toEqual(['ten', 'nine'])
  })
})

describe('a session that was begun once', () => {
  let somchai: Person
  beforeAll(async () => {
    await control(server, 'POST', '/reset')
    somchai = await joinSomchai(server)
    await control(server, 'POST', '/checkpoints/with-somchai')
    const { body } = await loginAs(server, 'somchai')
    somchai = { ...somchai, tokens: body, client: somchai.client.withToken(body.access_token) }
  })
  const world = 'test@with-somchai'
  const statusIn = async (name: string) => (await inWorld(somchai, name).client.get('/api/auth/me')).status

  test('is valid in each world that has its user, also after a reset and a restore', async () => {
    expect(await statusIn(world)).toBe(200)
    await controlIn(world, 'POST', '/reset')
    expect(await statusIn(world)).toBe(200)
    expect(await statusIn('empty')).toBe(401)
    await control(server, 'POST', '/checkpoints/with-somchai/restore')
    expect(await statusIn('')).toBe(200)
    const socket = await connectIn('another@with-somchai', '/ws/notifications', somchai)
    await socket.settle()
    await socket.close()
  })

  test('can be refreshed there, and works for requests that arrive together', async () => {
    const client = inWorld(somchai, 'busy@with-somchai').client
    const statuses = await Promise.all(
      [1, 2, 3, 4].map(async () => (await client.get('/api/auth/me')).status),
    )
    expect(statuses).toEqual([200, 200, 200, 200])
    const { refresh_token, access_token } = somchai.tokens
    const answer = await client.send('POST', '/api/auth/refresh', {
      headers: { authorization: `Bearer ${refresh_token}`, 'x-access-token': access_token },
    })
    expect(answer.status).toBe(200)
  })

  test('that one test ends is valid in every other, and in its own after a reset', async () => {
    expect((await inWorld(somchai, world).client.post('/api/auth/logout')).status).toBe(200)
    expect(await statusIn(world)).toBe(401)
    expect(await statusIn('next@with-somchai')).toBe(200)
    expect(await statusIn('')).toBe(200)
    await controlIn(world, 'POST', '/reset')
    expect(await statusIn(world)).toBe(200)
  })

  test('in one world is not valid in another', async () => {
    const { body } = await new WorldClient(server.url, world).send<TokenPairJson>(
      'POST',
      '/api/_dev/login-as',
      {
        body: { user: 'somchai' },
      },
    )
    const statuses = [world, 'next@with-somchai', ''].map(async name => {
      const client = new WorldClient(server.url, name, body.access_token)
      return (await client.get('/api/auth/me')).status
    })
    expect(await Promise.all(statuses)).toEqual([200, 401, 401])
  })
})
