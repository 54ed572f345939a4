import { describe, expect, test } from 'bun:test'
import type { Position } from 'geojson'
import { cities, cityKeys } from '../../src/dev/seed/cities.ts'
import { chooseDetailed } from '../../src/pages/map/declutter.ts'
import { bangkok } from '../../src/pages/map/ground/bangkok.ts'
import { chiangmai } from '../../src/pages/map/ground/chiangmai.ts'
import { gridLines, gridStep } from '../../src/pages/map/ground/grid.ts'
import type { GroundFeature } from '../../src/pages/map/ground/ground.ts'
import { hatyai } from '../../src/pages/map/ground/hatyai.ts'
import { placeLabels } from '../../src/pages/map/ground/labels.ts'
import { overlaps, project, projectFeature, unproject } from '../../src/pages/map/ground/projection.ts'
import { mapWords } from '../../src/pages/map/map-words.ts'
import { bboxOf, readGigMap, shortCount, shortMoney } from '../../src/pages/map/marks.ts'
import { boxOf, placeOf } from '../../src/pages/map/place.ts'
import { roundScale, scaleText } from '../../src/pages/map/scale.ts'

const grounds = { bangkok, chiangmai, hatyai }

const positionsOf = ({ geometry }: GroundFeature): Position[] =>
  geometry.type === 'Point'
    ? [geometry.coordinates]
    : geometry.type === 'Polygon'
      ? geometry.coordinates.flat()
      : geometry.coordinates

