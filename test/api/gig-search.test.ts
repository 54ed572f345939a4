import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Static } from '@sinclair/typebox'
import type { GigMapView } from '../../src/domain/gigs/views.ts'
import { type GigPageJson, post } from '../support/gigs.ts'
import { joinMali, joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let mali: Person

beforeAll(async () => {
  server = await startTestServer()
  mali = await joinMali(server)
  const somchai = await joinSomchai(server)
  await post(somchai, { title: 'ช่วยขนของขึ้นชั้นสอง', budget: 300 })
  await post(somchai, { title: 'Walk a dog', description: 'Around the "Lumphini" park', budget: 900 })
  await post(somchai, { title: 'Paint a wall', latitude: 13.76, budget: 500 })
})
afterAll(() => server.stop())

const near = 'latitude=13.7563&longitude=100.5018&radius=5'
const search = (query: string) => mali.client.get<GigPageJson>(`/api/gigs/search?${near}&${query}`)
const titlesOf = async (query: string) => (await search(query)).body.gigs.map(gig => gig.title)

describe('the search for text', () => {
  test('finds Thai in the middle of a text without spaces', async () => {
    expect(await titlesOf(`q=${encodeURIComponent('ขนของ')}`)).toEqual(['ช่วยขนของขึ้นชั้นสอง'])
  })

  test('looks into title and description, whatever the case, and takes quotes as they are', async () => {
    expect(await titlesOf('q=PAINT')).toEqual(['Paint a wall'])
    expect(await titlesOf(`q=${encodeURIComponent('"lumphini"')}`)).toEqual(['Walk a dog'])
    expect(await titlesOf(`q=${encodeURIComponent('dog OR wall')}`)).toEqual([])
  })

  test('gives an exact total together with the other filters', async () => {
    const { body } = await search('q=walk&max_budget=800')
    expect([body.total_count, body.has_more]).toEqual([0, false])
  })

  test('refuses less than three characters (G9)', async () => {
    const answer = await mali.client.get(`/api/gigs/search?${near}&q=ab`)
    expect(answer.status).toBe(422)
    expect(answer.body.field_errors).toEqual({ q: ['Must be text of 3 to 100 characters.'] })
  })
})

describe('the order of a search', () => {
  test('is by distance, by time or by budget, and nothing else (K2)', async () => {
    expect((await titlesOf('sort=distance')).at(-1)).toBe('Paint a wall')
    expect(await titlesOf('sort=newest')).toEqual(['Paint a wall', 'Walk a dog', 'ช่วยขนของขึ้นชั้นสอง'])
    expect(await titlesOf('sort=budget')).toEqual(['Walk a dog', 'Paint a wall', 'ช่วยขนของขึ้นชั้นสอง'])
    expect((await mali.client.get(`/api/gigs/search?${near}&sort=price`)).status).toBe(422)
  })

  test('has the same order on its pages (G6)', async () => {
    expect(await titlesOf('sort=budget&skip=1&limit=1')).toEqual(['Paint a wall'])
  })
})

describe('the map', () => {
  const map = (bbox: string) => mali.client.get<Static<typeof GigMapView>>(`/api/gigs/map?bbox=${bbox}`)

  test('shows what lies in the viewport as GeoJSON', async () => {
    const { body } = await map('100.4,13.758,100.6,13.8')
    expect(body).toEqual({
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          geometry: { type: 'Point', coordinates: [100.5018, 13.76] },
          properties: { count: 1, gig_id: expect.any(String), title: 'Paint a wall', budget: 500 },
        },
      ],
      total_count: 1,
    })
  })

  test('crosses the antimeridian where the west is greater than the east (U3)', async () => {
    expect((await map('100,13,-170,14')).body.total_count).toBe(3)
    expect((await map('170,13,-170,14')).body.total_count).toBe(0)
  })

  test('refuses what is no viewport (G9)', async () => {
    for (const bbox of ['', '1,2,3', '0,10,1,9', '0,0,0,91', '0x1,0,1,1', '-181,0,1,1', '1,2,3,4,5']) {
      const answer = await mali.client.get(`/api/gigs/map?bbox=${bbox}`)
      expect([bbox, answer.status]).toEqual([bbox, 422])
    }
  })
})
