import { describe, expect, test } from 'bun:test'
import { makeDatabase, makeGig } from '../../../../test/support/stores.ts'
import type { GigSearch } from '../../../domain/gigs/gig.ts'
import type { Satang } from '../../../lib/money.ts'
import { maxRowsOnMainThread } from '../read-routes.ts'
import { createGigWrites } from '../stores/gig-writes.ts'
import { createSearchEstimate, estimateMap } from './estimates.ts'

const center = { latitude: 13.7563, longitude: 100.5018 }

const estimateAmong = (gigCount: number) => {
  const { db, seeker } = makeDatabase()
  createGigWrites(db).insert(makeGig(seeker, center))
  db.prepare('UPDATE gigs SET n = ?').run(gigCount)
  db.prepare('UPDATE gig_counts SET gig_count = ?').run(gigCount)
  return createSearchEstimate(db)
}

const search: GigSearch = {
  center,
  radiusKm: 10,
  status: 'PENDING',
  minBudgetSatang: null,
  maxBudgetSatang: null,
}
const firstPage = { skip: 0, limit: 100 }
const budget = 1 as Satang // a literal of a test

describe('the estimate of a search', () => {
  const isExpensive = (gigCount: number, changes: Partial<GigSearch>, page = firstPage) =>
    estimateAmong(gigCount)({ ...search, ...changes }, page) > maxRowsOnMainThread

  test('is low for every search that counters answer, however many gigs there are', () => {
    const cheap: Partial<GigSearch>[] = [
      {},
      { radiusKm: 30, status: null },
      { radiusKm: 90 },
      { order: 'newest' },
      { order: 'budget', radiusKm: 30, status: null },
    ]
    for (const changes of cheap) expect([changes, isExpensive(200_000, changes)]).toEqual([changes, false])
  })

  test('is high for a large circle of every status, unless there are few gigs at all', () => {
    const far = { radiusKm: 100, status: null }
    expect(isExpensive(100_000, far)).toBe(true)
    expect(isExpensive(1000, far)).toBe(false)
  })

  test('is high where many gigs lie on the edge of the circle', () => {
    expect(isExpensive(1_000_000, { radiusKm: 0.1 })).toBe(false)
    expect(isExpensive(1_000_000, { radiusKm: 5 })).toBe(false)
    expect(isExpensive(5_000_000, { radiusKm: 5 })).toBe(true)
  })

  test('is high for a deep page of the nearest, unless there are few gigs at all', () => {
    const deep = { skip: 10_000, limit: 100 }
    expect(isExpensive(100_000, {}, deep)).toBe(true)
    expect(isExpensive(1_000_000, { radiusKm: 1 }, deep)).toBe(true)
    expect(isExpensive(1000, {}, deep)).toBe(false)
    expect(isExpensive(100_000, {}, { skip: 1000, limit: 100 })).toBe(false)
  })

  test('is high for every text, since a few gigs may repeat it thousands of times', () => {
    expect(isExpensive(1, { text: 'sofa', radiusKm: 0.1 })).toBe(true)
  })

  test('follows the gigs around for limits of the budget', () => {
    expect(isExpensive(3000, { minBudgetSatang: budget })).toBe(false)
    expect(isExpensive(20_000, { maxBudgetSatang: budget })).toBe(true)
    expect(isExpensive(20_000, { minBudgetSatang: budget, status: 'COMPLETED' })).toBe(false)
  })

  test('is low where the gigs are elsewhere', () => {
    const elsewhere = { center: { latitude: 50, longitude: 8 }, minBudgetSatang: budget, radiusKm: 100 }
    expect(isExpensive(1_000_000, elsewhere)).toBe(false)
  })

  test('is high for a deep page in an order that is walked along', () => {
    expect(isExpensive(100_000, { order: 'newest' }, { skip: 10_000, limit: 100 })).toBe(true)
  })
})

test('the estimate of a map is low for the world and for a town', () => {
  const world = { south: -90, north: 90, west: -180, east: 180 }
  const town = { south: 13.7, north: 13.8, west: 100.4, east: 100.5 }
  for (const box of [world, town]) expect(estimateMap([box])).toBeLessThan(maxRowsOnMainThread)
})
