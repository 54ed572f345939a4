import { describe, expect, test } from 'bun:test'
import { circleAround } from '../../../lib/geo.ts'
import { Candidates, type ExactGig } from './candidates.ts'

const place = { latitude: 13.7563, longitude: 100.5018 }

interface Ids {
  idOf(gigRowId: number): number
  late: ReadonlySet<number> | null
}

/** In the order of their ids, but for every hundredth. */
const someLate: Ids = {
  idOf: gigRowId => (gigRowId % 100 === 0 ? gigRowId / 100 : 1000 + gigRowId),
  late: new Set(Array.from({ length: 30 }, (_, at) => (at + 1) * 100)),
}
const inOrder: Ids = { idOf: gigRowId => gigRowId, late: new Set() }
const reversed: Ids = { idOf: gigRowId => 9999 - gigRowId, late: null }

const considerAtPlace = (count: number, skip: number, limit: number, { idOf, late }: Ids = inOrder) => {
  const reads: number[] = []
  const gigAtPlace = (gigRowId: number): ExactGig => ({
    gigRowId,
    id: String(idOf(gigRowId)).padStart(5, '0'),
    ...place,
  })
  const circle = circleAround(place, 5)
  const candidates = new Candidates(circle, 'distance', skip, limit, Number.POSITIVE_INFINITY, {
    placeOf: gigAtPlace,
    gigsOf: gigRowIds => {
      reads.push(gigRowIds.length)
      return gigRowIds.map(gigAtPlace)
    },
    lateGigs: () => late,
  })
  for (let gigRowId = count; gigRowId >= 1; gigRowId -= 1)
    candidates.considerPlace(gigRowId, place.latitude, place.longitude, 100)
  return { candidates, reads }
}

describe('a page among thousands of gigs at one place is in the order of their ids', () => {
  test.each([
    ['and reads a few where row ids have the same order', inOrder, [200]],
    ['and reads a few more where some are late', someLate, [230]],
    ['and reads all where too many are late', reversed, [3000]],
  ])('%s', (_, ids, readAtFirst) => {
    const byId = Array.from({ length: 3000 }, (_, at) => at + 1).sort((a, b) => ids.idOf(a) - ids.idOf(b))
    for (const skip of [0, 40, 190, 1500, 2990]) {
      const { candidates, reads } = considerAtPlace(3000, skip, 20, ids)
      const page = candidates.page()
      expect(page).toEqual(byId.slice(skip, skip + 20))
      expect(candidates.totalCount).toBe(3000)
      if (skip < 100) expect(reads).toEqual(readAtFirst)
      expect(reads.length).toBeLessThanOrEqual(1)
    }
  })
})

test('a page behind the last gig is empty', () => {
  expect(considerAtPlace(10, 10, 20).candidates.page()).toEqual([])
})
