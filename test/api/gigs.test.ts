import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { greatCircleKm } from '../../src/lib/geo.ts'
import { type Answer, refusalIn } from '../support/client.ts'
import { exampleGig, type GigJson, type GigPageJson, post, postAccepted } from '../support/gigs.ts'
import { join, joinMali, joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let somchai: Person
let mali: Person

beforeAll(async () => {
  server = await startTestServer()
  ;[somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
})
afterAll(() => server.stop())

const read = async (gig: GigJson): Promise<GigJson> =>
  (await mali.client.get<GigJson>(`/api/gigs/${gig.id}`)).body

const search = (query: Record<string, unknown>): Promise<Answer<GigPageJson>> => {
  const text = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])
  return mali.client.get<GigPageJson>(`/api/gigs/search?${new URLSearchParams(text)}`)
}
const idsOf = ({ gigs }: GigPageJson) => gigs.map(({ id }) => String(id))

/** Walks through a list page by page. */
const walk = async (path: string, limit: number): Promise<GigPageJson[]> => {
  const pages: GigPageJson[] = []
  for (let skip = 0; ; skip += limit) {
    const page = await mali.client.get<GigPageJson>(`${path}&skip=${skip}&limit=${limit}`)
    expect(page.status).toBe(200)
    pages.push(page.body)
    if (!page.body.has_more) return pages
  }
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
    expect(cleared).toEqual({ ...dearer, starts_at: null, image_urls: [], title: 'New' })
    const moved = await change({ latitude: 18.7883, longitude: 98.9853 })
    expect(await read(gig)).toEqual({ ...cleared, latitude: 18.7883, longitude: 98.9853 })
    expect(moved.budget).toBe(1800.25)
    const inChiangMai = await search({ latitude: 18.7883, longitude: 98.9853, radius: 1 })
    expect(idsOf(inChiangMai.body)).toEqual([gig.id])
  })
})

