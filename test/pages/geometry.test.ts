import { describe, expect, test } from 'bun:test'
import { holds, pinsAfter, watchedAreaOf } from '../../src/pages/app/gigs/area.ts'
import { chooseDetailed } from '../../src/pages/map/declutter.ts'
import { gridLines, gridStep } from '../../src/pages/map/ground/grid.ts'
import { area, line, spot, unnamed } from '../../src/pages/map/ground/ground.ts'
import {
  overlaps,
  pixelsPerMetre,
  project,
  projectFeature,
  unproject,
} from '../../src/pages/map/ground/projection.ts'
import { readGigMap, shortCount, shortMoney } from '../../src/pages/map/marks.ts'
import { boxOf, placeOf } from '../../src/pages/map/place.ts'
import { roundScale, scaleText } from '../../src/pages/map/scale.ts'

const box = (west: number, south: number, east: number, north: number) => ({ west, south, east, north })

describe('the watched area', () => {
  test('has four tenths of the viewport on each side', () => {
    const area = watchedAreaOf(box(100, 13, 100.1, 13.2))
    expect(area?.west).toBeCloseTo(99.96, 9)
    expect(area?.east).toBeCloseTo(100.14, 9)
    expect(area?.south).toBeCloseTo(12.92, 9)
    expect(area?.north).toBeCloseTo(13.28, 9)
  })

  test('is one square degree at most, with the margin or without', () => {
    // 1.8 times as wide and as high is 3.24 times as large.
    const side = (size: number) => watchedAreaOf(box(0, 0, size, size))?.west
    expect([side(0.5), side(0.6), side(1), side(1.01)]).toEqual([expect.closeTo(-0.2, 9), 0, 0, undefined])
  })

  test('ends at both poles, and goes round no further than the world', () => {
    expect(watchedAreaOf(box(0, -90, 0.5, -89.5))?.south).toBe(-90)
    const ring = box(-150, 89.999, 150, 90)
    expect(watchedAreaOf(ring)).toEqual(ring)
  })

  test('holds what touches its edges, and nothing beyond one of them', () => {
    const whole = box(100, 13, 101, 14)
    expect(holds(whole, whole)).toBe(true)
    for (const part of [
      box(99.9, 13.2, 100.5, 13.8),
      box(100.2, 13.2, 101.1, 13.8),
      box(100.2, 12.9, 100.5, 13.8),
      box(100.2, 13.2, 100.5, 14.1),
    ])
      expect([part, holds(whole, part)]).toEqual([part, false])
    expect(holds(box(170, 0, -170, 1), box(-175, 0, -171, 1))).toBe(true)
    expect(holds(box(170, 0, -170, 1), box(-175, 0, -169, 1))).toBe(false)
    expect(holds(box(-170, 0, -160, 1), box(170, 0, 175, 1))).toBe(false)
  })

  test('keeps the pins of other gigs when one is posted', () => {
    const pin = { id: 'b', title: 'B', text: '', latitude: 1, longitude: 2 }
    const gone = { type: 'gig_gone', data: { gig_id: 'c' } } as const
    expect(pinsAfter([pin], gone, String)).toEqual([pin])
  })
})

describe('pins near each other', () => {
  const pin = (id: string, x: number, y = 100, width = 50) => ({ id, x, y, width, isFirst: false })
  const both = (...pins: ReturnType<typeof pin>[]) => chooseDetailed(pins).size === pins.length

  test('have room for their texts when they are as far apart as the texts are wide or high', () => {
    expect([both(pin('a', 0), pin('b', 50)), both(pin('a', 0), pin('b', 49))]).toEqual([true, false])
    expect([both(pin('a', 0), pin('b', 0, 126)), both(pin('a', 0), pin('b', 0, 125))]).toEqual([true, false])
    expect([both(pin('a', 0), pin('b', 40, 100, 30)), both(pin('a', 0), pin('b', 39, 100, 30))]).toEqual([
      true,
      false,
    ])
  })

  test('need room beside every one that shows its text, not beside one of them', () => {
    expect([...chooseDetailed([pin('a', 0), pin('b', 300), pin('c', 310)])]).toEqual(['a', 'b'])
  })
})

describe('the ground as it is written', () => {
  const names = ['สวน', 'Park'] as const

  test('has latitude before longitude in its text, and longitude first in GeoJSON', () => {
    expect(line('canal', names, ' 13.5 100.5, 13.6 100.6 ').geometry.coordinates).toEqual([
      [100.5, 13.5],
      [100.6, 13.6],
    ])
    expect(spot('landmark', names, '13.5 100.5').geometry.coordinates).toEqual([100.5, 13.5])
    expect(area('green', names, '1 2,3 4,5 6').geometry.coordinates).toEqual([
      [
        [2, 1],
        [4, 3],
        [6, 5],
        [2, 1],
      ],
    ])
  })

  test('is of the second rank and no width unless it is said', () => {
    expect(line('river', unnamed, '1 2').properties).toEqual({
      kind: 'river',
      name: { th: '', en: '' },
      rank: 2,
    })
    expect(line('river', unnamed, '1 2', { rank: 1, width: 200 }).properties).toMatchObject({
      rank: 1,
      width: 200,
    })
    expect([
      area('green', names, '1 2').properties.rank,
      spot('district', names, '1 2').properties.rank,
    ]).toEqual([2, 2])
    expect(area('green', names, '1 2', 3).properties).toEqual({
      kind: 'green',
      name: { th: 'สวน', en: 'Park' },
      rank: 3,
    })
  })

  test('is projected point by point, with the box around them', () => {
    const { points, bounds } = projectFeature(line('canal', names, '0 0,10 20,-10 10'), 0)
    expect(points.map(({ x }) => Math.round(x))).toEqual([128, 142, 135])
    expect([bounds.left, bounds.right]).toEqual([128, points[1]?.x ?? 0])
    expect([bounds.top, bounds.bottom]).toEqual([points[1]?.y ?? 0, points[2]?.y ?? 0])
    expect(projectFeature(spot('district', names, '0 90'), 0).points).toEqual([{ x: 192, y: 128 }])
    expect(projectFeature(area('green', names, '0 0,0 90'), 0).points).toHaveLength(3)
  })
})

