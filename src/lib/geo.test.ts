import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import {
  type Box,
  boxesAround,
  type Coordinates,
  destinationOf,
  earthRadiusKm,
  greatCircleKm,
  haversineMargin,
  haversineOfKm,
  haversinesFrom,
  kmOfHaversine,
  latitudeTermBounds,
  longitudeTermBounds,
  maxHaversine,
  minHaversine,
} from './geo.ts'

const anyPlace: fc.Arbitrary<Coordinates> = fc.record({
  latitude: fc.oneof(
    fc.double({ min: -90, max: 90, noNaN: true }),
    fc.constantFrom(-90, 90, 0, 89.999, -89.999),
  ),
  longitude: fc.oneof(
    fc.double({ min: -180, max: 180, noNaN: true }),
    fc.constantFrom(-180, 180, 0, 179.999, -179.999),
  ),
})
const anyRadius = fc.oneof(fc.double({ min: 1e-6, max: 100, noNaN: true }), fc.constantFrom(0.001, 1, 100))

/** The destination from a place by bearing (radians) and distance, computed apart from `destinationOf`. */
const travel = ({ latitude, longitude }: Coordinates, bearing: number, km: number): Coordinates => {
  const radians = Math.PI / 180
  const angle = km / earthRadiusKm
  const [from, start] = [latitude * radians, longitude * radians]
  const to = Math.asin(
    Math.max(
      -1,
      Math.min(1, Math.sin(from) * Math.cos(angle) + Math.cos(from) * Math.sin(angle) * Math.cos(bearing)),
    ),
  )
  const east = Math.atan2(
    Math.sin(bearing) * Math.sin(angle) * Math.cos(from),
    Math.cos(angle) - Math.sin(from) * Math.sin(to),
  )
  const degrees = (start + east) / radians
  return {
    latitude: to / radians,
    longitude: degrees > 180 ? degrees - 360 : degrees < -180 ? degrees + 360 : degrees,
  }
}

const contains = ({ south, north, west, east }: Box, { latitude, longitude }: Coordinates) =>
  south <= latitude && latitude <= north && west <= longitude && longitude <= east

describe('the great-circle distance (U3)', () => {
  test('agrees with the published distances between cities to two thousandths', () => {
    const bangkok = { latitude: 13.7563, longitude: 100.5018 }
    const cases: [Coordinates, Coordinates, number][] = [
      [bangkok, { latitude: 18.7883, longitude: 98.9853 }, 583],
      [{ latitude: 51.5074, longitude: -0.1278 }, { latitude: 40.7128, longitude: -74.006 }, 5570],
      [{ latitude: 48.8566, longitude: 2.3522 }, { latitude: 52.52, longitude: 13.405 }, 877.5],
      [{ latitude: -33.8688, longitude: 151.2093 }, { latitude: -36.8485, longitude: 174.7633 }, 2155],
    ]
    for (const [from, to, km] of cases) {
      expect(Math.abs(greatCircleKm(from, to) - km) / km).toBeLessThan(0.002)
    }
  })

  test('is exact for a degree, a quarter and half of the earth', () => {
    const equator = { latitude: 0, longitude: 0 }
    const degreeKm = (Math.PI * earthRadiusKm) / 180
    expect(greatCircleKm(equator, { latitude: 0, longitude: 1 })).toBeCloseTo(degreeKm, 9)
    expect(greatCircleKm(equator, { latitude: 1, longitude: 0 })).toBeCloseTo(degreeKm, 9)
    expect(greatCircleKm(equator, { latitude: 90, longitude: 123 })).toBeCloseTo(90 * degreeKm, 8)
    expect(greatCircleKm(equator, { latitude: 0, longitude: 180 })).toBeCloseTo(180 * degreeKm, 8)
    expect(greatCircleKm({ latitude: 0, longitude: 179.5 }, { latitude: 0, longitude: -179.5 })).toBeCloseTo(
      degreeKm,
      9,
    )
  })

  test('is zero to the same place, equal both ways, and at most half of the earth', () => {
    fc.assert(
      fc.property(anyPlace, anyPlace, (a, b) => {
        expect(greatCircleKm(a, a)).toBe(0)
        expect(greatCircleKm(a, b)).toBeCloseTo(greatCircleKm(b, a), 9)
        expect(greatCircleKm(a, b)).toBeGreaterThanOrEqual(0)
        expect(greatCircleKm(a, b)).toBeLessThanOrEqual(Math.PI * earthRadiusKm)
      }),
    )
  })
})

