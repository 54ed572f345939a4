import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import {
  type Gig,
  type GigSearch,
  type GigStatus,
  gigOrders,
  gigStatuses,
} from '../../src/domain/gigs/gig.ts'
import type { User } from '../../src/domain/users/user.ts'
import { type Box, type Coordinates, greatCircleKm } from '../../src/lib/geo.ts'
import { type SeededRandom, seededRandom } from '../../src/lib/random.ts'
import type { Store } from '../../src/storage/store.ts'
import { bruteForce, placeNear, randomPlace } from '../support/places.ts'
import { engines, makeGig, makeUser, newId, type OpenedStore, openEngine, satang } from '../support/stores.ts'

/** Ruling U3, G6 and K2: the index finds exactly what looking at everything finds, in the same order. */

const userCount = 3000

const inBatches = async <T>(things: readonly T[], act: (thing: T) => Promise<unknown>) => {
  for (let from = 0; from < things.length; from += 2000) {
    await Promise.all(things.slice(from, from + 2000).map(act))
  }
}

const thingOf = <T extends { id: string } & Coordinates>(thing: T) => ({
  id: thing.id,
  place: { latitude: thing.latitude, longitude: thing.longitude },
  thing,
})

const randomSearch = (random: SeededRandom, places: readonly Coordinates[]): GigSearch => {
  const least = random.chance(0.3) ? satang(random.whole(0, 600) * 100) : null
  return {
    center: random.chance(0.7) ? placeNear(random.pick(places), random) : randomPlace(random),
    radiusKm: random.pick([0.001, 0.5, 1, 2.5, 5, 10, 20, 50, 100, random.between(0.01, 100)]),
    status: random.chance(0.5) ? random.pick(gigStatuses) : null,
    minBudgetSatang: least,
    maxBudgetSatang: random.chance(0.3) ? satang((least ?? 0) + random.whole(0, 400) * 100) : null,
    text: random.chance(0.2) ? random.pick(texts) : null,
    order: random.chance(0.7) ? 'distance' : random.pick(gigOrders),
  }
}

const titles = ['Help move furniture', 'ช่วยขนของขึ้นชั้นสอง', 'ÉCRIRE "une" lettre', 'Walk a dog* OR cat']
const texts = ['furniture', 'HELP', 'ขนของ', 'écr', '"une"', 'dog*', ' OR ', 'nowhere', 'sofa']

const holds = (gig: Gig, text: string | null | undefined) =>
  !text || [gig.title, gig.description].some(words => words.toLowerCase().includes(text.toLowerCase()))

/** The long form: SEARCH_TIMES=20 compares 2000 searches and more in memory alone. */
const times = Number(process.env.SEARCH_TIMES ?? 1)

