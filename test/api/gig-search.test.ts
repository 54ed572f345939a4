import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { greatCircleKm } from '../../src/lib/geo.ts'
import type { Answer } from '../support/client.ts'
import { type GigJson, type GigPageJson, idsIn, post, readPages } from '../support/gigs.ts'
import { joinMali, joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let somchai: Person
let mali: Person

beforeAll(async () => {
  server = await startTestServer()
  ;[somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
})
afterAll(() => server.stop())

const search = (query: Record<string, unknown>): Promise<Answer<GigPageJson>> => {
  const text = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])
  return mali.client.get<GigPageJson>(`/api/gigs/search?${new URLSearchParams(text)}`)
}
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
    const pages = await readPages(mali, path, 7)
    expect(pages.flatMap(idsIn)).toEqual(posted.map(({ id }) => String(id)).sort())
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
    expect(idsIn((await search(here)).body)).toEqual([cancelled.id])
  })
})
