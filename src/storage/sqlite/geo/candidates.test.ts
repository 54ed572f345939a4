import { expect, test } from 'bun:test'
import { circleAround } from '../../../lib/geo.ts'
import { Candidates, type ExactGig } from './candidates.ts'

const place = { latitude: 13.7563, longitude: 100.5018 }

/** The greatest row id has the least id. */
const gigAtPlace = (gigRowId: number): ExactGig => ({ gigRowId, id: String(9999 - gigRowId), ...place })

const considerAtPlace = (count: number, skip: number, limit: number) => {
  const reads: number[] = []
  const circle = circleAround(place, 5)
  const candidates = new Candidates(circle, 'distance', skip, limit, Number.POSITIVE_INFINITY, {
    placeOf: gigAtPlace,
    gigsOf: gigRowIds => {
      reads.push(gigRowIds.length)
      return gigRowIds.map(gigAtPlace)
    },
  })
  for (let gigRowId = 1; gigRowId <= count; gigRowId += 1)
    candidates.considerPlace(gigRowId, place.latitude, place.longitude, 100)
  return { candidates, reads }
}

test('a page among thousands of gigs at one place is in the order of their ids, and reads them at once', () => {
  const { candidates, reads } = considerAtPlace(3000, 40, 20)
  const page = candidates.page()
  expect(page.map(({ gigRowId }) => gigRowId)).toEqual(Array.from({ length: 20 }, (_, at) => 2960 - at))
  expect(new Set(page.map(({ distanceKm }) => distanceKm))).toEqual(new Set([0]))
  expect([candidates.totalCount, reads]).toEqual([3000, [3000]])
})

test('a page behind the last gig is empty', () => {
  expect(considerAtPlace(10, 10, 20).candidates.page()).toEqual([])
})