describe('searching gigs (K2)', () => {
  /** Gigs to the north of a place nobody else uses, by their distance in km. */
  const center = { latitude: 7.8804, longitude: 98.3923 }
  const degreesPerKm = 180 / (Math.PI * 6371.0088)
  const north = (km: number) => ({ ...center, latitude: center.latitude + km * degreesPerKm })
  const near: Record<string, GigJson> = {}

  beforeAll(async () => {
    near.twelve = await post(somchai, { ...north(12), budget: 120 })
    near.one = await post(somchai, { ...north(1), budget: 100 })
    near.three = await post(somchai, { ...north(3), budget: 300.5 })
    near.seven = await post(somchai, { ...north(7), budget: 700 })
    await mali.client.post(`/api/gigs/${near.three.id}/accept`)
  })
  const namesIn = (page: GigPageJson) =>
    page.gigs.map(({ id }) => Object.keys(near).find(name => near[name]?.id === id) ?? 'another')

  test('gives those within 10 km when no radius is named, of every status, nearest first (K2)', async () => {
    const answer = await search(center)
    expect(namesIn(answer.body)).toEqual(['one', 'three', 'seven'])
    expect([answer.body.total_count, answer.body.has_more]).toEqual([3, false])
  })

  test('shows whole gigs with the distance to one decimal (G2, U3)', async () => {
    const answer = await search({ ...center, radius: 20 })
    expect(answer.body.gigs.map(({ distance_km }) => distance_km)).toEqual([1, 3, 7, 12])
    expect(answer.body.gigs[0]).toEqual({ ...(near.one as GigJson), distance_km: 1 })
    expect((await search({ ...north(0.26), radius: 1 })).body.gigs[0]?.distance_km).toBe(0.7)
  })

  test('takes a radius whose edge belongs to it (U3)', async () => {
    const exactly = greatCircleKm(center, near.three as GigJson)
    expect(namesIn((await search({ ...center, radius: exactly })).body)).toEqual(['one', 'three'])
    expect(namesIn((await search({ ...center, radius: exactly - 1e-9 })).body)).toEqual(['one'])
  })

  test('filters by status and by budget, whose bounds belong to it', async () => {
    const cases: [Record<string, unknown>, string[]][] = [
      [{ status: 'PENDING' }, ['one', 'seven', 'twelve']],
      [{ status: 'ACCEPTED' }, ['three']],
      [{ status: 'COMPLETED' }, []],
      [{ min_budget: 120 }, ['three', 'seven', 'twelve']],
      [{ min_budget: 120.01 }, ['three', 'seven']],
      [{ max_budget: 300.5 }, ['one', 'three', 'twelve']],
      [{ max_budget: 300.49 }, ['one', 'twelve']],
      [{ min_budget: 100, max_budget: 100 }, ['one']],
      [{ min_budget: 0, max_budget: 99.99 }, []],
      [{ status: 'PENDING', min_budget: 101, max_budget: 700, limit: 1 }, ['seven']],
    ]
    for (const [filter, names] of cases) {
      const { body } = await search({ ...center, radius: 20, ...filter })
      expect([filter, namesIn(body)]).toEqual([filter, names])
    }
  })

  test('counts the whole filtered set, and says whether there is more (G6)', async () => {
    const cases: [number, number, string[], boolean][] = [
      [0, 2, ['one', 'three'], true],
      [2, 2, ['seven', 'twelve'], false],
      [3, 2, ['twelve'], false],
      [0, 4, ['one', 'three', 'seven', 'twelve'], false],
      [4, 4, [], false],
      [1000, 1, [], false],
    ]
    for (const [skip, limit, names, hasMore] of cases) {
      const { body } = await search({ ...center, radius: 20, skip, limit })
      expect([skip, limit, namesIn(body), body.total_count, body.has_more]).toEqual([
        skip,
        limit,
        names,
        4,
        hasMore,
      ])
    }
  })

  test('keeps pages stable with many gigs at the very same place, ties by id (G6)', async () => {
    const here = { latitude: -33.8688, longitude: 151.2093 }
    const posted = await Promise.all(Array.from({ length: 130 }, () => post(somchai, here)))
    const path = `/api/gigs/search?latitude=${here.latitude}&longitude=${here.longitude}`
    const pages = await walk(path, 7)
    expect(pages.flatMap(idsOf)).toEqual(posted.map(({ id }) => String(id)).sort())
    expect(pages.every(page => page.total_count === 130)).toBe(true)
    expect(pages.map(page => page.has_more)).toEqual([...Array.from({ length: 18 }, () => true), false])
  })

  test('finds across the antimeridian and over the poles (U3)', async () => {
    const fiji = await post(somchai, { latitude: -16.8, longitude: 179.99 })
    const west = await search({ latitude: -16.8, longitude: -179.99, radius: 3 })
    expect(west.body.gigs.map(({ id, distance_km }) => [id, distance_km])).toEqual([[fiji.id, 2.1]])
    const pole = await post(somchai, { latitude: 89.9, longitude: 10, budget: 77 })
    const overPole = { latitude: 89.9, longitude: -170, min_budget: 77, max_budget: 77 }
    const over = await search({ ...overPole, radius: 25 })
    expect(over.body.gigs.map(({ id, distance_km }) => [id, distance_km])).toEqual([[pole.id, 22.2]])
    const below = await search({ ...overPole, radius: 22 })
    expect(below.body).toEqual({ gigs: [], total_count: 0, has_more: false })
  })

  test('does not find what was deleted, and finds what was cancelled (K2)', async () => {
    const here = { latitude: 51.5, longitude: -0.12 }
    const [deleted, cancelled] = await Promise.all([post(somchai, here), post(somchai, here)])
    await somchai.client.delete(`/api/gigs/${deleted.id}`)
    await somchai.client.put(`/api/gigs/${cancelled.id}/status`, { status: 'CANCELLED' })
    expect(idsOf((await search(here)).body)).toEqual([cancelled.id])
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
    idsOf((await nok.client.get<GigPageJson>(`/api/gigs/my-gigs?${query}`)).body)

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
    const answer = await mali.client.get<GigPageJson>('/api/gigs/my-gigs?role=seeker')
    expect(answer.body).toEqual({ gigs: [], total_count: 0, has_more: false })
  })
})

describe('the newest gigs (K6)', () => {
  test('are the pending ones of everybody, newest first, stable when many are equally new (G6)', async () => {
    server.clock.advance(1000)
    const older = await Promise.all(Array.from({ length: 12 }, () => post(somchai)))
    server.clock.advance(1000)
    const newest = await post(mali)
    const taken = await postAccepted(somchai, mali)
    const pages = await walk('/api/gigs?', 5)
    const ids = pages.flatMap(idsOf)
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
