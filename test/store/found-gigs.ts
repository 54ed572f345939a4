import { expect } from 'bun:test'
import { type GigSearch, maxPins } from '../../src/domain/gigs/gig.ts'
import { greatCircleKm } from '../../src/lib/geo.ts'
import type { Store } from '../../src/storage/store.ts'
import { asGig, satang } from '../support/stores.ts'
import { acceptGig, everything, nextRegion, postGig, registerPair } from './arrange.ts'
import { expectPages } from './pages.ts'
import type { Suite } from './suite.ts'

/** One example of each property of the searches; search.test.ts compares them with brute force. */

const arrange = async (store: Store) => {
  const { seeker, helper } = await registerPair(store)
  const { center, near, far } = nextRegion()
  const post = (place: typeof center, baht: number, title: string) =>
    postGig(store, seeker, { ...place, title, budgetSatang: satang(baht * 100) })
  const farthest = await post(far, 300, 'Walk a dog')
  const twins = [await post(near, 100, 'Paint a fence'), await post(near, 200, 'PAINT a wall')] as const
  const { gig: taken } = await acceptGig(store, await post(center, 100, 'ช่วยขนของ'), helper)
  const search: GigSearch = {
    center,
    radiusKm: 100,
    status: null,
    minBudgetSatang: null,
    maxBudgetSatang: null,
  }
  return { center, near, farthest, twins, taken, search }
}