describe('the web map projection', () => {
  test('has its corners where every web map has them', () => {
    expect(project(-180, 0, 0)).toEqual({ x: 0, y: 128 })
    expect(project(180, 0, 1).x).toBe(512)
    expect(project(0, 85.051_128_78, 0).y).toBeCloseTo(0, 5)
    expect(project(0, -85.051_128_78, 0).y).toBeCloseTo(256, 5)
    expect(unproject({ x: 0, y: 0 }, 3)).toEqual({ longitude: -180, latitude: expect.closeTo(85.0511, 4) })
    expect(unproject({ x: 2048, y: 1024 }, 3)).toEqual({ longitude: 180, latitude: 0 })
  })

  test('has 156 543 metres to a pixel at the equator, and half of it at 60 degrees', () => {
    expect(1 / pixelsPerMetre(0, 0)).toBeCloseTo(156_543, 0)
    expect(1 / pixelsPerMetre(60, 3)).toBeCloseTo(156_543 / 16, 0)
  })

  test('knows boxes that overlap, with a margin or without, from those that touch', () => {
    const one = { left: 0, top: 0, right: 10, bottom: 10 }
    const moved = (x: number, y: number) => ({ left: x, top: y, right: x + 10, bottom: y + 10 })
    for (const [x, y] of [
      [10, 0],
      [-10, 0],
      [0, 10],
      [0, -10],
    ] as const) {
      expect([x, y, overlaps(one, moved(x, y))]).toEqual([x, y, false])
      expect([x, y, overlaps(one, moved(x, y), 1)]).toEqual([x, y, true])
      expect([x, y, overlaps(one, moved(x * 0.9, y * 0.9))]).toEqual([x, y, true])
      expect([x, y, overlaps(one, moved(x * 1.1, y * 1.1), 1)]).toEqual([x, y, false])
    }
  })
})

describe('the lines of the grid', () => {
  test('are as near as they may be', () => {
    expect([3, 8, 12, 13, 14].map(gridStep)).toEqual([20, 0.5, expect.closeTo(0.05, 9), 0.02, 0.01])
  })

  test('are the multiples of the step within the box, columns before rows, from edge to edge', () => {
    // At zoom 3 the step is 20 degrees, and the world has 2048 pixels.
    const lines = gridLines({ left: 1024, top: 900, right: 1252, bottom: 1024 }, 3)
    const x = (longitude: number) => project(longitude, 0, 3).x
    const y = (latitude: number) => project(0, latitude, 3).y
    expect(lines).toEqual([
      ...[0, 20, 40].map(longitude => ({
        from: { x: x(longitude), y: 900 },
        to: { x: x(longitude), y: 1024 },
      })),
      ...[0, 20].map(latitude => ({ from: { x: 1024, y: y(latitude) }, to: { x: 1252, y: y(latitude) } })),
    ])
  })

  test('are none in a box between two of them', () => {
    expect(gridLines({ left: 1030, top: 1030, right: 1040, bottom: 1040 }, 3)).toEqual([])
  })
})

describe('short numbers on the map', () => {
  test('change their unit where the rounded number would be too long', () => {
    expect([9999.4, 9999.5, 999.5].map(shortMoney)).toEqual(['฿9,999', '฿10k', '฿1,000'])
    expect(
      [999, 1000, 1049, 1050, 9949, 9950, 999_499, 999_500, 1_000_000, 9_949_000, 9_950_000].map(shortCount),
    ).toEqual(['999', '1k', '1k', '1.1k', '9.9k', '10k', '999k', '1M', '1M', '9.9M', '10M'])
  })

  test('stand for zero where a gig tells nothing', () => {
    const features = [
      {
        type: 'Feature' as const,
        geometry: { type: 'Point' as const, coordinates: [] },
        properties: { count: 1, gig_id: 'a', title: null, budget: null },
      },
    ]
    expect(readGigMap({ type: 'FeatureCollection', features, total_count: 1 }).pins).toEqual([
      { latitude: 0, longitude: 0, id: 'a', title: '', text: '฿0' },
    ])
  })
})

describe('the scale of a map', () => {
  test('has one, two, three or five in front of its zeros', () => {
    expect([1, 1.99, 2, 4.99, 5, 99].map(metres => roundScale(metres).metres)).toEqual([1, 1, 2, 3, 5, 50])
    expect(roundScale(8).share).toBeCloseTo(0.625, 9)
    expect([999, 1000, 2000].map(metres => scaleText(metres, { metres: 'm', kilometres: 'km' }))).toEqual([
      '999 m',
      '1 km',
      '2 km',
    ])
  })
})

test('a place beyond the antimeridian comes back to where it is', () => {
  expect([180, 190, -190, 540.5, -360].map(lng => placeOf({ lat: 0, lng }).longitude)).toEqual([
    -180, -170, 170, -179.5, 0,
  ])
  const wide = (west: number, east: number) =>
    boxOf({ getWest: () => west, getSouth: () => 1, getEast: () => east, getNorth: () => 2 })
  expect([wide(0, 360), wide(0, 359)]).toEqual([box(-180, 1, 180, 2), box(0, 1, -1, 2)])
})
