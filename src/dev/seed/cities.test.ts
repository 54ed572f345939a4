import { expect, test } from 'bun:test'
import { drawingAt } from '../../../test/support/drawing.ts'
import { greatCircleKm } from '../../lib/geo.ts'
import { seededRandom } from '../../lib/random.ts'
import { cities, cityAround, pointAt, pointIn } from './cities.ts'

const center = { latitude: 13.7563, longitude: 100.5018 }
const silom = { name: { english: 'Silom', thai: 'สีลม' }, center }

test('a point of a neighbourhood is in its circle of 1.2 kilometres, anywhere in it', () => {
  expect(pointIn(drawingAt(0), silom)).toEqual(center)
  expect(greatCircleKm(center, pointIn(drawingAt(1), silom))).toBeCloseTo(1.2, 2)
  const random = seededRandom(2)
  const points = Array.from({ length: 400 }, () => pointIn(random, silom))
  const inner = points.filter(point => greatCircleKm(center, point) < 0.6).length
  // A quarter of the area is within half of the radius.
  expect(inner / points.length).toBeWithin(0.18, 0.32)
  for (const [isNorth, isEast] of [
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])
    expect(
      points.filter(
        ({ latitude, longitude }) =>
          latitude > center.latitude === isNorth && longitude > center.longitude === isEast,
      ).length,
    ).toBeWithin(60, 140)
})

test('a point may lie in any direction, from north once round to north again', () => {
  const turned = (turn: 0 | 1) =>
    pointIn({ ...drawingAt(1), between: (min, max) => (max === 1 || turn === 1 ? max : min) }, silom)
  for (const { latitude, longitude } of [turned(0), turned(1)]) {
    expect(longitude).toBe(center.longitude)
    expect(latitude).toBeGreaterThan(center.latitude)
  }
})

test('a point is exact to a metre', () => {
  const { latitude, longitude } = pointAt(center, 0.777_777, 33)
  expect([latitude, longitude].map(degrees => `${degrees}`.split('.')[1]?.length)).toEqual([5, 5])
  expect(greatCircleKm(center, { latitude, longitude })).toBeCloseTo(0.777_777, 2)
})

test('a town that no list has is named after its coordinates, and its neighbourhoods are all around', () => {
  const { name, neighbourhoods } = cityAround(center)
  expect(name).toBe('13.7563, 100.5018')
  expect(neighbourhoods.map(one => one.name.english)).toContain('near the old market')
  const directions = new Set(
    neighbourhoods.map(
      one =>
        `${one.center.latitude > center.latitude ? 'north' : 'south'} ${one.center.longitude > center.longitude ? 'east' : 'west'}`,
    ),
  )
  expect(directions.size).toBe(4)
  for (const one of neighbourhoods) expect(greatCircleKm(center, one.center)).toBeWithin(0.25, 2.5)
})

test('the neighbourhoods of a town are all more than half a kilometre apart', () => {
  for (const { neighbourhoods } of [cityAround(center)])
    for (const one of neighbourhoods)
      for (const other of neighbourhoods)
        if (one !== other) expect(greatCircleKm(one.center, other.center)).toBeGreaterThan(0.5)
})

test('the names of the cities are those that people know', () => {
  expect(Object.values(cities).map(({ name }) => name)).toEqual(['Bangkok', 'Chiang Mai', 'Hat Yai'])
})