describe.each(cityKeys)('the ground of %s', city => {
  const { features } = grounds[city]

  test('has more than a hundred points, all of them numbers near its neighbourhoods', () => {
    const centers = cities[city].neighbourhoods.map(({ center }) => center)
    const points = features.flatMap(positionsOf)
    expect(points.length).toBeGreaterThan(100)
    const strays = points.filter(
      ([longitude = Number.NaN, latitude = Number.NaN]) =>
        !centers.some(
          near => Math.abs(near.latitude - latitude) < 0.6 && Math.abs(near.longitude - longitude) < 0.6,
        ),
    )
    expect(strays).toEqual([])
  })

  test('names every district and landmark in Thai letters and in English', () => {
    const named = features.filter(({ geometry }) => geometry.type === 'Point')
    expect(named.length).toBeGreaterThan(20)
    for (const { properties } of named) {
      expect(properties.name.th).toMatch(/[ก-๙]/)
      expect(properties.name.en).toMatch(/^[\w .’'–()-]+$/)
    }
  })

  test('has areas whose last corner is their first, as GeoJSON wants', () => {
    for (const { geometry } of features)
      if (geometry.type === 'Polygon')
        for (const ring of geometry.coordinates) expect(ring.at(-1)).toEqual(ring[0])
  })

  test('shows no name over another at any zoom, and more names from nearer', () => {
    const countAt = (zoom: number) => {
      const projected = features.map(feature => projectFeature(feature, zoom))
      const labels = placeLabels(projected, zoom, 'th', text => 7 * text.length)
      const overlapping = labels.filter((label, at) =>
        labels.slice(at + 1).some(other => overlaps(label.box, other.box)),
      )
      expect(overlapping).toEqual([])
      return labels.length
    }
    expect(countAt(9)).toBe(0)
    expect(countAt(14)).toBeGreaterThan(countAt(11))
  })
})

describe('the projection', () => {
  test('puts the middle of the world in the middle of the picture, and comes back to a metre', () => {
    expect(project(0, 0, 3)).toEqual({ x: 1024, y: 1024 })
    const { latitude, longitude } = unproject(project(100.5018, 13.7563, 12), 12)
    expect(latitude).toBeCloseTo(13.7563, 5)
    expect(longitude).toBeCloseTo(100.5018, 5)
  })
})

describe('the grid', () => {
  test('has round steps that are at least 90 pixels apart', () => {
    for (let zoom = 3; zoom <= 18; zoom += 1) {
      const step = gridStep(zoom)
      expect(String(step / 10 ** Math.floor(Math.log10(step)))).toMatch(/^(1|2|5)(\.0*\d)?/)
      expect((step / 360) * 256 * 2 ** zoom).toBeGreaterThanOrEqual(90)
    }
  })

  test('crosses a tile in both directions, and neighbours share their lines', () => {
    const tile = { left: 0, top: 0, right: 512, bottom: 512 }
    const below = gridLines({ ...tile, top: 512, bottom: 1024 }, 5)
    const columns = (lines: typeof below) =>
      lines.filter(({ from, to }) => from.x === to.x).map(({ from }) => from.x)
    expect(columns(gridLines(tile, 5)).length).toBeGreaterThan(2)
    expect(columns(below)).toEqual(columns(gridLines(tile, 5)))
  })
})

describe('the pins and clusters of the server', () => {
  const feature = (count: number, gig: { gig_id: string; title: string; budget: number } | null) => ({
    type: 'Feature' as const,
    geometry: { type: 'Point' as const, coordinates: [100.5, 13.75] },
    properties: { count, ...(gig ?? { gig_id: null, title: null, budget: null }) },
  })

  test('become marks, a gig with its budget in a few letters', () => {
    const gig = { gig_id: 'a', title: 'Walk a dog', budget: 1450 }
    const features = [feature(1, gig), feature(1200, null)]
    const place = { latitude: 13.75, longitude: 100.5 }
    expect(readGigMap({ type: 'FeatureCollection', features, total_count: 1201 })).toEqual({
      pins: [{ ...place, id: 'a', title: 'Walk a dog', text: '฿1,450' }],
      clusters: [{ ...place, count: 1200 }],
    })
  })

  test.each([
    [450, '฿450'],
    [999.4, '฿999'],
    [1450, '฿1,450'],
    [9999.6, '฿10k'],
    [12_345, '฿12k'],
    [999_499, '฿999k'],
    [1_200_000, '฿1.2M'],
  ])('an amount of %p is short: %p', (baht, text) => {
    expect(shortMoney(baht)).toBe(text)
  })

  test('a count is short too', () => {
    expect([7, 999, 1000, 14_200, 100_000].map(shortCount)).toEqual(['7', '999', '1k', '14k', '100k'])
  })
})

describe('the scale', () => {
  test.each([
    [9.99, 5],
    [10, 10],
    [1234, 1000],
    [2999, 2000],
    [3000, 3000],
    [7_654_321, 5_000_000],
  ])('of at most %p metres shows %p', (maxMetres, metres) => {
    expect(roundScale(maxMetres)).toEqual({ metres, share: metres / maxMetres })
  })

  test('is in metres below a kilometre, in the units of the language', () => {
    const { th, en } = mapWords
    expect([500, 1000].map(metres => scaleText(metres, en.units))).toEqual(['500 m', '1 km'])
    expect([500, 3000].map(metres => scaleText(metres, th.units))).toEqual(['500 ม.', '3 กม.'])
  })
})

describe('the box of a viewport', () => {
  const box = (west: number, south: number, east: number, north: number) =>
    boxOf({ getWest: () => west, getSouth: () => south, getEast: () => east, getNorth: () => north })

  test('is what the API takes, also after a journey around the earth', () => {
    expect(bboxOf(box(100.4, 13.6, 100.7, 13.9))).toBe('100.4,13.6,100.7,13.9')
    expect(box(460.4, 13.6, 460.7, 13.9)).toEqual({ west: 100.4, south: 13.6, east: 100.7, north: 13.9 })
  })

  test('has its west after its east where it crosses the antimeridian, and is the world where it is larger', () => {
    expect(box(175, -10, 185, 10)).toEqual({ west: 175, south: -10, east: -175, north: 10 })
    expect(box(-300, -95, 300, 95)).toEqual({ west: -180, south: -90, east: 180, north: 90 })
  })

  test('is made of places to a metre', () => {
    expect(placeOf({ lat: 13.756_331_2, lng: 100.501_800_4 })).toEqual({
      latitude: 13.756_33,
      longitude: 100.5018,
    })
  })
})

describe('pins that stand close together', () => {
  const pin = (id: string, x: number, isFirst = false) => ({ id, x, y: 100, width: 50, isFirst })

  test('show the text of the first of them, and of all that have room', () => {
    expect([...chooseDetailed([pin('a', 0), pin('b', 20), pin('c', 60)])]).toEqual(['a', 'c'])
  })

  test('show the text of the chosen one before any other', () => {
    expect([...chooseDetailed([pin('a', 0), pin('b', 20, true)])]).toEqual(['b'])
  })
})
