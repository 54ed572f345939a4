import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Static } from '@sinclair/typebox'
import type { NearbyUserView, PlacedProfileView, ProfileView } from '../../src/domain/users/model.ts'
import { systemWrite } from '../../src/lib/command.ts'
import { type Coordinates, greatCircleKm } from '../../src/lib/geo.ts'
import { createSnapPlace } from '../../src/lib/place-grid.ts'
import { refusalIn } from '../support/client.ts'
import { join, joinMali, joinSomchai, type Person, type UserJson } from '../support/people.ts'
import { startTestServer, type TestServer, testPlaceKey } from '../support/server.ts'

type ProfileJson = Static<typeof ProfileView>
type PlacedProfileJson = Static<typeof PlacedProfileView>
type NearbyJson = Static<typeof NearbyUserView>

let server: TestServer
let somchai: Person
let mali: Person

beforeAll(async () => {
  server = await startTestServer()
  ;[somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
})
afterAll(() => server.stop())

const profileOf = async ({ client }: Person) => (await client.get<ProfileJson>('/api/users/profile')).body
const moveTo = async (person: Person, place: Coordinates) => {
  const { latitude, longitude } = place
  const answer = await person.client.put<PlacedProfileJson>('/api/users/location', { latitude, longitude })
  expect(answer.status).toBe(200)
  return answer.body
}
const snapPlace = createSnapPlace(testPlaceKey)
const nearby = async (person: Person, query: Record<string, unknown>): Promise<NearbyJson[]> => {
  const text = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])
  const answer = await person.client.get<NearbyJson[]>(`/api/users/nearby?${new URLSearchParams(text)}`)
  expect(answer.status).toBe(200)
  return answer.body
}

describe('the profile', () => {
  test('has every field of the contract and no coordinates (G2)', async () => {
    expect<unknown>(await profileOf(somchai)).toEqual({
      ...somchai.user,
      profile_image_url: null,
      total_reviews: 0,
      is_available: true,
      has_location: false,
    })
  })
})

describe('changing the profile (U1)', () => {
  const change = async (body: unknown) => (await mali.client.put<UserJson>('/api/users/me', body)).body

  test('is partial: absent fields stay, null clears an optional one', async () => {
    const full = { full_name: 'มะลิ 🌼', contact_info: 'line:mali', address_text: '456 New Street, Bangkok' }
    expect(await change(full)).toEqual({ ...mali.user, ...full })
    expect(await change({})).toEqual({ ...mali.user, ...full })
    expect(await change({ address_text: null })).toEqual({ ...mali.user, ...full, address_text: null })
    expect(await change({ contact_info: null })).toEqual({
      ...mali.user,
      full_name: full.full_name,
      contact_info: null,
      address_text: null,
    })
    expect(await profileOf(mali)).toMatchObject({ full_name: full.full_name, contact_info: null })
  })

  test('trims what is kept (G7)', async () => {
    expect(await change({ full_name: '  Mali \n', contact_info: '\tphone:+66 81 234 5678 ' })).toMatchObject({
      full_name: 'Mali',
      contact_info: 'phone:+66 81 234 5678',
    })
  })

  test('cannot touch what is not the caller’s to say (G7)', async () => {
    const before = await profileOf(mali)
    const forbidden = { email: 'x@example.com', is_verified: true, reputation_score: 1, id: somchai.user.id }
    await change({ ...forbidden, total_reviews: 99, is_available: false, created_at: '2020-01-01' })
    expect(await profileOf(mali)).toEqual(before)
  })
})

describe('location and availability (U1)', () => {
  test('answer with the profile, latitude and longitude added', async () => {
    const person = await join(server, 'mover@example.com', 'Mover')
    const answer = await person.client.put<PlacedProfileJson>('/api/users/location', {
      latitude: 13.7563,
      longitude: 100.5018,
      address_text: 'Central World, Bangkok',
    })
    const placed = {
      ...(await profileOf(person)),
      has_location: true,
      address_text: 'Central World, Bangkok',
      latitude: 13.7563,
      longitude: 100.5018,
    }
    expect(answer.body).toEqual(placed)
    const away = await person.client.put<PlacedProfileJson>('/api/users/availability', {
      is_available: false,
    })
    expect(away.body).toEqual({ ...placed, is_available: false })
    expect((await profileOf(person)).is_available).toBe(false)
  })

  test('keep an address that is left out, and clear one that is null', async () => {
    const person = await join(server, 'address@example.com', 'Address')
    const place = { latitude: 1, longitude: 2 }
    const put = async (body: unknown) =>
      (await person.client.put<PlacedProfileJson>('/api/users/location', body)).body.address_text
    expect(await put({ ...place, address_text: 'Here' })).toBe('Here')
    expect(await put(place)).toBe('Here')
    expect(await put({ ...place, address_text: null })).toBeNull()
  })

  test('availability of somebody without a place shows null coordinates', async () => {
    const answer = await somchai.client.put<PlacedProfileJson>('/api/users/availability', {
      is_available: true,
    })
    expect(answer.body).toMatchObject({ latitude: null, longitude: null, has_location: false })
  })
})

