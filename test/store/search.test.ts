import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import {
  type Gig,
  type GigSearch,
  type GigStatus,
  gigOrders,
  gigStatuses,
} from '../../src/domain/gigs/gig.ts'
import type { GigId } from '../../src/domain/ids.ts'
import type { User } from '../../src/domain/users/user.ts'
import { type Box, type Coordinates, greatCircleKm } from '../../src/lib/geo.ts'
import { seededRandom } from '../../src/lib/random.ts'
import type { Store } from '../../src/storage/store.ts'
import { bruteForce, placeNear, randomPlace } from '../support/places.ts'
import { asGig, at, makeGig, makeUser, makeWrite, satang } from '../support/stores.ts'
import { engines, type OpenedStore } from './engines.ts'
import { holds, inBatches, randomSearch, thingOf, titles } from './searches.ts'

/** Ruling U3, G6 and K2: the index finds exactly what looking at everything finds, in the same order. */

/** The long form: SEARCH_TIMES=20 compares 800 searches and more for each engine. */
const times = Number(process.env.SEARCH_TIMES ?? 1)

for (const engine of engines) {
  describe(`the search for gigs (${engine.name})`, () => {
    const gigCount = engine.searchedGigs
    const random = seededRandom(2025)
    const gigs = new Map<string, Gig>()
    let opened: OpenedStore
    let store: Store
    let seeker: User
    let helper: User

    beforeAll(async () => {
      opened = await engine.open()
      store = opened.store
      seeker = makeUser()
      helper = makeUser()
      await Promise.all([
        store.users.register(makeWrite(), seeker, 'h'),
        store.users.register(makeWrite(), helper, 'h'),
      ])
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
      await inBatches(posted, gig => store.gigs.post(makeWrite(), gig))
      for (const gig of posted) gigs.set(gig.id, gig)
    }, 60_000)
    afterAll(() => opened.dispose())

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
      const page = await store.gigs.search(search, { skip, limit }, null)
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
      await compareMany(40)
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
        const page = await store.gigs.search(search, { skip, limit: 97 }, null)
        seen.push(...page.items.map(({ gig }) => gig.id))
      }
      expect(seen).toEqual(wanted.map(({ id }) => id))
    })

    test('gives the pages of hundreds of gigs at one place, some of them with ids of the past (G6)', async () => {
      const center = { latitude: 55.6761, longitude: 12.5683 }
      const posted = Array.from({ length: 450 }, (_, n) => {
        const gig = makeGig(seeker, center)
        return n % 90 === 89 ? { ...gig, id: `00000000${gig.id.slice(8)}` as GigId } : gig // an id of 1970
      })
      await inBatches(posted, gig => store.gigs.post(makeWrite(), gig))
      for (const gig of posted) gigs.set(gig.id, gig)
      const search = { center, radiusKm: 1, status: null, minBudgetSatang: null, maxBudgetSatang: null }
      for (const skip of [0, 5, 90, 300, 440]) await expectSameAsOracle(search, skip, 20)
      await expectSameAsOracle({ ...search, status: 'PENDING', text: 'furniture' }, 20, 20)
      // Such ids come before others of the same moment, which the oracle of the other orders does not know.
      await inBatches(posted, ({ id }) => store.gigs.withdraw(makeWrite(), id, () => {}))
      for (const { id } of posted) gigs.delete(id)
    })

    test('equals brute force by date and budget, among many gigs and among few (U3, G6)', async () => {
      const bangkok = { latitude: 13.7563, longitude: 100.5018 }
      for (const order of ['newest', 'budget'] as const) {
        for (const center of [bangkok, { latitude: -16.5, longitude: 180 }, randomPlace(random)]) {
          for (const status of ['PENDING', null] as const) {
            for (const minBudgetSatang of [null, satang(90_000)]) {
              const radiusKm = random.pick([0.5, 20, 100])
              const search = { center, radiusKm, status, minBudgetSatang, maxBudgetSatang: null, order }
              await expectSameAsOracle(search, random.pick([0, 40]), 20)
            }
          }
        }
      }
    })

    test('finds the newest of a place where nothing was posted lately (K2)', async () => {
      const quiet = { latitude: 48.2, longitude: 16.37 }
      const busy = { latitude: 47.07, longitude: 15.44 }
      const posted = Array.from({ length: 900 }, (_, n) =>
        makeGig(seeker, n < 300 ? quiet : { ...busy, budgetSatang: satang(90_000_000) }),
      )
      await inBatches(posted, gig => store.gigs.post(makeWrite(), gig))
      for (const gig of posted) gigs.set(gig.id, gig)
      const search = { center: quiet, radiusKm: 50, minBudgetSatang: null, maxBudgetSatang: null }
      for (const status of ['PENDING', null] as const) {
        for (const order of ['newest', 'budget'] as const) {
          // One gig is expected among the first few of all, twenty are not.
          await expectSameAsOracle({ ...search, status, order }, 0, 1)
          await expectSameAsOracle({ ...search, status, order }, 290, 20)
        }
      }
    })

    test('finds a text that most gigs have, and one that few have, in every order (K2)', async () => {
      const center = { latitude: 13.7563, longitude: 100.5018 }
      const search = { center, status: null, minBudgetSatang: null, maxBudgetSatang: null }
      for (const text of ['table', 'furniture', 'nowhere']) {
        for (const order of gigOrders) {
          for (const radiusKm of [1, 30]) {
            await expectSameAsOracle({ ...search, radiusKm, text, order }, 10, 20)
          }
        }
      }
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
      const page = await store.gigs.search(search, { skip: 0, limit: 100 }, null)
      const found = page.items.find(({ gig: { id } }) => id === gig.id)
      expect([found && asGig(found.gig), found?.distanceKm]).toEqual([gig, 0])
      for (const skip of [page.totalCount, Number.MAX_SAFE_INTEGER]) {
        expect(await store.gigs.search(search, { skip, limit: 100 }, null)).toEqual({
          items: [],
          totalCount: page.totalCount,
          hasMore: false,
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
      const inside = ofStatus.filter(
        ({ latitude, longitude }) =>
          latitude >= box.south && latitude <= box.north && longitude >= box.west && longitude <= box.east,
      )
      const rows = cells(box.north) - cells(box.south) + 1
      const columns = cells(box.east) - cells(box.west) + 1
      const counted = rows * columns <= 9 ? inside : inCells
      if (counted.length > 200) {
        expect([pins, totalCount]).toEqual([[], inCells.length])
        expect(clusters.reduce((sum, { gigCount }) => sum + gigCount, 0)).toBe(inCells.length)
        expect(clusters.length).toBeLessThanOrEqual(14 * 14)
        return
      }
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
          return store.gigs.withdraw(makeWrite(), gig.id, () => {})
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
        return store.gigs.revise(makeWrite(), gig.id, () => after)
      })
      expect(changed.length).toBeGreaterThan(gigCount / 20)
      const added = Array.from({ length: gigCount / 20 }, () =>
        makeGig(seeker, { ...placeNear(random.pick(changed), random), title: random.pick(titles) }),
      )
      await inBatches(added, gig => store.gigs.post(makeWrite(), gig))
      for (const gig of added) gigs.set(gig.id, gig)
      await compareMany(20)
      await compareMaps()
    })

    test('stays equal to brute force when a seeker is disabled, and after they are enabled again (K7)', async () => {
      const other = makeUser()
      await store.users.register(makeWrite(), other, 'h')
      const ofOther = Array.from({ length: 250 }, () =>
        makeGig(other, { ...placeNear(random.pick([...gigs.values()]), random), title: random.pick(titles) }),
      )
      await inBatches(ofOther, gig => store.gigs.post(makeWrite(), gig))
      await store.users.setDisabled(makeWrite(), other.id, at(1))
      await compareMany(10)
      await compareMaps()
      await store.users.setDisabled(makeWrite(), other.id, null)
      for (const gig of ofOther) gigs.set(gig.id, gig)
      await compareMany(10)
      await compareMaps()
    })
  })
}
