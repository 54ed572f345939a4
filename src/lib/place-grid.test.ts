import { describe, expect, test } from 'bun:test'
import { placeNear, randomPlace } from '../../test/support/places.ts'
import { greatCircleKm } from './geo.ts'
import { createSnapPlace } from './place-grid.ts'
import { seededRandom } from './random.ts'

const key = new Uint8Array(32).fill(1)
const snapPlace = createSnapPlace(key)

const farthestKm = 0.35 * Math.SQRT2

describe('the grid of a person (U2 grid)', () => {
  test('moves a place by half a diagonal of 700 m at most, at every latitude', () => {
    const random = seededRandom(3)
    for (let n = 0; n < 20_000; n += 1) {
      const place = randomPlace(random)
      const snapped = snapPlace(`person ${n}`, place)
      expect(Math.abs(snapped.latitude)).toBeLessThanOrEqual(90)
      expect(Math.abs(snapped.longitude)).toBeLessThanOrEqual(180)
      // A row is as wide as its middle; near a pole one side of it is a little wider, and columns are whole.
      const allowed = Math.abs(place.latitude) > 89 ? 0.8 : farthestKm * 1.01
      expect(greatCircleKm(place, snapped)).toBeLessThanOrEqual(allowed)
    }
  })

  test('has cells of 700 m in metres: places of one cell give one point, and points are 700 m apart', () => {
    for (const latitude of [0, 13.7563, -45, 68]) {
      const points = Array.from(
        { length: 400 },
        (_, step) => snapPlace('mali', { latitude, longitude: 100 + step * 0.0005 }).longitude,
      )
      const distinct = [...new Set(points)]
      expect(distinct.length).toBeLessThan(points.length / 2)
      const middle = snapPlace('mali', { latitude, longitude: 100 }).latitude
      for (const [at, longitude] of distinct.entries()) {
        const next = distinct[at + 1]
        if (next === undefined) continue
        const widthKm = greatCircleKm({ latitude: middle, longitude }, { latitude: middle, longitude: next })
        expect(widthKm).toBeCloseTo(0.7, 3)
      }
    }
  })

  test('has an origin of its own for each person and key', () => {
    const place = { latitude: 13.7563, longitude: 100.5018 }
    const points = Array.from({ length: 100 }, (_, at) => snapPlace(`person ${at}`, place))
    expect(new Set(points.map(point => JSON.stringify(point))).size).toBe(100)
    expect(createSnapPlace(new Uint8Array(32).fill(2))('mali', place)).not.toEqual(snapPlace('mali', place))
    expect(snapPlace('mali', place)).toEqual(snapPlace('mali', place))
  })

  test('takes both names of the antimeridian for one meridian', () => {
    for (const latitude of [-16.5, 0, 70]) {
      const [east, west] = [180, -180].map(longitude => snapPlace('mali', { latitude, longitude }))
      if (!east || !west) throw new Error('There are two.')
      expect(greatCircleKm(east, west)).toBeLessThan(1e-6)
    }
  })

  test('keeps places within it where they are: snapping twice is snapping once', () => {
    const random = seededRandom(5)
    for (let n = 0; n < 1000; n += 1) {
      const once = snapPlace('mali', placeNear({ latitude: 13.7, longitude: 100.5 }, random))
      expect(greatCircleKm(snapPlace('mali', once), once)).toBeLessThan(1e-6)
    }
  })
})
