import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdirSync, readdirSync, renameSync } from 'node:fs'
import { join as joinPath } from 'node:path'
import Database from 'better-sqlite3'
import { Checkpoints, maxCheckpoints } from '../../src/dev/checkpoints.ts'
import { openRoom } from '../support/chat.ts'
import { Client, refusalIn } from '../support/client.ts'
import { control, loginAs, startTestDevServer, type TestDevServer } from '../support/dev-server.ts'
import { type GigJson, type GigPageJson, post } from '../support/gigs.ts'
import { bytesOf, keepFile, still } from '../support/images.ts'
import { joinMali, joinSomchai, type Person } from '../support/people.ts'
import { temporaryFolder } from '../support/process.ts'
import { connectToRoom } from '../support/sockets.ts'

const countGigs = async ({ client }: Person) =>
  (await client.get<GigPageJson>('/api/gigs/my-gigs')).body.total_count

const sendPicture = async (person: Person): Promise<string> =>
  (await keepFile(person, await bytesOf(still().png()), 'profile')).url

describe.each(['in memory', 'on the disk'])('checkpoints of a server %s', place => {
  let folder: ReturnType<typeof temporaryFolder>
  let dataDir: string
  let server: TestDevServer
  let somchai: Person
  let mali: Person
  beforeEach(async () => {
    folder = temporaryFolder()
    dataDir = place === 'in memory' ? ':memory:' : folder.path
    // Bots wait for a password hash, and the clock runs far ahead meanwhile.
    server = await startTestDevServer({ dataDir, env: { ACCESS_TOKEN_MINUTES: '1440' } })
    somchai = await joinSomchai(server)
    mali = await joinMali(server)
  })
  afterEach(async () => {
    await server.stop()
    folder.remove()
  })

  const take = (name: string) => control(server, 'POST', `/checkpoints/${name}`)
  const restore = (name: string) => control(server, 'POST', `/checkpoints/${name}/restore`)

  test('restore the data, the files and the tokens', async () => {
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

  // One in memory has no file that somebody else could change.
  const testOnDisk = place === 'in memory' ? () => {} : test
  testOnDisk('are left alone when their database has something foreign in it', async () => {
    await take('changed')
    const db = new Database(joinPath(dataDir, 'checkpoints/changed/chayenity.db'))
    db.exec('CREATE VIEW spied AS SELECT * FROM users')
    db.close()
    await post(somchai)
    const refused = await restore('changed')
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([400, expect.stringContaining('spied')])
    expect(await countGigs(somchai)).toBe(1)
  })

  test('delete the files that were uploaded after them', async () => {
    const before = await sendPicture(somchai)
    await take('before-upload')
    const after = await sendPicture(somchai)
    const nameOf = (url: string) => url.split('/').at(-1) ?? ''
    expect((await restore('before-upload')).status).toBe(200)
    expect((await fetch(after)).status).toBe(404)
    expect((await fetch(before)).status).toBe(200)
    const me = await somchai.client.get<{ profile_image_url: string }>('/api/users/profile')
    expect(me.body.profile_image_url).toBe(before)
    if (dataDir === ':memory:') return
    const stored = readdirSync(joinPath(dataDir, 'uploads')).join(' ')
    expect(stored).toContain(nameOf(before))
    expect(stored).not.toContain(nameOf(after))
  })

  test('let bots that were running continue after a restore, and no others', async () => {
    const bots = async () => (await control<Record<string, unknown>>(server, 'GET', '/cast')).body
    await take('bots')
    await restore('bots')
    expect(await bots()).toMatchObject({ is_running: false })
    await control(server, 'POST', '/cast', { action: 'start', who: 'friendly', speed: 7 })
    await restore('bots')
    expect(await bots()).toMatchObject({ is_running: true, who: 'friendly', speed: 7 })
    const { id } = await post(somchai)
    const statusOf = async () => (await somchai.client.get<GigJson>(`/api/gigs/${id}`)).body.status
    while ((await statusOf()) === 'PENDING')
      await control(server, 'POST', '/clock', { action: 'advance', seconds: 1 })
    // On a busy machine the bot may have begun the work between two requests.
    expect(['ACCEPTED', 'IN_PROGRESS', 'COMPLETED']).toContain(await statusOf())
  })

  test('close the sockets with 4009 on a restore, and let them reconnect', async () => {
    const room = await openRoom(somchai, mali)
    await take('with-room')
    const socket = await connectToRoom(server, room.id, somchai)
    await restore('with-room')
    expect((await socket.closed).code).toBe(4009)
    const again = await connectToRoom(server, room.id, somchai)
    await again.settle()
    await again.close()
  })

  test('are listed and deleted by name, and an unknown name is a 404', async () => {
    await take('short-lived')
    const names = async () =>
      (
        await control<{ checkpoints: { name: string }[] }>(server, 'GET', '/checkpoints')
      ).body.checkpoints.map(({ name }) => name)
    expect(await names()).toContain('short-lived')
    expect((await control(server, 'DELETE', '/checkpoints/short-lived')).status).toBe(204)
    expect(await names()).not.toContain('short-lived')
    expect(refusalIn(await restore('short-lived'))).toEqual([404, 'RESOURCE_NOT_FOUND'])
    expect((await control(server, 'POST', '/checkpoints/..%2Fescape')).status).toBe(422)
    expect((await control(server, 'DELETE', '/checkpoints/start')).status).toBe(422)
    expect((await control(server, 'POST', '/checkpoints/start')).status).toBe(422)
  })

  test('let a reset restore the state after the start of the server', async () => {
    expect((await control(server, 'POST', '/reset')).status).toBe(200)
    expect((await somchai.client.get('/api/auth/me')).status).toBe(401)
    expect(await countGigs(await joinSomchai(server))).toBe(0)
  })

  test('are restored during requests, none of which fails', async () => {
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

describe('the data folder of a development server', () => {
  test('keeps the checkpoints for the next start', async () => {
    const folder = temporaryFolder()
    const first = await startTestDevServer({ dataDir: folder.path })
    await post(await joinSomchai(first))
    await control(first, 'POST', '/checkpoints/one-gig')
    await control(first, 'POST', '/reset')
    await first.stop()
    const second = await startTestDevServer({ dataDir: folder.path })
    expect((await control(second, 'POST', '/checkpoints/one-gig/restore')).status).toBe(200)
    const { body } = await loginAs(second, 'somchai')
    const gigs = await new Client(second.url, body.access_token).get<GigPageJson>('/api/gigs/my-gigs')
    expect(gigs.body.total_count).toBe(1)
    await second.stop()
    folder.remove()
  })
})

describe('the number of checkpoints', () => {
  test('is limited: beyond it a new one is rejected and an existing one can be replaced', async () => {
    const server = await startTestDevServer()
    const take = (name: string) => control(server, 'POST', `/checkpoints/${name}`)
    const count = async () =>
      (await control<{ checkpoints: unknown[] }>(server, 'GET', '/checkpoints')).body.checkpoints.length
    for (let at = await count(); at < maxCheckpoints; at += 1)
      expect((await take(`number-${at}`)).status).toBe(201)
    expect(refusalIn(await take('one-too-many'))).toEqual([413, 'STORAGE_QUOTA_EXCEEDED'])
    expect((await take('number-1')).status).toBe(201)
    expect(await count()).toBe(maxCheckpoints)
    await control(server, 'DELETE', '/checkpoints/number-1')
    expect((await take('one-more')).status).toBe(201)
    await server.stop()
  })
})

describe('checkpoints of a process that was killed', () => {
  let saved: ReturnType<typeof temporaryFolder>
  beforeEach(async () => {
    saved = temporaryFolder()
    const server = await startTestDevServer({ dataDir: saved.path })
    for (const name of ['paid', 'kept']) await control(server, 'POST', `/checkpoints/${name}`)
    await server.stop()
  })
  afterEach(() => saved.remove())
  const entries = () => readdirSync(joinPath(saved.path, 'checkpoints')).sort()
  const inFolder = (name: string) => joinPath(saved.path, 'checkpoints', name)

  test('are whole after the next start, and nothing else is left', () => {
    expect(entries()).toEqual(['kept', 'paid', 'start'])
    // Killed between the two renames of a replacement, after both of another, and while writing a third.
    renameSync(inFolder('paid'), inFolder('.old-paid'))
    mkdirSync(inFolder('.old-kept'))
    mkdirSync(inFolder('.new-0001'))
    const checkpoints = new Checkpoints(saved.path)
    expect(entries()).toEqual(['kept', 'paid', 'start'])
    expect(checkpoints.list().map(({ name }) => name)).toEqual(['kept', 'paid', 'start'])
    expect(checkpoints.describe('paid').databaseBytes).toBeGreaterThan(0)
  })

  test('are never looked for outside of their folder', () => {
    const checkpoints = new Checkpoints(saved.path)
    for (const name of ['..', '.', '', '../checkpoints/kept', 'kept/uploads', 'Kept'])
      expect(() => checkpoints.remove(name)).toThrow(`There is no checkpoint "${name}".`)
    expect(entries()).toContain('kept')
  })
})
