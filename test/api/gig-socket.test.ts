import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { disableAccount, enableAccount, findAccount } from '../../src/domain/users/operator.ts'
import { closeCodes } from '../../src/realtime/close-codes.ts'
import type { Client } from '../support/client.ts'
import { type GigPageJson, moveGig, post, postAccepted } from '../support/gigs.ts'
import { bytesOf, sendFile, still } from '../support/images.ts'
import { askRelease, pay } from '../support/payments.ts'
import { joinAfresh, joinCrowd, joinMali, joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { connectToArea, connectWith, type TestSocket } from '../support/sockets.ts'

let server: TestServer
let somchai: Person
let mali: Person
let open: TestSocket[] = []

beforeAll(async () => {
  server = await startTestServer({ env: { ACCESS_TOKEN_MINUTES: '1440' } })
  ;[somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
})
afterAll(() => server.stop())
beforeEach(() => server.clock.advance(60_000))
afterEach(async () => {
  await Promise.all(open.map(socket => socket.close()))
  open = []
})

/** The gig of the contract's example lies in the first and not in the others. */
const bangkok = '100.0,13.0,101.0,14.0'
const nextToBangkok = '101.0,13.0,102.0,14.0'
const chiangMai = '98.9,18.7,99.1,18.9'

const watch = async (bbox: string, person = mali): Promise<TestSocket> => {
  const socket = await connectToArea(server, bbox, person)
  open.push(socket)
  await socket.settle()
  return socket
}

/** What a socket was told of a gig, in order. */
const toldOf = async (socket: TestSocket, { id }: { id: string }): Promise<string[]> => {
  await socket.settle()
  return socket.events.flatMap(event => {
    if (event.type === 'gig_gone') return event.data.gig_id === id ? ['gone'] : []
    if (event.type !== 'gig_appeared' && event.type !== 'gig_changed') return []
    return event.data.gig.id === id ? [`${event.type.slice(4)} ${event.data.gig.status}`] : []
  })
}

const search = async (client: Client, latitude: number, longitude: number) =>
  (
    await client.get<GigPageJson>(
      `/api/gigs/search?latitude=${latitude}&longitude=${longitude}&radius=1&limit=100`,
    )
  ).body.gigs

describe('the live map (K8)', () => {
  test('shows a gig that is posted in the box as a search shows it, and nothing outside', async () => {
    const [inside, beside, far] = [await watch(bangkok), await watch(nextToBangkok), await watch(chiangMai)]
    // A place of its own: one page holds no more than a hundred gigs.
    const place = { latitude: 13.2, longitude: 100.2 }
    const gig = await post(somchai, place)
    const { gig: appeared } = await inside.next('gig_appeared')
    expect(appeared).toEqual({ ...gig, distance_km: null })
    const found = (await search(mali.client, place.latitude, place.longitude)).find(({ id }) => id === gig.id)
    expect(appeared).toEqual({ ...found, distance_km: null } as typeof gig)
    expect([await toldOf(beside, gig), await toldOf(far, gig)]).toEqual([[], []])
  })

  test('takes the edges of a box and a box of a single point', async () => {
    const [corner, point] = [
      await watch('100.5018,13.7563,101,14'),
      await watch('100.5018,13.7563,100.5018,13.7563'),
    ]
    const beside = await watch('100.50181,13.7563,101,14')
    const gig = await post(somchai)
    expect(await toldOf(corner, gig)).toEqual(['appeared PENDING'])
    expect(await toldOf(point, gig)).toEqual(['appeared PENDING'])
    expect(await toldOf(beside, gig)).toEqual([])
  })

  test('tells of every change of a gig, whatever its status and whichever call made it', async () => {
    const map = await watch(bangkok, somchai)
    const gig = await post(somchai)
    await somchai.client.put(`/api/gigs/${gig.id}`, { budget: 2000 })
    await mali.client.post(`/api/gigs/${gig.id}/accept`)
    await moveGig(mali, gig, 'IN_PROGRESS')
    const transaction = await pay(somchai, gig)
    await askRelease(somchai, transaction)
    expect(await toldOf(map, gig)).toEqual([
      'appeared PENDING',
      'changed PENDING',
      'changed ACCEPTED',
      'changed IN_PROGRESS',
      'changed COMPLETED',
    ])
    const cancelled = await post(somchai)
    await moveGig(somchai, cancelled, 'CANCELLED')
    await moveGig(somchai, cancelled, 'CANCELLED')
    expect(await toldOf(map, cancelled)).toEqual(['appeared PENDING', 'changed CANCELLED'])
    const done = await postAccepted(somchai, mali)
    await moveGig(mali, done, 'IN_PROGRESS')
    await moveGig(somchai, done, 'COMPLETED')
    expect((await toldOf(map, done)).at(-1)).toBe('changed COMPLETED')
    const paidAfterwards = await pay(somchai, done)
    await askRelease(somchai, paidAfterwards)
    expect((await toldOf(map, done)).length).toBe(4)
  })

  test('says of two versions which is newer, while the clock stands still and when it is set back', async () => {
    const map = await watch(bangkok)
    const gig = await post(somchai)
    for (let budget = 1; budget <= 5; budget += 1) await somchai.client.put(`/api/gigs/${gig.id}`, { budget })
    server.clock.set(server.clock.now() - 3_600_000)
    await mali.client.post(`/api/gigs/${gig.id}/accept`)
    server.clock.advance(2 * 3_600_000)
    await moveGig(mali, gig, 'IN_PROGRESS')
    const last = await map.next('gig_changed', 7)
    const versions = map.all('gig_changed').map(({ gig: version }) => version.updated_at)
    expect(versions).toEqual([...new Set(versions)].sort())
    expect(versions.every(version => version > gig.updated_at)).toBe(true)
    const { body } = await mali.client.get<typeof gig>(`/api/gigs/${gig.id}`)
    expect(body.updated_at).toBe(last.gig.updated_at)
  })

  test('shows the people of a gig to everybody, and their room and payment to nobody', async () => {
    const map = await watch(bangkok, somchai)
    const gig = await post(somchai)
    await mali.client.post(`/api/gigs/${gig.id}/accept`)
    const transaction = await pay(somchai, gig)
    await askRelease(somchai, transaction)
    const { gig: shown } = await map.next('gig_changed', 2)
    const { body: own } = await somchai.client.get<typeof gig>(`/api/gigs/${gig.id}`)
    expect([own.room_id, own.payment_status]).toEqual([expect.any(String), 'COMPLETED'])
    expect(shown).toEqual({ ...own, room_id: null, payment_status: null })
    expect([shown.seeker.id, shown.helper?.id]).toEqual([somchai.user.id, mali.user.id])
  })

  test('shows pictures at the address that the socket used', async () => {
    const map = await watch(bangkok)
    const nok = await joinAfresh(server, 'Nok')
    await sendFile(nok, await bytesOf(still().png()), 'nok.png', 'profile')
    await post(nok)
    const { gig } = await map.next('gig_appeared')
    expect(gig.seeker.profile_image_url).toStartWith(`${server.url}/api/upload/`)
  }, 30_000)

  test('shows no gig of a disabled seeker, and all of them again when the account is enabled', async () => {
    const map = await watch(bangkok)
    const nok = await joinAfresh(server, 'Nok')
    const gigs = await Promise.all(Array.from({ length: 120 }, () => post(nok)))
    const [gig] = gigs
    if (!gig) throw new Error('No gig was posted.')
    const taken = await postAccepted(nok, mali)
    const account = () => findAccount(server.ctx, nok.user.email)
    await disableAccount(server.ctx, await account())
    await moveGig(mali, taken, 'IN_PROGRESS')
    await map.settle()
    expect(new Set(map.all('gig_gone').map(({ gig_id }) => gig_id))).toEqual(
      new Set([...gigs, taken].map(({ id }) => id)),
    )
    await enableAccount(server.ctx, await account())
    expect(await toldOf(map, gig)).toEqual(['appeared PENDING', 'gone', 'appeared PENDING'])
    expect(await toldOf(map, taken)).toEqual([
      'appeared PENDING',
      'changed ACCEPTED',
      'gone',
      'appeared IN_PROGRESS',
    ])
    expect(map.all('gig_appeared').length).toBe(2 * (gigs.length + 1))
  })

  test('takes a gig from one box to another when it moves, and out of both when it is deleted', async () => {
    const [from, to, both] = [
      await watch(bangkok),
      await watch(nextToBangkok),
      await watch('100.4,13.5,101.4,14.5'),
    ]
    const gig = await post(somchai)
    await somchai.client.put(`/api/gigs/${gig.id}`, { longitude: 101.25 })
    await somchai.client.delete(`/api/gigs/${gig.id}`)
    expect(await toldOf(from, gig)).toEqual(['appeared PENDING', 'gone'])
    expect(await toldOf(to, gig)).toEqual(['appeared PENDING', 'gone'])
    expect(await toldOf(both, gig)).toEqual(['appeared PENDING', 'changed PENDING', 'gone'])
    expect(from.all('gig_gone')).toEqual([{ gig_id: gig.id }])
  })

  test('tells nothing of a change that was refused, and of one with a repeated key once', async () => {
    const map = await watch(bangkok)
    const gig = await postAccepted(somchai, mali)
    await somchai.client.put(`/api/gigs/${gig.id}`, { budget: 1 })
    await somchai.client.delete(`/api/gigs/${gig.id}`)
    await moveGig(mali, gig, 'COMPLETED')
    expect(await toldOf(map, gig)).toEqual(['appeared PENDING', 'changed ACCEPTED'])
    const before = map.all('gig_appeared').length
    const { id: _id, ...body } = { ...gig, image_urls: [], title: 'Posted twice' }
    const sending = { body, headers: { 'idempotency-key': 'one gig' } }
    for (const _ of [1, 2]) await somchai.client.send('POST', '/api/gigs', sending)
    await map.settle()
    expect(map.all('gig_appeared').length).toBe(before + 1)
  })

  test('crosses the antimeridian where the west is greater than the east', async () => {
    const map = await watch('179.5,-17,-179.5,-16')
    const west = await post(somchai, { latitude: -16.5, longitude: 179.9 })
    const east = await post(somchai, { latitude: -16.5, longitude: -179.9 })
    const between = await post(somchai, { latitude: -16.5, longitude: 180 })
    const outside = await post(somchai, { latitude: -16.5, longitude: 0 })
    await somchai.client.put(`/api/gigs/${west.id}`, { longitude: -179.8 })
    expect(await toldOf(map, west)).toEqual(['appeared PENDING', 'changed PENDING'])
    expect(await toldOf(map, east)).toEqual(['appeared PENDING'])
    expect(await toldOf(map, between)).toEqual(['appeared PENDING'])
    expect(await toldOf(map, outside)).toEqual([])
  })

  test('closes with 4000 for a bad or too large box, with 4001 without a token, and takes one of a square degree', async () => {
    const token = mali.tokens.access_token
    const bad = [
      '',
      '?bbox=',
      '?bbox=1,2,3',
      '?bbox=a,b,c,d',
      '?bbox=1,3,2,2',
      '?bbox=170,0,190,0.01',
      '?bbox=100,13,101.001,14',
      '?bbox=-180,-90,180,90',
      '?bbox=179,0,-179,0.6',
      '?bbox=1,1,1,NaN',
      '?bbox=0x1,1,2,2',
    ]
    for (const query of bad) {
      const { code, reason } = await connectWith(server, `/ws/gigs${query}`, token).closed
      expect([query, code, reason]).toEqual([
        query,
        4000,
        'bbox must be west,south,east,north in degrees, of at most 1 square degree.',
      ])
    }
    expect((await connectWith(server, '/ws/gigs?bbox=1,1,2,2', 'nobody').closed).code).toBe(
      closeCodes.INVALID_TOKEN.code,
    )
    for (const bbox of [
      '100.1,13.1,101.1,14.1',
      '-180,0,180,0.002',
      '179.5,0,-179.5,1',
      '1e2,13,1.01e2,14',
      '100%2C13%2C101%2C14',
    ])
      await watch(bbox)
  })

  test('answers ping and authenticate, and no frame of a room', async () => {
    const map = await watch(bangkok)
    map.send({ type: 'authenticate', token: mali.tokens.access_token })
    await map.next('authenticated')
    map.send({ type: 'send_message', content: 'Hello' })
    expect((await map.next('error')).error_code).toBe('VALIDATION_ERROR')
  })

  test('tells once that a gig is accepted when 8 helpers try at once', async () => {
    const helpers = await joinCrowd(server, 8)
    const map = await watch(bangkok)
    const gig = await post(somchai)
    await Promise.all(helpers.map(helper => helper.client.post(`/api/gigs/${gig.id}/accept`)))
    expect(await toldOf(map, gig)).toEqual(['appeared PENDING', 'changed ACCEPTED'])
  }, 30_000)

  test('leaves no gap between the socket and the search while gigs are posted', async () => {
    const place = { latitude: 7.8804, longitude: 98.3923 }
    const posting = Promise.all(Array.from({ length: 40 }, () => post(somchai, place)))
    const map = await watch('98,7,99,8')
    const found = await search(mali.client, place.latitude, place.longitude)
    const posted = await posting
    await map.settle()
    const known = new Set([...found, ...map.all('gig_appeared').map(({ gig }) => gig)].map(({ id }) => id))
    expect(posted.filter(({ id }) => !known.has(id))).toEqual([])
  })

  test('counts with the sockets of a user, and ends with the session', async () => {
    const nok = await joinAfresh(server, 'Nok')
    const sockets = await Promise.all(
      Array.from({ length: 20 }, (_, at) => connectToArea(server, `${at},0,${at + 1},1`, nok)),
    )
    await Promise.all(sockets.map(socket => socket.settle()))
    const next = connectWith(server, `/ws/gigs?bbox=${bangkok}`, nok.tokens.access_token)
    expect((await next.closed).code).toBe(closeCodes.TOO_MANY_SOCKETS.code)
    await nok.client.post('/api/auth/logout')
    for (const socket of sockets) expect((await socket.closed).code).toBe(closeCodes.INVALID_TOKEN.code)
  })
})