describe('the haversine of a distance (U3)', () => {
  test('has the order of the distance when it differs by more than the margin', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-30, max: 0.9, noNaN: true }), h => {
        expect(kmOfHaversine(h * (1 + haversineMargin))).toBeGreaterThan(kmOfHaversine(h))
        const km = kmOfHaversine(h)
        expect(Math.abs(haversineOfKm(km) - h) / h).toBeLessThan(haversineMargin / 4)
      }),
      { numRuns: 5000 },
    )
  })
})

describe('the destination of a great circle', () => {
  test('is at the given distance, for every start and bearing', () => {
    const bearing = fc.double({ min: 0, max: 360, noNaN: true })
    const distance = fc.double({ min: 0.001, max: 19_000, noNaN: true })
    fc.assert(
      fc.property(anyPlace, distance, bearing, (from, km, degrees) => {
        const to = destinationOf(from, km, degrees)
        expect(Math.abs(greatCircleKm(from, to) - km)).toBeLessThan(0.001)
        expect(Math.abs(to.latitude)).toBeLessThanOrEqual(90)
        expect(Math.abs(to.longitude)).toBeLessThanOrEqual(180)
      }),
      { numRuns: 2000 },
    )
  })

  test('lies at the given bearing, also past the antimeridian', () => {
    const from = { latitude: 0, longitude: 179.5 }
    const degreeKm = (Math.PI * earthRadiusKm) / 180
    const [north, east, west] = [0, 90, 270].map(degrees => destinationOf(from, degreeKm, degrees))
    expect(north?.latitude).toBeCloseTo(1, 9)
    expect(east?.longitude).toBeCloseTo(-179.5, 9)
    expect(west?.longitude).toBeCloseTo(178.5, 9)
  })
})

describe('the boxes around a circle (U3)', () => {
  test('contain every place within the radius, across the antimeridian and over the poles', () => {
    fc.assert(
      fc.property(
        anyPlace,
        anyRadius,
        fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
        fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(1)),
        (center, radiusKm, bearing, share) => {
          const place = travel(center, bearing, radiusKm * share)
          if (greatCircleKm(center, place) > radiusKm) return
          expect(boxesAround(center, radiusKm).some(box => contains(box, place))).toBe(true)
        },
      ),
      { numRuns: 5000 },
    )
  })

  test('are one or two, lie on the earth, have ordered edges, and do not overlap', () => {
    fc.assert(
      fc.property(anyPlace, anyRadius, (center, radiusKm) => {
        const boxes = boxesAround(center, radiusKm)
        expect([1, 2]).toContain(boxes.length)
        for (const { south, north, west, east } of boxes) {
          expect([south <= north, west <= east]).toEqual([true, true])
          expect([south >= -90, north <= 90, west >= -180, east <= 180]).toEqual([true, true, true, true])
        }
        const [first, second] = boxes
        if (first && second)
          expect(Math.max(first.west, second.west)).toBeGreaterThan(Math.min(first.east, second.east))
      }),
      { numRuns: 2000 },
    )
  })

  test('reach over a pole, and around the whole earth beside it', () => {
    const [polar, ...others] = boxesAround({ latitude: 89.995, longitude: 20 }, 1)
    expect(others).toEqual([])
    expect(polar).toMatchObject({ north: 90, west: -180, east: 180 })
    expect(polar?.south).toBeCloseTo(89.986, 3)
    const [southern] = boxesAround({ latitude: -89.995, longitude: 20 }, 1)
    expect(southern).toMatchObject({ south: -90, west: -180, east: 180 })
    expect(southern?.north).toBeCloseTo(-89.986, 3)
  })

  test('are two where they cross the antimeridian, from either side', () => {
    const east = boxesAround({ latitude: 0, longitude: 179.99 }, 10)
    const west = boxesAround({ latitude: 0, longitude: -179.99 }, 10)
    const edges = (boxes: Box[]) =>
      boxes.map(box => [box.west, box.east].map(edge => Math.round(edge * 100) / 100))
    expect(edges(east)).toEqual([
      [179.9, 180],
      [-180, -179.92],
    ])
    expect(edges(west)).toEqual([
      [179.92, 180],
      [-180, -179.9],
    ])
  })

  test('are small: a kilometre in Bangkok is no more than its square', () => {
    const [box, ...others] = boxesAround({ latitude: 13.75, longitude: 100.5 }, 1)
    expect(others).toEqual([])
    expect((box?.north ?? 90) - (box?.south ?? -90)).toBeLessThan(0.018)
    expect((box?.east ?? 180) - (box?.west ?? -180)).toBeLessThan(0.0186)
  })
})

