import { describe, expect, test } from 'bun:test'
import { placeNear, randomPlace } from '../../../../test/support/places.ts'
import { circleAround, greatCircleKm } from '../../../lib/geo.ts'
import { seededRandom } from '../../../lib/random.ts'
import { createGrid } from './cells.ts'

describe('the grid of the geo index (U3)', () => {
  for (const cellsPerDegree of [50, 100]) {
    const { cellNumber, rowOf, columnOf, packOffset, countInside, distanceBoundsFrom } =
      createGrid(cellsPerDegree)

    test(`counts packed offsets as it counts coordinates, or returns null, with ${cellsPerDegree} cells per degree`, () => {
      const random = seededRandom(11)
      let [decided, undecided] = [0, 0]
      for (let n = 0; n < 20_000; n += 1) {
        const place = randomPlace(random)
        const center = placeNear(place, random)
        const km = greatCircleKm(center, place)
        if (km === 0) continue
        const factor = random.pick([1, 1 + 1e-15, 1 - 1e-15, 1 + 1e-7, 1 - 1e-7, 1.1, 0.9])
        const circle = circleAround(center, km * factor)
        const cell = cellNumber(random.whole(0, 5), rowOf(place.latitude), columnOf(place.longitude))
        const count = countInside([packOffset(place.latitude, place.longitude)], cell, circle)
        if (count === null) undecided += 1
        else decided += 1
        expect([null, km <= circle.radiusKm ? 1 : 0]).toContain(count)
        const { min, max } = distanceBoundsFrom(circle)(cell, 1)
        const haversine = circle.haversineTo(place.latitude, place.longitude)
        expect([min <= haversine, haversine <= max]).toEqual([true, true])
      }
      expect(undecided).toBeGreaterThan(1000)
      expect(decided).toBeGreaterThan(5000)
    })
  }
})