describe('people near by (U2, U3)', () => {
  /** A quiet place, and people to the north of it by their distance in km. */
  const center = { latitude: 7.8804, longitude: 98.3923 }
  const degreesPerKm = 180 / (Math.PI * 6371.0088)
  // Snapping moves a place by half a kilometre at most, so these keep their order and their side of 5 and 100 km.
  const distances = [0.1, 1.4, 2.7, 4.2, 5.8, 40, 99, 101]
  const people = new Map<number, Person>()

  beforeAll(async () => {
    await Promise.all(
      distances.map(async km => {
        const person = await join(server, `at${km}km@example.com`, `At ${km} km`)
        await moveTo(person, homeAt(km))
        people.set(km, person)
      }),
    )
    await people.get(1.4)?.client.put('/api/users/availability', { is_available: false })
  })
  const homeAt = (km: number) => ({ ...center, latitude: center.latitude + km * degreesPerKm })
  const distanceTo = (km: number) => {
    const person = people.get(km)
    if (!person) throw new Error(`Nobody is at ${km} km.`)
    return greatCircleKm(center, snapPlace(person.user.id, homeAt(km)))
  }
  const rounded = (km: number) => Math.round(km * 10) / 10
  const namesIn = (found: NearbyJson[]) => found.map(({ full_name }) => full_name)

  test('are those within 5 km who are available, nearest first, when nothing else is asked for', async () => {
    expect(namesIn(await nearby(somchai, center))).toEqual(['At 0.1 km', 'At 2.7 km', 'At 4.2 km'])
  })

  test('are all of them with only_available=false', async () => {
    const found = await nearby(somchai, { ...center, only_available: false })
    expect(namesIn(found)).toEqual(['At 0.1 km', 'At 1.4 km', 'At 2.7 km', 'At 4.2 km'])
    expect(found.map(({ is_available }) => is_available)).toEqual([true, false, true, true])
  })

  test('are shown with the fields of the contract and never with coordinates (G2, U2)', async () => {
    const [found] = await nearby(somchai, center)
    const person = people.get(0.1)
    expect<unknown>(found).toEqual({
      id: person?.user.id,
      full_name: 'At 0.1 km',
      profile_image_url: null,
      contact_info: null,
      address_text: null,
      is_available: true,
      reputation_score: 5,
      total_reviews: 0,
      distance_km: rounded(distanceTo(0.1)),
    })
    const everything = JSON.stringify(
      await nearby(somchai, { ...center, radius: 100, only_available: false }),
    )
    expect(everything).not.toMatch(/latitude|longitude|email|7\.88|98\.39/)
  })

  test('have the distance of the snapped place, rounded to one decimal (U2 grid, U3)', async () => {
    const found = await nearby(somchai, { ...center, radius: 100, only_available: false })
    const within = distances.filter(km => km < 100)
    expect(found.map(({ distance_km }) => distance_km)).toEqual(within.map(km => rounded(distanceTo(km))))
    expect(within.filter(km => rounded(distanceTo(km)) !== rounded(km))).not.toEqual([])
  })

  test('reach to the edge of the radius and not beyond (U3)', async () => {
    const exactly = distanceTo(2.7)
    expect(namesIn(await nearby(somchai, { ...center, radius: exactly }))).toContain('At 2.7 km')
    expect(namesIn(await nearby(somchai, { ...center, radius: exactly - 1e-9 }))).not.toContain('At 2.7 km')
    expect(namesIn(await nearby(somchai, { ...center, radius: 100 }))).not.toContain('At 101 km')
  })

  test('are never the caller', async () => {
    const nearest = people.get(0.1)
    if (!nearest) throw new Error('Nobody is at 0.1 km.')
    expect(namesIn(await nearby(nearest, center))).toEqual(['At 2.7 km', 'At 4.2 km'])
  })

  test('are as many as the limit lets, the nearest of them', async () => {
    const found = await nearby(somchai, { ...center, radius: 100, only_available: false, limit: 2 })
    expect(namesIn(found)).toEqual(['At 0.1 km', 'At 1.4 km'])
  })

  test('are 50 when no limit is named', async () => {
    const place = { latitude: -40, longitude: 170 }
    const { users } = server.ctx.store
    await Promise.all(
      Array.from({ length: 60 }, async (_, at) => {
        const id = server.ctx.newId<'user'>()
        const { created_at: createdAt } = somchai.user
        await users.register(
          systemWrite(server.ctx),
          {
            id,
            email: `crowd${at}@example.com`,
            fullName: `Crowd ${at}`,
            contactInfo: null,
            addressText: null,
            profileImageId: null,
            isVerified: false,
            disabledAt: null,
            deletedAt: null,
            isAvailable: true,
            ...place,
            ratingSum: 0,
            reviewCount: 0,
            createdAt,
          },
          'nobody logs in with this',
        )
      }),
    )
    const found = await nearby(somchai, place)
    expect(found).toHaveLength(50)
    expect(await nearby(somchai, { ...place, limit: 100 })).toHaveLength(60)
    const distances = found.map(({ id }) => greatCircleKm(place, snapPlace(id, place)))
    expect(distances).toEqual(distances.toSorted((a, b) => a - b))
  })

  test('are found across the antimeridian and over both poles, and where they moved to (U3)', async () => {
    const traveller = await join(server, 'traveller@example.com', 'Traveller')
    const cases: [Coordinates, Coordinates][] = [
      [
        { latitude: -16.8, longitude: 179.99 },
        { latitude: -16.8, longitude: -179.99 },
      ],
      [
        { latitude: -16.8, longitude: -180 },
        { latitude: -16.8, longitude: 180 },
      ],
      [
        { latitude: 89.95, longitude: 10 },
        { latitude: 89.95, longitude: -170 },
      ],
      [
        { latitude: -90, longitude: 77 },
        { latitude: -89.99, longitude: -5 },
      ],
    ]
    for (const [home, seenFrom] of cases) {
      await moveTo(traveller, home)
      const distanceKm = rounded(greatCircleKm(seenFrom, snapPlace(traveller.user.id, home)))
      expect(Math.abs(distanceKm - greatCircleKm(seenFrom, home))).toBeLessThan(0.6)
      const found = await nearby(somchai, { ...seenFrom, radius: 20 })
      expect(found.map(({ full_name, distance_km }) => [full_name, distance_km])).toEqual([
        ['Traveller', distanceKm],
      ])
    }
    const [firstHome] = cases
    expect(await nearby(somchai, { ...firstHome?.[0], radius: 100 })).toEqual([])
  })
})

