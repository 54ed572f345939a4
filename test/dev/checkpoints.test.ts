import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { existsSync } from 'node:fs'
import { join as joinPath } from 'node:path'
import { openRoom } from '../support/chat.ts'
import { refusalIn } from '../support/client.ts'
import {
  control,
  joinWorld,
  startTestDevServer,
  type TestDevServer,
  WorldClient,
} from '../support/dev-server.ts'
import { type GigPageJson, post } from '../support/gigs.ts'
import { bytesOf, keepFile, still } from '../support/images.ts'
import { joinMali, joinSomchai, type Person } from '../support/people.ts'
import { temporaryFolder } from '../support/process.ts'
import { connectToRoom, connectWith } from '../support/sockets.ts'

const countGigs = async ({ client }: Person) =>
  (await client.get<GigPageJson>('/api/gigs/my-gigs')).body.total_count

const sendPicture = async (person: Person): Promise<string> =>
  (await keepFile(person, await bytesOf(still().png()), 'profile')).url

const folder = temporaryFolder()
afterAll(folder.remove)

describe.each([
  ['in memory', ':memory:'],
  ['on the disk', folder.path],
])('checkpoints of a world %s', (_, dataDir) => {
  let stage: TestDevServer
  let somchai: Person
  let mali: Person
  beforeAll(async () => {
    stage = await startTestDevServer({ dataDir })
    somchai = await joinSomchai(stage)
    mali = await joinMali(stage)
  })
  afterAll(() => stage.stop())

  const take = (name: string) => control(stage, 'POST', `/checkpoints/${name}`)
  const restore = (name: string) => control(stage, 'POST', `/checkpoints/${name}/restore`)

  test('bring back the data, the pictures and the tokens of then', async () => {
    await post(somchai)
    const url = await sendPicture(somchai)
    expect((await take('one-gig')).status).toBe(201)
    await post(somchai)
    await somchai.client.delete(`/api/upload/${url.split('/').at(-1)}`)
    expect((await fetch(url)).status).toBe(404)
    expect((await restore('one-gig')).status).toBe(200)
    expect(await countGigs(somchai)).toBe(1)
    expect((await fetch(url)).status).toBe(200)
    const me = await somchai.client.get<{ profile_image_url: string }>('/api/users/profile')
    expect(me.body.profile_image_url).toBe(url)
    await post(somchai)
    expect(await countGigs(somchai)).toBe(2)
  })

  test('close the sockets with 4009, and let them come back', async () => {
    const room = await openRoom(somchai, mali)
    await take('with-room')
    const socket = await connectToRoom(stage, room.id, somchai)
    await restore('with-room')
    expect((await socket.closed).code).toBe(4009)
    const again = await connectToRoom(stage, room.id, somchai)
    await again.settle()
    await again.close()
  })

  test('are listed and deleted by name, and a name that nobody took is a 404', async () => {
    await take('short-lived')
    const names = async () =>
      (await control<{ checkpoints: { name: string }[] }>(stage, 'GET', '/checkpoints')).body.checkpoints.map(
        ({ name }) => name,
      )
    expect(await names()).toContain('short-lived')
    expect((await control(stage, 'DELETE', '/checkpoints/short-lived')).status).toBe(204)
    expect(await names()).not.toContain('short-lived')
    expect(refusalIn(await restore('short-lived'))).toEqual([404, 'RESOURCE_NOT_FOUND'])
    expect((await control(stage, 'POST', '/checkpoints/..%2Fescape')).status).toBe(422)
    expect((await control(stage, 'DELETE', '/checkpoints/start')).status).toBe(422)
    expect((await control(stage, 'POST', '/checkpoints/start')).status).toBe(422)
  })

  test('reset goes back to the state in which the server began', async () => {
    expect((await control(stage, 'POST', '/reset')).status).toBe(200)
    expect((await somchai.client.get('/api/auth/me')).status).toBe(401)
    somchai = await joinSomchai(stage)
    mali = await joinMali(stage)
    expect(await countGigs(somchai)).toBe(0)
  })

  test('restore while requests are under way, none of which meets a fault', async () => {
    await take('busy')
    const statuses = new Set<number>()
    let isOver = false
    const ask = async () => {
      while (!isOver) statuses.add((await somchai.client.get('/api/gigs')).status)
    }
    const asking = [ask(), ask(), ask(), ask()]
    for (let at = 0; at < 5; at += 1) expect((await restore('busy')).status).toBe(200)
    isOver = true
    await Promise.all(asking)
    expect([...statuses]).toEqual([200])
  })
})