describe('the bounds of the distance to a cell', () => {
  const cell = fc.tuple(fc.integer({ min: -9000, max: 9000 }), fc.integer({ min: -18_000, max: 18_000 }))
  const share = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1))
  const boundsOf = (from: Coordinates, { south, north, west, east }: Box) => {
    const latitude = latitudeTermBounds(from, south, north)
    const longitude = longitudeTermBounds(from, west, east)
    return { min: minHaversine(latitude, longitude), max: maxHaversine(latitude, longitude) }
  }

  test('are true for every place of the cell, from any place', () => {
    fc.assert(
      fc.property(anyPlace, cell, share, share, fc.boolean(), (from, [row, column], up, along, isNear) => {
        const box = { south: row / 100, north: (row + 1) / 100, west: column / 100, east: (column + 1) / 100 }
        const place = {
          latitude: Math.min(90, box.south + up * (box.north - box.south)),
          longitude: Math.min(180, box.west + along * (box.east - box.west)),
        }
        const seenFrom = isNear ? travel(place, along * 7, up * 3) : from
        const { min, max } = boundsOf(seenFrom, box)
        const h = haversinesFrom(seenFrom)(place.latitude, place.longitude)
        expect(min).toBeLessThanOrEqual(h)
        expect(max).toBeGreaterThanOrEqual(h)
        const km = greatCircleKm(seenFrom, place)
        expect(kmOfHaversine(min)).toBeLessThanOrEqual(km)
        expect(kmOfHaversine(max)).toBeGreaterThanOrEqual(km)
      }),
      { numRuns: 10_000 },
    )
  })

  test('are close to the nearest and the farthest place of a cell on each side', () => {
    const from = { latitude: 10, longitude: 100 }
    const cells: [Box, nearest: Coordinates, farthest: Coordinates][] = [
      [
        { south: 12, north: 12.01, west: 100, east: 100.01 },
        { latitude: 12, longitude: 100 },
        { latitude: 12.01, longitude: 100.01 },
      ],
      [
        { south: 7.99, north: 8, west: 100, east: 100.01 },
        { latitude: 8, longitude: 100 },
        { latitude: 7.99, longitude: 100.01 },
      ],
      [
        { south: 10, north: 10.01, west: 103, east: 103.01 },
        { latitude: 10, longitude: 103 },
        { latitude: 10.01, longitude: 103.01 },
      ],
      [
        { south: 9.99, north: 10, west: 96.99, east: 97 },
        { latitude: 10, longitude: 97 },
        { latitude: 9.99, longitude: 96.99 },
      ],
      [
        { south: 9.99, north: 10.01, west: -80.01, east: -79.99 },
        { latitude: 10.01, longitude: -80 },
        { latitude: 9.99, longitude: -80 },
      ],
    ]
    for (const [box, nearest, farthest] of cells) {
      const { min, max } = boundsOf(from, box)
      expect(Math.abs(kmOfHaversine(min) - greatCircleKm(from, nearest))).toBeLessThan(1)
      expect(Math.abs(kmOfHaversine(max) - greatCircleKm(from, farthest))).toBeLessThan(1)
    }
    const around = boundsOf(from, { south: 9.9, north: 10.1, west: 99.9, east: 100.1 })
    expect(around.min).toBe(0)
    const [crossing, throughZero] = [
      boundsOf({ latitude: 0, longitude: 179.9 }, { south: 0, north: 0.1, west: -179.9, east: -179.8 }),
      boundsOf({ latitude: 0, longitude: -0.1 }, { south: 0, north: 0.1, west: 0.1, east: 0.2 }),
    ]
    expect(kmOfHaversine(crossing.min)).toBeCloseTo(kmOfHaversine(throughZero.min), 6)
    expect(kmOfHaversine(crossing.max)).toBeCloseTo(kmOfHaversine(throughZero.max), 6)
  })

  test('are true to the last digit between 180 and -180 degrees', () => {
    const west = { south: -16.51, north: -16.5, west: -180, east: -179.99 }
    const from = { latitude: -16.5, longitude: 180 }
    const km = greatCircleKm(from, { latitude: -16.5, longitude: -180 })
    expect(kmOfHaversine(boundsOf(from, west).min)).toBeLessThanOrEqual(km)
  })
})