describe('a profile by its path (U4)', () => {
  test('is one’s own under /me, as under /profile', async () => {
    const answer = await somchai.client.get<ProfileJson>('/api/users/me')
    expect([answer.status, answer.body]).toEqual([200, await profileOf(somchai)])
  })

  test('shows of anybody what is public: no e-mail, no contact and no place', async () => {
    const nok = await join(server, 'nok@example.com', 'Nok')
    await nok.client.put('/api/users/me', { contact_info: 'line:nok', address_text: 'Soi 1' })
    await moveTo(nok, { latitude: 13.7, longitude: 100.5 })
    const answer = await somchai.client.get<object>(`/api/users/${nok.user.id}`)
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        id: nok.user.id,
        full_name: 'Nok',
        profile_image_url: null,
        is_verified: false,
        is_available: true,
        reputation_score: 5,
        total_reviews: 0,
        created_at: nok.user.created_at,
      },
    ])
  })

  test('is a 404 for an unknown id and a 422 for another text, and hides no other path', async () => {
    expect(refusalIn(await somchai.client.get(`/api/users/${server.ctx.newId()}`))).toEqual([
      404,
      'RESOURCE_NOT_FOUND',
    ])
    expect(refusalIn(await somchai.client.get('/api/users/nobody'))).toEqual([422, 'VALIDATION_ERROR'])
    expect(refusalIn(await somchai.client.get('/api/users/location'))).toEqual([405, 'METHOD_NOT_ALLOWED'])
  })
})

describe('verifying oneself (U4)', () => {
  test('is a 403 with a sentence in production', async () => {
    const answer = await somchai.client.post('/api/users/me/verify')
    expect(refusalIn(answer)).toEqual([403, 'INSUFFICIENT_PERMISSIONS'])
    expect(answer.body.detail).toContain('operator')
    expect((await profileOf(somchai)).is_verified).toBe(false)
  })

  test('works at once in the demo, and again', async () => {
    const demo = await startTestServer({ mode: 'demo' })
    try {
      const nok = await join(demo, 'nok@example.com', 'Nok')
      for (let time = 0; time < 2; time += 1) {
        const answer = await nok.client.post<ProfileJson>('/api/users/me/verify')
        expect([answer.status, answer.body.is_verified]).toEqual([200, true])
      }
      expect((await profileOf(nok)).is_verified).toBe(true)
    } finally {
      await demo.stop()
    }
  })
})
