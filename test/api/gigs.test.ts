import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { type Answer, refusalIn } from '../support/client.ts'
import {
  exampleGig,
  type GigJson,
  type GigPageJson,
  idsIn,
  post,
  postAccepted,
  readPages,
} from '../support/gigs.ts'
import { join, joinAfresh, joinMali, joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer, testNow } from '../support/server.ts'

let server: TestServer
let somchai: Person
let mali: Person

beforeAll(async () => {
  server = await startTestServer()
  ;[somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
})
beforeEach(() => server.clock.set(testNow))
afterAll(() => server.stop())

const read = async (gig: GigJson): Promise<GigJson> =>
  (await mali.client.get<GigJson>(`/api/gigs/${gig.id}`)).body

const search = (query: Record<string, unknown>): Promise<Answer<GigPageJson>> => {
  const text = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])
  return mali.client.get<GigPageJson>(`/api/gigs/search?${new URLSearchParams(text)}`)
}
describe('posting a gig (K1)', () => {
  test('answers 201 with every field of the contract, and so does reading it (G2, G3)', async () => {
    const answer = await somchai.client.post<GigJson>('/api/gigs/', exampleGig)
    expect(answer.status).toBe(201)
    expect<unknown>(answer.body).toEqual({
      ...exampleGig,
      id: answer.body.id,
      status: 'PENDING',
      created_at: '2025-10-01T10:00:00.000000Z',
      updated_at: '2025-10-01T10:00:00.000000Z',
      starts_at: '2025-10-01T14:00:00.000000Z',
      completed_at: null,
      seeker_id: somchai.user.id,
      helper_id: null,
      distance_km: null,
      seeker: {
        id: somchai.user.id,
        full_name: 'Somchai',
        profile_image_url: null,
        reputation_score: 5,
        total_reviews: 0,
        is_verified: false,
      },
      helper: null,
      room_id: null,
      payment_status: null,
    })
    expect(await read(answer.body)).toEqual(answer.body)
  })

  test('leaves starts_at null and image_urls empty when they are left out or null', async () => {
    const { starts_at: _start, image_urls: _images, ...least } = exampleGig
    for (const body of [least, { ...least, starts_at: null, image_urls: null }]) {
      const answer = await somchai.client.post<GigJson>('/api/gigs', body)
      expect([answer.status, answer.body.starts_at, answer.body.image_urls]).toEqual([201, null, []])
    }
  })

  test('gives Thai, emoji and every other character back byte for byte, trimmed at both ends (G7)', async () => {
    const texts = [
      'ช่วยย้ายโซฟาและโต๊ะ ๓ ชั้น',
      '👩‍👩‍👧‍👦 🛋️ 🇹🇭',
      '"quotes" \\ </script> \' -- ; DROP TABLE gigs',
      'e\u0301 is not \u00e9',
      '\u202eright to left\u202c',
      'tab\tand\nline\r\nbreak',
      '\u0001\u007f\u0080\uffff',
      '%s %00 {{x}}',
    ]
    for (const text of texts) {
      const gig = await post(somchai, { title: ` \n${text}\t `, description: text, address_text: `${text} ` })
      for (const shown of [gig, await read(gig)]) {
        expect([shown.title, shown.description, shown.address_text]).toEqual([text, text, text])
      }
    }
  })

  test('keeps money to the satang (G4)', async () => {
    for (const budget of [0.01, 0.29, 1.15, 4.35, 19.99, 1500.5, 1234567.89, 9_999_999.99]) {
      const gig = await post(somchai, { budget })
      expect((await read(gig)).budget).toBe(budget)
    }
  })

  test('gives starts_at in UTC with six digits, whatever notation it came in (G3)', async () => {
    const forms = [
      ['2025-10-01', '2025-10-01T00:00:00.000000Z'],
      ['2025-10-01T14:00', '2025-10-01T14:00:00.000000Z'],
      ['2025-10-01T14:00:00.5', '2025-10-01T14:00:00.500000Z'],
      ['2025-10-01T14:00:00.123456789Z', '2025-10-01T14:00:00.123456Z'],
      ['2025-10-01T02:00:00+07:00', '2025-09-30T19:00:00.000000Z'],
      ['2025-12-31T23:30:00.000001-01:00', '2026-01-01T00:30:00.000001Z'],
    ]
    for (const [sent, shown] of forms) {
      expect<unknown>((await read(await post(somchai, { starts_at: sent }))).starts_at).toBe(shown)
    }
  })

  test('gives coordinates back exactly as they were stored (K1)', async () => {
    for (const [latitude, longitude] of [
      [13.756331, 100.501765],
      [-90, -180],
      [90, 180],
      [0, 0],
      [0.1 + 0.2, -0.1],
    ]) {
      const shown = await read(await post(somchai, { latitude, longitude }))
      expect([shown.latitude, shown.longitude]).toEqual([latitude ?? 0, longitude ?? 0])
    }
  })
})