describe('a data folder of a server for development', () => {
  test('holds its checkpoints, also for the next start', async () => {
    expect(existsSync(joinPath(folder.path, 'checkpoints', 'one-gig'))).toBe(true)
    const stage = await startTestDevServer({ dataDir: folder.path })
    const answer = await control(stage, 'POST', '/checkpoints/one-gig/restore')
    expect(answer.status).toBe(200)
    await stage.stop()
  })
})

describe('worlds', () => {
  let stage: TestDevServer
  beforeAll(async () => {
    stage = await startTestDevServer()
  })
  afterAll(() => stage.stop())

  test('know nothing of each other, also on sockets', async () => {
    const names = ['one', 'two']
    const pairs = await Promise.all(
      names.map(async world => {
        const [seeker, helper] = [
          await joinWorld(stage, world, 'Somchai'),
          await joinWorld(stage, world, 'Mali'),
        ]
        return { world, seeker, helper, room: await openRoom(seeker, helper) }
      }),
    )
    const [first, second] = pairs
    if (!first || !second) throw new Error('There are two.')
    await post(first.seeker)
    expect(await countGigs(first.seeker)).toBe(2)
    expect(await countGigs(second.seeker)).toBe(1)
    expect((await second.seeker.client.get(`/api/chat/rooms/${first.room.id}`)).status).toBe(404)

    const listeners = await Promise.all(
      pairs.map(({ world, room, helper: { tokens } }) =>
        connectWith(stage, `/ws/chat/${room.id}`, `${tokens.access_token}&__world=${world}`).opened(),
      ),
    )
    await first.seeker.client.post(`/api/chat/rooms/${first.room.id}/messages`, { content: 'only here' })
    expect((await listeners[0]?.next('message'))?.content).toBe('only here')
    await listeners[1]?.settle()
    expect(listeners[1]?.all('message')).toEqual([])
    await Promise.all(listeners.map(listener => listener.close()))
  })

  test('may begin with any checkpoint, and are put back on their own', async () => {
    const somchai = await joinSomchai(stage)
    await post(somchai)
    await control(stage, 'POST', '/checkpoints/posted')
    const client = somchai.client
    const inWorld = (path: string, method = 'GET') =>
      client.send<GigPageJson>(method, path, { headers: { 'x-world': 'three@posted' } })
    expect((await inWorld('/api/gigs/my-gigs')).body.total_count).toBe(1)
    const [gig] = (await inWorld('/api/gigs/my-gigs')).body.gigs
    expect((await inWorld(`/api/gigs/${gig?.id}`, 'DELETE')).status).toBe(204)
    expect((await inWorld('/api/gigs/my-gigs')).body.total_count).toBe(0)
    expect(await countGigs(somchai)).toBe(1)
    await inWorld('/api/_dev/checkpoints/posted/restore', 'POST')
    expect((await inWorld('/api/gigs/my-gigs')).body.total_count).toBe(1)
  })

  test('are at most sixteen: the one used least lately goes', async () => {
    const visit = (world: string) => fetch(`${stage.url}/health`, { headers: { 'x-world': world } })
    for (let at = 0; at < 17; at += 1) expect((await visit(`crowd-${at}`)).status).toBe(200)
    const { worlds } = (await control<{ worlds: string[] }>(stage, 'GET', '/worlds')).body
    expect(worlds).toHaveLength(16)
    expect(worlds).not.toContain('crowd-0')
    expect(worlds[0]).toBe('crowd-16')
    expect((await control(stage, 'DELETE', '/worlds/crowd-16')).status).toBe(204)
    expect((await control(stage, 'DELETE', '/worlds/crowd-16')).status).toBe(404)
  })

  test('need a good name and a checkpoint that exists', async () => {
    const visit = async (world: string) => refusalIn(await new WorldClient(stage.url, world).get('/api/gigs'))
    expect(await visit('No Name!')).toEqual([400, 'BAD_REQUEST'])
    expect(await visit('four@nowhere')).toEqual([404, 'RESOURCE_NOT_FOUND'])
  })
})
