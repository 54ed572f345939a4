import { describe, expect, test } from 'bun:test'
import { placeNear, randomPlace } from '../../../../test/support/places.ts'
import { circleAround, greatCircleKm } from '../../../lib/geo.ts'
import { seededRandom } from '../../../lib/random.ts'
import { createGrid } from './cells.ts'

describe('the grid of the geo index (U3)', () => {
  for (const cellsPerDegree of [50, 100]) {
    const { numberOf, rowOf, columnOf, spotOf, countSpots, boundsFrom } = createGrid(cellsPerDegree)

    test(`counts by spots as by coordinates, or says that it cannot, ${cellsPerDegree} cells to a degree`, () => {
      const random = seededRandom(11)
      let [told, untold] = [0, 0]
      for (let n = 0; n < 20_000; n += 1) {
        const place = randomPlace(random)
        const center = placeNear(place, random)
        const km = greatCircleKm(center, place)
        if (km === 0) continue
        const factor = random.pick([1, 1 + 1e-15, 1 - 1e-15, 1 + 1e-7, 1 - 1e-7, 1.1, 0.9])
        const circle = circleAround(center, km * factor)
        const number = numberOf(random.whole(0, 5), rowOf(place.latitude), columnOf(place.longitude))
        const count = countSpots([spotOf(place.latitude, place.longitude)], number, circle)
        if (count === null) untold += 1
        else told += 1
        expect([null, km <= circle.radiusKm ? 1 : 0]).toContain(count)
        const { least, most } = boundsFrom(circle)(number, 1)
        const haversine = circle.haversineTo(place.latitude, place.longitude)
        expect([least <= haversine, haversine <= most]).toEqual([true, true])
      }
      expect(untold).toBeGreaterThan(1000)
      expect(told).toBeGreaterThan(5000)
    })
  }
})
