import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Static } from '@sinclair/typebox'
import type { NearbyUserView, PlacedProfileView, ProfileView } from '../../src/domain/users/model.ts'
import { systemWrite } from '../../src/lib/command.ts'
import { type Coordinates, greatCircleKm } from '../../src/lib/geo.ts'
import { join, joinMali, joinSomchai, type Person, type UserJson } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

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
  const distances = [0.1, 1, 2.34, 4.9, 5.1, 40, 99.9, 100.1]
  const people = new Map<number, Person>()

  beforeAll(async () => {
    await Promise.all(
      distances.map(async km => {
        const person = await join(server, `at${km}km@example.com`, `At ${km} km`)
        await moveTo(person, { ...center, latitude: center.latitude + km * degreesPerKm })
        people.set(km, person)
      }),
    )
    await people.get(1)?.client.put('/api/users/availability', { is_available: false })
  })
  const namesIn = (found: NearbyJson[]) => found.map(({ full_name }) => full_name)

  test('are those within 5 km who are available, nearest first, when nothing else is asked for', async () => {
    expect(namesIn(await nearby(somchai, center))).toEqual(['At 0.1 km', 'At 2.34 km', 'At 4.9 km'])
  })

  test('are all of them with only_available=false', async () => {
    const found = await nearby(somchai, { ...center, only_available: false })
    expect(namesIn(found)).toEqual(['At 0.1 km', 'At 1 km', 'At 2.34 km', 'At 4.9 km'])
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
      distance_km: 0.1,
    })
    const everything = JSON.stringify(
      await nearby(somchai, { ...center, radius: 100, only_available: false }),
    )
    expect(everything).not.toMatch(/latitude|longitude|email|7\.88|98\.39/)
  })

  test('have their distance rounded to one decimal (U3)', async () => {
    const found = await nearby(somchai, { ...center, radius: 100, only_available: false })
    expect(found.map(({ distance_km }) => distance_km)).toEqual([0.1, 1, 2.3, 4.9, 5.1, 40, 99.9])
  })

  test('reach to the edge of the radius and not beyond (U3)', async () => {
    const profile = await people.get(2.34)?.client.put<PlacedProfileJson>('/api/users/availability', {
      is_available: true,
    })
    const { latitude, longitude } = profile?.body ?? {}
    if (latitude == null || longitude == null) throw new Error('Somebody with a place has none.')
    const exactly = greatCircleKm(center, { latitude, longitude })
    expect(namesIn(await nearby(somchai, { ...center, radius: exactly }))).toContain('At 2.34 km')
    expect(namesIn(await nearby(somchai, { ...center, radius: exactly - 1e-9 }))).not.toContain('At 2.34 km')
    expect(namesIn(await nearby(somchai, { ...center, radius: 100 }))).not.toContain('At 100.1 km')
  })

  test('are never the caller', async () => {
    const nearest = people.get(0.1)
    if (!nearest) throw new Error('Nobody is at 0.1 km.')
    expect(namesIn(await nearby(nearest, center))).toEqual(['At 2.34 km', 'At 4.9 km'])
  })

  test('are as many as the limit lets, the nearest of them', async () => {
    const found = await nearby(somchai, { ...center, radius: 100, only_available: false, limit: 2 })
    expect(namesIn(found)).toEqual(['At 0.1 km', 'At 1 km'])
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
    // Ties are broken by id.
    expect(found.map(({ id }) => id)).toEqual(found.map(({ id }) => id).toSorted())
  })

  test('are found across the antimeridian and over both poles, and where they moved to (U3)', async () => {
    const traveller = await join(server, 'traveller@example.com', 'Traveller')
    const cases: [Coordinates, Coordinates, number][] = [
      [{ latitude: -16.8, longitude: 179.99 }, { latitude: -16.8, longitude: -179.99 }, 2.1],
      [{ latitude: -16.8, longitude: -180 }, { latitude: -16.8, longitude: 180 }, 0],
      [{ latitude: 89.95, longitude: 10 }, { latitude: 89.95, longitude: -170 }, 11.1],
      [{ latitude: -90, longitude: 77 }, { latitude: -89.99, longitude: -5 }, 1.1],
    ]
    for (const [home, seenFrom, distanceKm] of cases) {
      await moveTo(traveller, home)
      const found = await nearby(somchai, { ...seenFrom, radius: 20 })
      expect(found.map(({ full_name, distance_km }) => [full_name, distance_km])).toEqual([
        ['Traveller', distanceKm],
      ])
    }
    const [firstHome] = cases
    expect(await nearby(somchai, { ...firstHome?.[0], radius: 100 })).toEqual([])
  })
})
