import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { maxNamedWorlds } from '../../src/dev/worlds.ts'
import { historyOf, openRoom, type RoomJson, say } from '../support/chat.ts'
import { refusalIn } from '../support/client.ts'
import {
  control,
  joinWorld,
  startTestDevServer,
  type TestDevServer,
  WorldClient,
} from '../support/dev-server.ts'
import { type GigJson, type GigPageJson, moveGig, post } from '../support/gigs.ts'
import { bytesOf, keepFile, still } from '../support/images.ts'
import { joinMali, joinSomchai, type Person } from '../support/people.ts'
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
  const [one, other] = ['one@shared', 'other@shared']
  let somchai: Person
  let mali: Person
  let room: RoomJson
  beforeAll(async () => {
    somchai = await joinSomchai(server)
    mali = await joinMali(server)
    room = await openRoom(somchai, mali)
    expect((await control(server, 'POST', '/checkpoints/shared')).status).toBe(201)
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
    await moveGig(inWorld(mali, one), { id: room.gig_id }, 'COMPLETED')
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

  test('is closed when more than the maximum exist and it is the least recently used', async () => {
    const visit = async (world: string) =>
      (await fetch(`${server.url}/health`, { headers: { 'x-world': world } })).status
    const lek = await joinWorld(server, 'crowd-0', 'Lek')
    const socket = await connectIn('crowd-0', '/ws/notifications', lek)
    for (let at = 1; at < maxNamedWorlds; at += 1) expect(await visit(`crowd-${at}`)).toBe(200)
    // This makes crowd-1 the least recently used.
    expect((await lek.client.get('/api/auth/me')).status).toBe(200)
    await visit('crowd-new')
    const { worlds } = (await control<{ worlds: string[] }>(server, 'GET', '/worlds')).body
    expect(worlds).toHaveLength(maxNamedWorlds)
    expect(worlds.slice(0, 2)).toEqual(['crowd-new', 'crowd-0'])
    expect(worlds).not.toContain('crowd-1')
    await socket.settle()
    expect((await control(server, 'DELETE', '/worlds/crowd-0')).status).toBe(204)
    expect((await socket.closed).code).toBe(4009)
    expect((await control(server, 'DELETE', '/worlds/crowd-0')).status).toBe(404)
  })

  test('needs a valid name and an existing checkpoint', async () => {
    const visit = async (world: string) =>
      refusalIn(await new WorldClient(server.url, world).get('/api/gigs'))
    expect(await visit('No Name!')).toEqual([400, 'BAD_REQUEST'])
    expect(await visit('four@nowhere')).toEqual([404, 'RESOURCE_NOT_FOUND'])
  })
})
