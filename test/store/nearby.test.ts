import { describe, expect, test } from 'bun:test'
import type { User } from '../../src/domain/users/user.ts'
import type { Coordinates } from '../../src/lib/geo.ts'
import { createSnapPlace } from '../../src/lib/place-grid.ts'
import { seededRandom } from '../../src/lib/random.ts'
import { bruteForce, randomPlace } from '../support/places.ts'
import { testPlaceKey } from '../support/server.ts'
import { makeUser, makeWrite } from '../support/stores.ts'
import { engines } from './engines.ts'
import { inBatches, thingOf } from './searches.ts'

const snapPlace = createSnapPlace(testPlaceKey)

/** Where a person is found; made once for each place. */
const places = new WeakMap<User, Coordinates>()
const thingAt = (user: User & Coordinates) => {
  const place = places.get(user) ?? snapPlace(user.id, user)
  places.set(user, place)
  return { ...thingOf(user), place }
}

for (const engine of engines) {
  describe(`the people near by (${engine.name})`, () => {
    test('equal brute force, by their snapped places, before and after they move and change (U2 grid, U3)', async () => {
      const random = seededRandom(7)
      const userCount = Math.min(3000, engine.searchedGigs)
      const opened = await engine.open()
      const { users } = opened.store
      const known = new Map<string, User & Coordinates>()
      const placed = Array.from({ length: userCount }, () => ({
        ...makeUser({ isAvailable: random.chance(0.7) }),
        ...randomPlace(random),
      }))
      const without = Array.from({ length: 50 }, () => makeUser())
      await inBatches([...placed, ...without], user => users.register(makeWrite(), user, 'h'))
      for (const user of placed) known.set(user.id, user)

      const compare = async (count: number) => {
        for (let n = 0; n < count; n += 1) {
          const asker = random.chance(0.5)
            ? random.pick([...known.values()])
            : { ...makeUser(), ...randomPlace(random) }
          const center = random.chance(0.5)
            ? { latitude: asker.latitude, longitude: asker.longitude }
            : randomPlace(random)
          const radiusKm = random.pick([0.001, 1, 5, 30, 100])
          const onlyAvailable = random.chance(0.5)
          const limit = random.pick([1, 50, 100])
          const wanted = bruteForce(
            [...known.values()].map(thingAt),
            center,
            radiusKm,
            ({ thing }) => thing.id !== asker.id && (thing.isAvailable || !onlyAvailable),
          )
          const nearby = await users.listNearby({ center, radiusKm, onlyAvailable, asker: asker.id, limit })
          expect(nearby.map(({ user, distanceKm }) => ({ id: user.id as string, distanceKm }))).toEqual(
            wanted.slice(0, limit),
          )
          for (const { user } of nearby) expect(user).toEqual(known.get(user.id) as User)
        }
      }
      await compare(150)
      await inBatches([...known.values()].slice(0, 1000), async user => {
        const after = { ...user, ...randomPlace(random), isAvailable: random.chance(0.5) }
        known.set(user.id, after)
        await users.revise(makeWrite(), user.id, () => after)
      })
      await compare(100)
      await opened.dispose()
    })
  })
}
