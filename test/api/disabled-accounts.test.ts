import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { acceptGig, postGig } from '../../src/domain/gigs/service.ts'
import { disableAccount, enableAccount, findAccount } from '../../src/domain/users/operator.ts'
import { commandOf } from '../../src/lib/command.ts'
import { refusalIn } from '../support/client.ts'
import { type GigJson, type GigPageJson, moveGig, post, postAccepted } from '../support/gigs.ts'
import { bytesOf, type FileJson, sendFile, still } from '../support/images.ts'
import { askCancel, askEscrow, askRelease, pay } from '../support/payments.ts'
import { joinAfresh, logInAs, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

/** Rulings U2, K7 and B3: a disabled account is gone from the shop window, and comes back when it is enabled. */

let server: TestServer
let nok: Person

beforeAll(async () => {
  server = await startTestServer()
  nok = await joinAfresh(server, 'Nok')
})
afterAll(() => server.stop())

const disable = async ({ user }: Person) => {
  await disableAccount(server.ctx, await findAccount(server.ctx, user.email))
}
const enable = async (person: Person): Promise<Person> => {
  await enableAccount(server.ctx, await findAccount(server.ctx, person.user.email))
  const tokens = await logInAs(server.url, person.user.email, person.password)
  return { ...person, tokens, client: person.client.withToken(tokens.access_token) }
}

let meters = 0
/** A place far from all other tests' gigs and people. */
const nextPlace = () => {
  meters += 1
  return { latitude: 55 + meters / 2, longitude: 40 }
}

const total = async (path: string) => (await nok.client.get<{ total_count: number }>(path)).body.total_count
const searchPath = (place: { latitude: number; longitude: number }, more = '') =>
  `/api/gigs/search?latitude=${place.latitude}&longitude=${place.longitude}&radius=2${more}`
const mapPath = ({ latitude, longitude }: { latitude: number; longitude: number }, status = 'PENDING') =>
  `/api/gigs/map?bbox=${longitude - 0.1},${latitude - 0.1},${longitude + 0.1},${latitude + 0.1}&status=${status}`

describe('the gigs of a disabled seeker (K7)', () => {
  test('are in no list, search or map, each total exact, and return when the account is enabled', async () => {
    const [somchai, mali] = [await joinAfresh(server, 'Somchai'), await joinAfresh(server, 'Mali')]
    const place = nextPlace()
    const gigs = [await post(somchai, place), await post(somchai, place), await post(mali, place)]
    const paths = [
      searchPath(place),
      searchPath(place, '&status=PENDING'),
      searchPath(place, '&q=furniture'),
      searchPath(place, '&sort=newest'),
      searchPath(place, '&min_budget=1'),
      mapPath(place),
      '/api/gigs',
    ]
    const before = await Promise.all(paths.map(total))
    await disable(somchai)
    expect(await Promise.all(paths.map(total))).toEqual(before.map(count => count - 2))
    const page = await nok.client.get<GigPageJson>(searchPath(place))
    expect(page.body.gigs.map(({ id }) => id)).toEqual(gigs.slice(2).map(({ id }) => id))
    expect(await server.ctx.store.gigs.listNewestPending({ skip: 0, limit: 100 }, null)).toMatchObject({
      totalCount: await total('/api/gigs'),
    })
    const back = await enable(somchai)
    expect(await Promise.all(paths.map(total))).toEqual(before)
    expect((await nok.client.get<GigPageJson>(searchPath(place))).body.total_count).toBe(3)
    expect((await back.client.get<GigPageJson>('/api/gigs/my-gigs')).body.total_count).toBe(2)
  })

  test('are a 404 for everybody, whatever they try, and cannot be accepted', async () => {
    const somchai = await joinAfresh(server, 'Somchai')
    const gig = await post(somchai)
    await disable(somchai)
    const path = `/api/gigs/${gig.id}`
    const { client } = nok
    const tries = [
      client.get(path),
      client.post(`${path}/accept`),
      client.put(`${path}/status`, { status: 'ACCEPTED' }),
      client.put(`${path}/status`, { status: 'CANCELLED' }),
      client.put(path, { budget: 1 }),
      client.delete(path),
      client.get(`/api/upload/gig-images/${gig.id}`),
      client.get(`/api/reviews/gig/${gig.id}`),
      client.get(`/api/reviews/can-review/${gig.id}/${somchai.user.id}`),
      client.get(`/api/transactions/gig/${gig.id}`),
      client.post('/api/transactions/escrow', { gig_id: gig.id }),
      client.post('/api/reviews', {
        gig_id: gig.id,
        reviewee_id: somchai.user.id,
        rating: 5,
        comment: 'Good.',
      }),
    ]
    for (const answer of await Promise.all(tries))
      expect(refusalIn(answer)).toEqual([404, 'RESOURCE_NOT_FOUND'])
    await enable(somchai)
    expect((await client.post(`${path}/accept`)).status).toBe(200)
  })

  test('can be finished or cancelled by their helper, and stay out of sight in every status', async () => {
    const [somchai, mali] = [await joinAfresh(server, 'Somchai'), await joinAfresh(server, 'Mali')]
    const place = nextPlace()
    const [done, dropped] = [
      await postAccepted(somchai, mali, place),
      await postAccepted(somchai, mali, place),
    ]
    await pay(somchai, dropped)
    await disable(somchai)
    expect((await mali.client.get<GigJson>(`/api/gigs/${done.id}`)).body.seeker.full_name).toBe('Somchai')
    for (const status of ['IN_PROGRESS', 'COMPLETED'])
      expect((await moveGig(mali, done, status)).status).toBe(200)
    const cancelled = await mali.client.put<GigJson>(`/api/gigs/${dropped.id}/status`, {
      status: 'CANCELLED',
    })
    expect([cancelled.status, cancelled.body.payment_status]).toEqual([200, 'CANCELLED'])
    expect((await mali.client.get<GigPageJson>('/api/gigs/my-gigs')).body.total_count).toBe(2)
    expect(await total(searchPath(place))).toBe(0)
    for (const status of ['ACCEPTED', 'COMPLETED', 'CANCELLED'])
      expect(await total(mapPath(place, status))).toBe(0)
    await enable(somchai)
    expect(await total(searchPath(place, '&status=COMPLETED'))).toBe(1)
    expect(await total(searchPath(place, '&status=CANCELLED'))).toBe(1)
  })

  test('leave and return whole when there are more than one batch of them', async () => {
    const somchai = await joinAfresh(server, 'Somchai')
    const place = nextPlace()
    await Promise.all(Array.from({ length: 250 }, () => post(somchai, place)))
    expect(await total(searchPath(place))).toBe(250)
    await disable(somchai)
    expect([await total(searchPath(place)), await total(mapPath(place))]).toEqual([0, 0])
    await enable(somchai)
    expect([await total(searchPath(place)), await total(mapPath(place))]).toEqual([250, 250])
  })
})

describe('a disabled person (U2, B3)', () => {
  test('is not near by, has no public profile, and is back when enabled', async () => {
    const somchai = await joinAfresh(server, 'Somchai')
    const place = nextPlace()
    await somchai.client.put('/api/users/location', place)
    const near = async () =>
      (
        await nok.client.get<{ id: string }[]>(
          `/api/users/nearby?latitude=${place.latitude}&longitude=${place.longitude}&only_available=false`,
        )
      ).body.map(({ id }) => id)
    const pages = [`/api/users/${somchai.user.id}`, `/api/reviews/user/${somchai.user.id}`]
    const seen = async () => Promise.all(pages.map(async path => (await nok.client.get(path)).status))
    expect([await near(), await seen()]).toEqual([[somchai.user.id], [200, 200]])
    await disable(somchai)
    expect([await near(), await seen()]).toEqual([[], [404, 404]])
    await enable(somchai)
    expect([await near(), await seen()]).toEqual([[somchai.user.id], [200, 200]])
  })

  test('is in no list of buddies and cannot be added, not even by the repeat of a request that had (B3, P7)', async () => {
    const [somchai, mali] = [await joinAfresh(server, 'Somchai'), await joinAfresh(server, 'Mali')]
    const add = () =>
      mali.client.send<{ id: string }>('POST', '/api/buddies', {
        body: { buddy_user_id: somchai.user.id },
        headers: { 'idempotency-key': 'once' },
      })
    const { body: buddy } = await add()
    expect((await add()).headers.get('idempotency-replayed')).toBe('true')
    const counts = async () => {
      const list = async (path: string) =>
        (await mali.client.get<{ total_count: number; buddies: unknown[] }>(path)).body
      const [all, available] = [await list('/api/buddies'), await list('/api/buddies/available')]
      return [all.total_count, all.buddies.length, available.total_count, available.buddies.length]
    }
    expect(await counts()).toEqual([1, 1, 1, 1])
    await disable(somchai)
    expect(await counts()).toEqual([0, 0, 0, 0])
    const path = `/api/buddies/${buddy.id}`
    const tries = [
      await add(),
      await mali.client.post('/api/buddies', { buddy_user_id: somchai.user.id }),
      await mali.client.get(path),
      await mali.client.put(path, { notes: 'x' }),
    ]
    for (const answer of tries) expect(refusalIn(answer)).toEqual([404, 'RESOURCE_NOT_FOUND'])
    await enable(somchai)
    expect(await counts()).toEqual([1, 1, 1, 1])
    expect((await mali.client.delete(path)).status).toBe(204)
  })

  test('cannot be paid anew, and what is held can be released or taken back (B3)', async () => {
    const [somchai, mali] = [await joinAfresh(server, 'Somchai'), await joinAfresh(server, 'Mali')]
    const [unpaid, released, returned] = [
      await postAccepted(somchai, mali),
      await postAccepted(somchai, mali),
      await postAccepted(somchai, mali),
    ]
    const [first, second] = [await pay(somchai, released), await pay(somchai, returned)]
    await disable(mali)
    for (const more of [{}, { payment_method: 'mock_payment_slow' }])
      expect(refusalIn(await askEscrow(somchai, unpaid.id, more))).toEqual([400, 'USER_DISABLED'])
    expect(refusalIn(await askEscrow(somchai, released.id))).toEqual([409, 'TRANSACTION_ALREADY_EXISTS'])
    expect((await askRelease(somchai, first)).status).toBe(200)
    expect((await askCancel(somchai, second)).status).toBe(200)
    expect((await moveGig(somchai, unpaid, 'CANCELLED')).status).toBe(200)
  })

  test('has no pictures, neither the file nor a variant that was served before', async () => {
    const somchai = await joinAfresh(server, 'Somchai')
    const { body: file } = await sendFile<FileJson>(
      somchai,
      await bytesOf(still(64, 64).png()),
      'me.png',
      'profile',
    )
    const addresses = [file.url, `${file.url}?w=32`, `${file.url}?w=32&format=webp`]
    const statuses = async () => {
      const answers = await Promise.all(addresses.map(address => fetch(address)))
      return Promise.all(answers.map(async answer => (await answer.bytes()) && answer.status))
    }
    for (let time = 0; time < 2; time += 1) expect(await statuses()).toEqual([200, 200, 200])
    await disable(somchai)
    expect(await statuses()).toEqual([404, 404, 404])
    await enable(somchai)
    expect(await statuses()).toEqual([200, 200, 200])
  })

  test('whose request was under way posts and accepts nothing', async () => {
    const [somchai, mali] = [await joinAfresh(server, 'Somchai'), await joinAfresh(server, 'Mali')]
    const place = nextPlace()
    const gig = await post(mali, place)
    const stored = await server.ctx.store.gigs.find(gig.id)
    if (!stored) throw new Error('The gig is not there.')
    await disable(somchai)
    // The guard has let the request in before; the services are what it meets next.
    const command = commandOf(somchai.user.id, server.ctx)
    const late = [() => postGig(server.ctx, command, stored), () => acceptGig(server.ctx, command, gig.id)]
    for (const act of late) await expect(act()).rejects.toMatchObject({ code: 'ACCOUNT_DISABLED' })
    expect(await total(searchPath(place, '&status=PENDING'))).toBe(1)
    expect(refusalIn(await somchai.client.post('/api/gigs', gig))).toEqual([401, 'INVALID_TOKEN'])
  })
})
