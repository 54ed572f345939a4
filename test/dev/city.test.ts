import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { openWorld } from '../../src/testing/world.ts'
import { openRoom, type RoomJson } from '../support/chat.ts'
import { refusalIn } from '../support/client.ts'
import { control, startTestDevServer, type TestDevServer } from '../support/dev-server.ts'
import { post } from '../support/gigs.ts'
import { joinMali, joinSomchai, type Person } from '../support/people.ts'

interface CityJson {
  people: { id: string; state: string; latitude: number | null }[]
  people_count: number
  gigs: { id: string; status: string; helper_id: string | null }[]
  gig_count: number
}

interface HistoryJson {
  status: string
  helper_name: string | null
  events: { step: string; user_id: string | null; text: string | null }[]
  entries: { step: string; account: string; amount: number }[]
  sum: number
}

let server: TestDevServer
let somchai: Person
let mali: Person
let room: RoomJson
let gigId: string
// A server for each test: the city counts everybody and every gig.
beforeEach(async () => {
  server = await startTestDevServer()
  somchai = await joinSomchai(server)
  mali = await joinMali(server)
  room = await openRoom(somchai, mali)
  gigId = room.gig_id
})
afterEach(() => server.stop())

const city = async () => (await control<CityJson>(server, 'GET', '/city')).body
const stateOf = async ({ user }: Person) => (await city()).people.find(({ id }) => id === user.id)?.state
const history = async (id: string) => (await control<HistoryJson>(server, 'GET', `/gigs/${id}/history`)).body
const settle = async (person: Person, is_available: boolean) => {
  const place = { latitude: 13.75, longitude: 100.5, is_available }
  expect((await person.client.put('/api/users/location', place)).status).toBe(200)
}

describe('the city of a world', () => {
  test('has everybody by what they do, with their place, and the gigs that are not over and those that are just over', async () => {
    expect((await city()).people.map(({ latitude }) => latitude)).toEqual([null, null])
    await settle(mali, true)
    expect(await stateOf(mali)).toBe('engaged')
    expect(await stateOf(somchai)).toBe('asking')
    expect((await city()).people.map(({ latitude }) => latitude)).toEqual([null, 13.75])
    expect(await city()).toMatchObject({
      people_count: 2,
      gigs: [{ id: gigId, status: 'ACCEPTED', helper_id: mali.user.id }],
      gig_count: 1,
    })
    await mali.client.put(`/api/gigs/${gigId}/status`, { status: 'IN_PROGRESS' })
    expect(await stateOf(mali)).toBe('working')
    const other = await post(somchai)
    expect((await city()).gig_count).toBe(2)
    await somchai.client.put(`/api/gigs/${other.id}/status`, { status: 'CANCELLED' })
    const { gigs, gig_count } = await city()
    expect(gigs.map(({ id, status }) => [id, status])).toEqual([
      [gigId, 'IN_PROGRESS'],
      [other.id, 'CANCELLED'],
    ])
    expect(gig_count).toBe(1)
  })
})

describe('the history of a gig', () => {
  test('has each step in the order of time, and a ledger that sums to zero', async () => {
    const gig = await post(somchai)
    expect((await history(gig.id)).events.map(({ step }) => step)).toEqual(['posted'])
    await mali.client.post(`/api/chat/rooms/${room.id}/messages`, { content: 'On my way' })
    const payment = await somchai.client.post<{ id: string }>('/api/transactions/escrow', { gig_id: gigId })
    await mali.client.put(`/api/gigs/${gigId}/status`, { status: 'COMPLETED' })
    await somchai.client.put(`/api/transactions/${payment.body.id}/release`, {})
    await mali.client.post('/api/reviews', {
      gig_id: gigId,
      reviewee_id: somchai.user.id,
      rating: 5,
      comment: 'Kind',
    })
    const found = await history(gigId)
    expect(found.events.map(({ step }) => step)).toEqual([
      'posted',
      'accepted',
      'message',
      'payment_begun',
      'held',
      'completed',
      'released',
      'reviewed',
    ])
    expect(found.events[2]).toMatchObject({ user_id: mali.user.id, text: 'On my way' })
    expect(found.events.at(-1)?.text).toBe('★★★★★ Kind')
    expect(found).toMatchObject({ status: 'COMPLETED', helper_name: mali.user.full_name, sum: 0 })
    expect(found.entries).toHaveLength(5)
  })

  test('of an unknown gig is a 404', async () => {
    const answer = await control(server, 'GET', `/gigs/${mali.user.id}/history`)
    expect(refusalIn(answer)).toEqual([404, 'RESOURCE_NOT_FOUND'])
  })
})

describe('the testing kit', () => {
  test('reads the log of its world', async () => {
    const world = openWorld(server.url, 'kit')
    await world
      .client()
      .getUserProfile()
      .catch(() => {})
    await world
      .client()
      .login({ email: 'nobody@example.com', password: 'hunter2' })
      .catch(() => {})
    expect(await world.log({ method: 'POST', status: 401 })).toMatchObject([
      {
        path: '/api/auth/login',
        code: 'INVALID_CREDENTIALS',
        request_body: 'username=nobody%40example.com&password=***',
      },
    ])
    expect(await world.log({ path: '/api/nothing' })).toEqual([])
  })
})
