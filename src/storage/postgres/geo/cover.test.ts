import { expect, test } from 'bun:test'
import { placeNear, randomPlace } from '../../../../test/support/places.ts'
import { circleAround } from '../../../lib/geo.ts'
import { seededRandom } from '../../../lib/random.ts'
import { columnOf, rowOf } from '../../geo/cells.ts'
import { coverOf, type Strip } from './cover.ts'

const holds = (strips: readonly Strip[], row: number, column: number): number =>
  strips.filter(strip => {
    const shift = 4 * strip.level
    return strip.row === row >> shift && strip.west <= column >> shift && strip.east >= column >> shift
  }).length

test('puts every cell that a circle touches into one strip, and whole cells of it only into those inside (U3)', () => {
  const random = seededRandom(11)
  const seen = { inside: 0, edge: 0, outside: 0, large: 0 }
  for (let n = 0; n < 120; n += 1) {
    const center = randomPlace(random)
    const radiusKm = random.pick([0.001, 0.5, 1, 5, 20, 60, 100, random.between(0.01, 100)])
    const circle = circleAround(center, radiusKm)
    const { inside, edge } = coverOf(circle)
    seen.large += inside.filter(({ level }) => level === 1).length
    for (let m = 0; m < 60; m += 1) {
      const spread = (radiusKm / 111) * 1.2
      const place = random.chance(0.8)
        ? {
            latitude: Math.max(-90, Math.min(90, center.latitude + random.between(-spread, spread))),
            longitude: random.chance(0.5)
              ? center.longitude
              : ((center.longitude + random.between(-3 * spread, 3 * spread) + 540) % 360) - 180,
          }
        : placeNear(randomPlace(random), random)
      const isInside = circle.contains(circle.haversineTo(place.latitude, place.longitude))
      const [row, column] = [rowOf(place.latitude), columnOf(place.longitude)]
      const found = { inside: holds(inside, row, column), edge: holds(edge, row, column) }
      expect([place, found.inside + found.edge <= 1]).toEqual([place, true])
      if (isInside) expect([center, place, found.inside + found.edge]).toEqual([center, place, 1])
      if (found.inside > 0) expect([place, isInside]).toEqual([place, true])
      seen[found.inside ? 'inside' : isInside ? 'edge' : 'outside'] += 1
    }
  }
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(100)
})