export const foundGigs = (suite: Suite): void => {
  suite.covers('gigs.search', it => {
    it('gives the nearest first, ties by id, with exact distances, totals and pages (G6, K2)', async () => {
      const { store } = suite
      const { center, search, farthest, twins, taken } = await arrange(store)
      const wanted = [taken, ...twins, farthest].map(gig => ({
        gig,
        distanceKm: greatCircleKm(center, gig),
      }))
      await expectPages(async page => {
        const found = await store.gigs.search(search, page, null)
        const items = found.items.map(({ gig, distanceKm }) => ({ gig: asGig(gig), distanceKm }))
        return { ...found, items }
      }, wanted)
    })

    it('filters by radius, status, budget and text, and gives the order that was asked for (K2)', async () => {
      const { store } = suite
      const { center, near, search, farthest, twins, taken } = await arrange(store)
      const [first, second] = twins
      const idsOf = async (changes: Partial<GigSearch>) =>
        (await store.gigs.search({ ...search, ...changes }, everything, null)).items.map(({ gig }) => gig.id)
      expect(await idsOf({ radiusKm: greatCircleKm(center, near) })).toEqual([taken.id, first.id, second.id])
      expect(await idsOf({ status: 'ACCEPTED' })).toEqual([taken.id])
      expect(await idsOf({ minBudgetSatang: satang(20_000) })).toEqual([second.id, farthest.id])
      expect(await idsOf({ maxBudgetSatang: satang(10_000) })).toEqual([taken.id, first.id])
      expect(await idsOf({ text: 'paint A' })).toEqual([first.id, second.id])
      expect(await idsOf({ text: 'ขนของ' })).toEqual([taken.id])
      expect(await idsOf({ order: 'newest' })).toEqual([taken.id, second.id, first.id, farthest.id])
      expect(await idsOf({ order: 'budget' })).toEqual([farthest.id, second.id, taken.id, first.id])
    })
  })

  suite.covers('gigs.map', it => {
    it('gives the gigs of a status in any of the boxes as pins, while they are few', async () => {
      const { store } = suite
      const { center, farthest, twins, taken } = await arrange(store)
      const { latitude: south, longitude: west } = center
      const around = { south, north: south + 0.02, west, east: west + 0.01 }
      const beyond = { south: south + 0.05, north: south + 0.1, west: west - 0.1, east: west }
      const idsOf = async (boxes: (typeof around)[], status: 'PENDING' | 'ACCEPTED') => {
        const { pins, clusters, totalCount } = await store.gigs.map(boxes, status)
        expect([clusters, totalCount]).toEqual([[], pins.length])
        return pins.map(({ id }) => id)
      }
      const twinIds = twins.map(({ id }) => id)
      expect(await idsOf([around], 'PENDING')).toEqual(twinIds)
      expect(await idsOf([around, beyond], 'PENDING')).toEqual([farthest.id, ...twinIds])
      expect(await idsOf([around], 'ACCEPTED')).toEqual([taken.id])
      const { pins } = await store.gigs.map([around], 'ACCEPTED')
      const { id, title, budgetSatang, latitude, longitude } = taken
      expect(pins).toEqual([{ id, title, budgetSatang, latitude, longitude }])
    })

    it('gives as many pins as a map may have, and with one gig more clusters that count every gig', async () => {
      const { store } = suite
      const { seeker } = await registerPair(store)
      const { latitude, longitude } = nextRegion().center
      const post = (index: number) =>
        postGig(store, seeker, { latitude: latitude + (index % 20) / 20, longitude })
      await Promise.all(Array.from({ length: maxPins }, (_, index) => post(index)))
      const box = { south: latitude, north: latitude + 1, west: longitude - 1, east: longitude + 1 }
      expect((await store.gigs.map([box], 'PENDING')).pins).toHaveLength(maxPins)
      await post(0)
      const { pins, clusters, totalCount } = await store.gigs.map([box], 'PENDING')
      expect([pins, totalCount]).toEqual([[], maxPins + 1])
      expect(clusters.reduce((sum, { gigCount }) => sum + gigCount, 0)).toBe(maxPins + 1)
      expect(clusters.length).toBeGreaterThan(1)
    })

    it('gives the pins of a small box within a crowded square, and clusters when it is crowded itself', async () => {
      const { store } = suite
      const { seeker } = await registerPair(store)
      const { latitude, longitude } = nextRegion().center
      const post = (index: number) =>
        postGig(store, seeker, { latitude, longitude: longitude + (index === 0 ? 0.005 : 0.001) })
      const [alone] = await Promise.all(Array.from({ length: maxPins + 2 }, (_, index) => post(index)))
      const box = {
        south: latitude,
        north: latitude + 0.001,
        west: longitude + 0.005,
        east: longitude + 0.006,
      }
      const closeUp = await store.gigs.map([box], 'PENDING')
      expect([closeUp.pins.map(({ id }) => id), closeUp.totalCount]).toEqual([alone ? [alone.id] : [], 1])
      const crowded = await store.gigs.map([{ ...box, west: longitude, east: longitude + 0.001 }], 'PENDING')
      expect([crowded.pins, crowded.totalCount]).toEqual([[], maxPins + 2])
    })

    it('puts a cluster at the mean place of its gigs', async () => {
      const { store } = suite
      const { seeker } = await registerPair(store)
      const { latitude, longitude } = nextRegion().center
      // A sixteenth of a cell is what the counters know, and they count its middle.
      const sixteenth = 0.01 / 16
      const place = (north: number, east: number) => ({
        latitude: latitude + (north + 0.5) * sixteenth,
        longitude: longitude + (east + 0.5) * sixteenth,
      })
      const post = (index: number) => postGig(store, seeker, index % 4 === 0 ? place(9, 12) : place(1, 4))
      await Promise.all(Array.from({ length: maxPins + 4 - (maxPins % 4) }, (_, index) => post(index)))
      const box = { south: latitude, north: latitude + 1, west: longitude, east: longitude + 1 }
      const { clusters } = await store.gigs.map([box], 'PENDING')
      const [cluster] = clusters
      expect(clusters).toHaveLength(1)
      expect(cluster?.latitude).toBeCloseTo(place(3, 6).latitude, 8)
      expect(cluster?.longitude).toBeCloseTo(place(3, 6).longitude, 8)
    })
  })
}