describe('changing a gig (K6)', () => {
  test('is partial: what is left out stays, null clears what may be empty', async () => {
    const gig = await post(somchai)
    server.clock.advance(1000)
    const change = async (body: unknown) =>
      (await somchai.client.put<GigJson>(`/api/gigs/${gig.id}`, body)).body
    const dearer = await change({ budget: 1800.25 })
    expect(dearer).toEqual({ ...gig, budget: 1800.25, updated_at: dearer.updated_at })
    expect(dearer.updated_at > gig.updated_at).toBe(true)
    const cleared = await change({ starts_at: null, image_urls: null, title: ' New ' })
    const { updated_at } = cleared
    expect(cleared).toEqual({ ...dearer, starts_at: null, image_urls: [], title: 'New', updated_at })
    const moved = await change({ latitude: 18.7883, longitude: 98.9853 })
    expect(moved).toEqual({
      ...cleared,
      latitude: 18.7883,
      longitude: 98.9853,
      updated_at: moved.updated_at,
    })
    expect(await read(gig)).toEqual(moved)
    const inChiangMai = await search({ latitude: 18.7883, longitude: 98.9853, radius: 1 })
    expect(idsIn(inChiangMai.body)).toEqual([gig.id])
  })
})

describe('my gigs (K5)', () => {
  let nok: Person
  const asSeeker: GigJson[] = []
  const asHelper: GigJson[] = []

  beforeAll(async () => {
    nok = await join(server, 'nok@example.com', 'Nok')
    for (let n = 0; n < 3; n += 1) {
      server.clock.advance(1000)
      asSeeker.unshift(await post(nok))
      server.clock.advance(1000)
      asHelper.unshift(await postAccepted(somchai, nok))
    }
    await nok.client.put(`/api/gigs/${asSeeker[0]?.id}/status`, { status: 'CANCELLED' })
  })
  const mine = async (query: string) =>
    idsIn((await nok.client.get<GigPageJson>(`/api/gigs/my-gigs?${query}`)).body)

  test('are those of both roles, newest first, unless a role is named', async () => {
    const both = asHelper.flatMap((gig, at) => [gig.id, asSeeker[at]?.id])
    expect<unknown>(await mine('')).toEqual(both)
    expect<unknown>(await mine('role=seeker')).toEqual(asSeeker.map(({ id }) => id))
    expect<unknown>(await mine('role=helper')).toEqual(asHelper.map(({ id }) => id))
  })

  test('can be filtered by status in each role', async () => {
    expect<unknown>(await mine('status=CANCELLED')).toEqual([asSeeker[0]?.id])
    expect(await mine('status=CANCELLED&role=helper')).toEqual([])
    expect(await mine('status=ACCEPTED')).toEqual(asHelper.map(({ id }) => String(id)))
    expect(await mine('status=PENDING&role=seeker&limit=1')).toEqual([String(asSeeker[1]?.id)])
  })

  test('come in pages with the whole count (G6)', async () => {
    const page = await nok.client.get<GigPageJson>('/api/gigs/my-gigs?skip=4&limit=2')
    expect([page.body.gigs.length, page.body.total_count, page.body.has_more]).toEqual([2, 6, false])
    const first = await nok.client.get<GigPageJson>('/api/gigs/my-gigs?limit=5')
    expect([first.body.gigs.length, first.body.has_more]).toEqual([5, true])
  })

  test('are nobody else’s', async () => {
    const stranger = await joinAfresh(server, 'Stranger')
    const answer = await stranger.client.get<GigPageJson>('/api/gigs/my-gigs?role=seeker')
    expect(answer.body).toEqual({ gigs: [], total_count: 0, has_more: false })
  })
})

describe('the newest gigs (K6)', () => {
  test('are the pending ones of everybody, newest first, stable when many are equally new (G6)', async () => {
    server.clock.advance(60_000)
    const older = await Promise.all(Array.from({ length: 12 }, () => post(somchai)))
    server.clock.advance(1000)
    const newest = await post(mali)
    const taken = await postAccepted(somchai, mali)
    const pages = await readPages(mali, '/api/gigs?', 5)
    const ids = pages.flatMap(idsIn)
    expect(new Set(ids).size).toBe(ids.length)
    expect<unknown>(ids.slice(0, 13)).toEqual([
      newest.id,
      ...older
        .map(({ id }) => id)
        .sort()
        .reverse(),
    ])
    expect(ids).not.toContain(String(taken.id))
    expect(pages[0]?.total_count).toBe(ids.length)
    expect(pages.flatMap(({ gigs }) => gigs).every(({ status }) => status === 'PENDING')).toBe(true)
  })

  test('come 20 at a time when no limit is named (G6)', async () => {
    await Promise.all(Array.from({ length: 21 }, () => post(somchai)))
    const { body } = await mali.client.get<GigPageJson>('/api/gigs/')
    expect([body.gigs.length, body.has_more]).toEqual([20, true])
  })
})

describe('a gig that is deleted (K6)', () => {
  test('answers 204 without a body and is gone', async () => {
    const gig = await post(somchai)
    const answer = await somchai.client.delete<unknown>(`/api/gigs/${gig.id}`)
    expect([answer.status, answer.body]).toEqual([204, null])
    for (const method of ['GET', 'DELETE'] as const) {
      expect(refusalIn(await somchai.client.send(method, `/api/gigs/${gig.id}`))).toEqual([
        404,
        'RESOURCE_NOT_FOUND',
      ])
    }
  })
})
