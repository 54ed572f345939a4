import { describe, expect, test } from 'bun:test'
import type { Box, Coordinates } from '../lib/geo.ts'
import { seededRandom } from '../lib/random.ts'
import { AreaIndex } from './area-index.ts'

const random = seededRandom(77)

const placeIn = ({ west, south, east, north }: Box): Coordinates => ({
  longitude: random.between(west, east),
  latitude: random.between(south, north),
})

const world: Box = { west: -180, south: -90, east: 180, north: 90 }

/** Boxes have all sizes and shapes, many at round numbers and at the edges of the world. */
const drawBox = (): Box => {
  const from = placeIn(world)
  const width = random.chance(0.1) ? 0 : 10 ** random.between(-5, 2.5)
  const height = random.chance(0.1) ? 0 : Math.min(180, 1 / Math.max(width, 0.01))
  const round = (degrees: number) => (random.chance(0.3) ? Math.round(degrees) : degrees)
  const west = Math.max(-180, round(from.longitude - width / 2))
  const south = Math.max(-90, round(from.latitude - height / 2))
  return { west, south, east: Math.min(180, west + width), north: Math.min(90, south + height) }
}

const isWithin = ({ west, south, east, north }: Box, { latitude, longitude }: Coordinates) =>
  south <= latitude && latitude <= north && west <= longitude && longitude <= east

const cornersOf = ({ west, south, east, north }: Box): Coordinates[] => [
  { longitude: west, latitude: south },
  { longitude: east, latitude: north },
]

describe('the index of areas (K8)', () => {
  test('finds what looking at every box finds, also after half of them are gone', () => {
    const index = new AreaIndex()
    const boxes = new Map(Array.from({ length: 600 }, (_, at) => [`area ${at}`, drawBox()]))
    for (const [name, box] of boxes) index.add(name, [box])
    const check = () => {
      const places = [...boxes.values()].flatMap(box => [placeIn(box), placeIn(world), ...cornersOf(box)])
      let found = 0
      for (const place of places.filter(({ longitude }) => Math.abs(longitude) !== 180)) {
        const expected = [...boxes].filter(([, box]) => isWithin(box, place)).map(([name]) => name)
        expect([place, [...index.at(place)].sort()]).toEqual([place, expected.sort()])
        found += expected.length
      }
      expect(found).toBeGreaterThan(boxes.size)
    }
    check()
    for (const name of [...boxes.keys()].filter((_, at) => at % 2 === 0)) {
      boxes.delete(name)
      index.remove(name)
    }
    expect(index.size).toBe(300)
    check()
  })

  test('names an area of two boxes once, and finds a place at 180° by either of its numbers', () => {
    const index = new AreaIndex()
    const [west, east] = [
      { west: 179.5, south: -1, east: 180, north: 0 },
      { west: -180, south: -1, east: -179.5, north: 0 },
    ]
    index.add('both', [west, east])
    index.add('west', [west])
    index.add('east', [east])
    for (const longitude of [180, -180])
      expect([...index.at({ longitude, latitude: 0 })].sort()).toEqual(['both', 'east', 'west'])
    expect([...index.at({ longitude: 179.9, latitude: -1 })].sort()).toEqual(['both', 'west'])
    expect([...index.at({ longitude: -179.9, latitude: -1.1 })]).toEqual([])
  })

  test('keeps nothing of an area that was removed, and replaces one that is added again', () => {
    const index = new AreaIndex()
    const place = { longitude: 1, latitude: 1 }
    index.add('a', [{ west: 0, south: 0, east: 1, north: 1 }])
    index.add('a', [{ west: 5, south: 5, east: 6, north: 6 }])
    expect([...index.at(place), ...index.at({ longitude: 5, latitude: 5 })]).toEqual(['a'])
    index.remove('a')
    index.remove('a')
    expect([index.size, [...index.at({ longitude: 5, latitude: 5 })]]).toEqual([0, []])
  })

  /** For a place in Bangkok, where 10 boxes hold it and `count` others lie elsewhere. */
  const comparisonsAmong = (count: number, drawElsewhere: (at: number) => Box): number => {
    const index = new AreaIndex()
    let comparisons = 0
    const counted = (box: Box): Box => ({
      ...box,
      get south() {
        comparisons += 1
        return box.south
      },
    })
    for (let at = 0; at < 10; at += 1)
      index.add(`here ${at}`, [counted({ west: 100, south: 13, east: 101 - at / 100, north: 14 })])
    for (let at = 0; at < count; at += 1) index.add(`elsewhere ${at}`, [counted(drawElsewhere(at))])
    comparisons = 0
    expect(index.at({ longitude: 100.5, latitude: 13.7 }).size).toBe(10)
    return comparisons
  }

  test('compares a place with the boxes around it alone, however many and whatever shape lie elsewhere', () => {
    const cities = (at: number) => {
      const [west, south] = [-170 + (at % 200), -80 + ((at * 7) % 80)]
      return { west, south, east: west + 1, north: south + 1 }
    }
    const belts = (at: number) => {
      const south = -80 + ((at * 0.0123) % 80)
      return { west: -180, south, east: 180, north: south + 1 / 360 }
    }
    const dots = (at: number) => ({ west: at / 1000, south: 0, east: at / 1000, north: 0 })
    for (const elsewhere of [cities, belts, dots]) {
      expect([1000, 10_000].map(count => comparisonsAmong(count, elsewhere))).toEqual([10, 10])
    }
  })
})