for (const engine of engines) {
  describe(`the search ${engine.name}`, () => {
    // The index does the same on every engine: the whole crowd in memory, a smaller one on the disk.
    const gigCount = engine.isOnDisk ? 2500 : 20_000
    const random = seededRandom(2025)
    const gigs = new Map<string, Gig>()
    let opened: OpenedStore
    let store: Store
    let seeker: User
    let helper: User

    beforeAll(async () => {
      opened = openEngine(engine)
      store = opened.store
      seeker = makeUser()
      helper = makeUser()
      await Promise.all([store.users.register(seeker, 'h'), store.users.register(helper, 'h')])
      const posted = Array.from({ length: gigCount }, () => {
        const status = random.pick(gigStatuses)
        return makeGig(seeker, {
          ...randomPlace(random),
          status,
          title: random.pick(titles),
          budgetSatang: satang(random.whole(1, 1000) * 100),
          helperId: status === 'PENDING' ? null : helper.id,
        })
      })
      await inBatches(posted, gig => store.gigs.post(gig))
      for (const gig of posted) gigs.set(gig.id, gig)
    })
    afterAll(() => opened.close())

    const oracle = ({
      center,
      radiusKm,
      status,
      minBudgetSatang,
      maxBudgetSatang,
      text,
      order,
    }: GigSearch) => {
      const found = bruteForce(
        [...gigs.values()].map(thingOf),
        center,
        radiusKm,
        ({ thing }) =>
          (status === null || thing.status === status) &&
          holds(thing, text) &&
          thing.budgetSatang >= (minBudgetSatang ?? 0) &&
          thing.budgetSatang <= (maxBudgetSatang ?? Number.POSITIVE_INFINITY),
      )
      if (!order || order === 'distance') return found
      const postedAt = new Map([...gigs.keys()].map((id, at) => [id, at]))
      const budget = (id: string) => (order === 'budget' ? (gigs.get(id)?.budgetSatang ?? 0) : 0)
      return found.sort(
        (a, b) => budget(b.id) - budget(a.id) || (postedAt.get(b.id) ?? 0) - (postedAt.get(a.id) ?? 0),
      )
    }

    const expectSameAsOracle = async (search: GigSearch, skip: number, limit: number) => {
      const wanted = oracle(search)
      const page = await store.gigs.search(search, { skip, limit })
      expect([search, page.totalCount]).toEqual([search, wanted.length])
      const found = page.items.map(({ gig, distanceKm }) => ({ id: gig.id as string, distanceKm }))
      expect(found).toEqual(wanted.slice(skip, skip + limit))
    }

    const compareMany = async (searches: number) => {
      const places = [...gigs.values()]
      for (let n = 0; n < searches * times; n += 1) {
        const limit = random.pick([1, 20, 100])
        const skip = random.pick([0, 0, 0, 1, 20, 150, 3000])
        await expectSameAsOracle(randomSearch(random, places), skip, limit)
      }
    }

    test(`equals brute force over ${gigCount} places: totals, order and pages (U3, G6, K2)`, async () => {
      await compareMany(engine.isOnDisk ? 40 : 100)
    })

    test('equals brute force at the corners of the earth (U3)', async () => {
      const corners: Coordinates[] = [
        { latitude: 90, longitude: 0 },
        { latitude: 90, longitude: 135 },
        { latitude: -90, longitude: 180 },
        { latitude: 89.9, longitude: -179.99 },
        { latitude: -89.5, longitude: 45 },
        { latitude: -16.5, longitude: 180 },
        { latitude: -16.5, longitude: -180 },
        { latitude: -16, longitude: 179.999 },
        { latitude: 0, longitude: 0 },
        { latitude: 0.005, longitude: -0.005 },
      ]
      for (const center of corners) {
        for (const radiusKm of [0.001, 1, 10, 60, 100]) {
          const search = { center, radiusKm, status: null, minBudgetSatang: null, maxBudgetSatang: null }
          await expectSameAsOracle(search, 0, 100)
        }
      }
    })

    test('holds a gig on the very edge of the circle, and no longer when the circle is a hair smaller (U3)', async () => {
      const places = [...gigs.values()]
      for (let n = 0; n < 60 * times; n += 1) {
        const gig = random.pick(places)
        const center = placeNear(random.chance(0.7) ? gig : random.pick(places), random)
        const distanceKm = greatCircleKm(center, gig)
        if (distanceKm === 0 || distanceKm > 100) continue
        const search = { center, status: gig.status, minBudgetSatang: null, maxBudgetSatang: null }
        for (const radiusKm of [distanceKm, distanceKm * (1 - 2 ** -52), distanceKm * (1 - 1e-11)]) {
          await expectSameAsOracle({ ...search, radiusKm }, 0, 1)
        }
      }
    })

    test('gives every gig exactly once over all pages, many at the very same place among them (G6)', async () => {
      const center = { latitude: 13.7563, longitude: 100.5018 }
      const search = { center, radiusKm: 3, status: null, minBudgetSatang: null, maxBudgetSatang: null }
      const wanted = oracle(search)
      expect(wanted.filter(({ distanceKm }) => distanceKm === 0).length).toBeGreaterThan(30)
      const seen: string[] = []
      for (let skip = 0; skip < wanted.length; skip += 97) {
        const page = await store.gigs.search(search, { skip, limit: 97 })
        seen.push(...page.items.map(({ gig }) => gig.id))
      }
      expect(seen).toEqual(wanted.map(({ id }) => id))
    })

    test('gives whole gigs, and nothing behind the last', async () => {
      const [gig] = [...gigs.values()]
      if (!gig) throw new Error('There is no gig.')
      const search = {
        center: gig,
        radiusKm: 0.001,
        status: gig.status,
        minBudgetSatang: null,
        maxBudgetSatang: null,
      }
      const page = await store.gigs.search(search, { skip: 0, limit: 100 })
      expect(page.items.find(({ gig: { id } }) => id === gig.id)).toEqual({ gig, distanceKm: 0 })
      for (const skip of [page.totalCount, Number.MAX_SAFE_INTEGER]) {
        expect(await store.gigs.search(search, { skip, limit: 100 })).toEqual({
          items: [],
          totalCount: page.totalCount,
        })
      }
    })

    const expectMapAsOracle = async (box: Box, status: GigStatus) => {
      const cells = (degrees: number) => Math.floor(degrees * 100)
      const ofStatus = [...gigs.values()].filter(gig => gig.status === status)
      const inCells = ofStatus.filter(
        ({ latitude, longitude }) =>
          cells(latitude) >= cells(box.south) &&
          cells(latitude) <= cells(box.north) &&
          cells(longitude) >= cells(box.west) &&
          cells(longitude) <= cells(box.east),
      )
      const { pins, clusters, totalCount } = await store.gigs.map([box], status)
      if (inCells.length > 200) {
        expect([pins, totalCount]).toEqual([[], inCells.length])
        expect(clusters.reduce((sum, { gigCount }) => sum + gigCount, 0)).toBe(inCells.length)
        expect(clusters.length).toBeLessThanOrEqual(14 * 14)
        return
      }
      const inside = ofStatus.filter(
        ({ latitude, longitude }) =>
          latitude >= box.south && latitude <= box.north && longitude >= box.west && longitude <= box.east,
      )
      expect(clusters).toEqual([])
      expect(pins.map(pin => pin.id)).toEqual(inside.map(gig => gig.id).sort())
      expect(totalCount).toBe(inside.length)
    }

    const compareMaps = async () => {
      for (let n = 0; n < 40 * times; n += 1) {
        const { latitude, longitude } = randomPlace(random)
        const size = random.pick([0.01, 0.05, 0.5, 20, 180])
        const box = {
          south: Math.max(-90, latitude - random.between(0, size)),
          north: Math.min(90, latitude + random.between(0, size)),
          west: Math.max(-180, longitude - random.between(0, size)),
          east: Math.min(180, longitude + random.between(0, size)),
        }
        await expectMapAsOracle(box, random.pick(gigStatuses))
      }
    }

    test('shows a map of the same gigs: pins inside of the box, clusters of whole cells', compareMaps)

    test('stays equal to brute force after moves, changes of status and budget, deletions and more gigs', async () => {
      const changed = [...gigs.values()].filter(() => random.chance(0.1))
      await inBatches(changed, async gig => {
        const act = random.pick(['move', 'status', 'budget', 'delete'] as const)
        if (act === 'delete') {
          gigs.delete(gig.id)
          return store.gigs.withdraw(gig.id, () => {})
        }
        const status: GigStatus = act === 'status' ? random.pick(gigStatuses) : gig.status
        const after: Gig = {
          ...gig,
          ...(act === 'move' ? (random.chance(0.5) ? placeNear(gig, random) : randomPlace(random)) : {}),
          title: random.pick(titles),
          budgetSatang: act === 'budget' ? satang(random.whole(1, 1000) * 100) : gig.budgetSatang,
          status,
          helperId: status === 'PENDING' ? null : helper.id,
        }
        gigs.set(gig.id, after)
        return store.gigs.revise(gig.id, () => after)
      })
      expect(changed.length).toBeGreaterThan(gigCount / 20)
      const added = Array.from({ length: gigCount / 20 }, () =>
        makeGig(seeker, { ...placeNear(random.pick(changed), random), title: random.pick(titles) }),
      )
      await inBatches(added, gig => store.gigs.post(gig))
      for (const gig of added) gigs.set(gig.id, gig)
      await compareMany(engine.isOnDisk ? 20 : 40)
      await compareMaps()
    })
  })
}

describe('people near by (U2, U3)', () => {
  test(`equal brute force over ${userCount} places, before and after they move and change`, async () => {
    const random = seededRandom(7)
    const opened = openEngine(engines[0])
    const { users } = opened.store
    const known = new Map<string, User & Coordinates>()
    const placed = Array.from({ length: userCount }, () => ({
      ...makeUser({ isAvailable: random.chance(0.7) }),
      ...randomPlace(random),
    }))
    const without = Array.from({ length: 50 }, () => makeUser())
    await inBatches([...placed, ...without], user => users.register(user, 'h'))
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
          [...known.values()].map(thingOf),
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
      await users.revise(user.id, () => after)
    })
    await compare(100)
    expect(await users.find(newId())).toBeNull()
    await opened.close()
  })
})
