import { describe, expect, test } from 'bun:test'
import { columnOf, latitudeOfRow, rowOf } from './cells.ts'
import { isCloseUp, levelOf, stepFor, toCluster } from './clusters.ts'

const box = (rows: number, columns: number, south = 0, west = 0) => ({
  south,
  north: south + rows,
  west,
  east: west + columns,
})

describe('the step of the clusters of a map', () => {
  test('gives twelve clusters across its longer side, of whole cells of their level', () => {
    const steps = [box(12, 1), box(13, 1), box(1, 13), box(24, 240), box(264, 1), box(276, 1), box(277, 1)]
    expect(steps.map(one => stepFor([one]))).toEqual([1, 2, 2, 20, 22, 23, 32])
    expect(stepFor([box(12 * 33, 1)])).toBe(48)
    expect([stepFor([box(12 * 383, 1)]), stepFor([box(12 * 384, 1)]), stepFor([box(12 * 385, 1)])]).toEqual([
      384, 512, 512,
    ])
    expect(stepFor([box(0, 0)])).toBe(1)
  })

  test('counts the widths of two boxes on both sides of the date line together, and the greater height', () => {
    expect(stepFor([box(1, 60), box(1, 60, 0, 100)])).toBe(10)
    expect(stepFor([box(60, 1), box(120, 1)])).toBe(10)
  })

  test('is read from the counters of its level', () => {
    expect([1, 23, 24, 383, 384, 10_000].map(levelOf)).toEqual([0, 0, 1, 1, 2, 2])
  })
})

describe('a close-up', () => {
  test('is of at most nine cells, all boxes together', () => {
    expect(isCloseUp([box(2, 2)], 1)).toBeTrue()
    expect(isCloseUp([box(0, 8)], 1)).toBeTrue()
    expect(isCloseUp([box(0, 9)], 1)).toBeFalse()
    expect(isCloseUp([box(2, 1), box(2, 0, 0, 100)], 1)).toBeTrue()
    expect(isCloseUp([box(2, 1), box(3, 0, 0, 100)], 1)).toBeFalse()
  })

  test('is of at most ten thousand gigs', () => {
    expect([isCloseUp([box(0, 0)], 10_000), isCloseUp([box(0, 0)], 10_001)]).toEqual([true, false])
  })
})

describe('a cluster', () => {
  test('is at the mean of its gigs', () => {
    const [row, column] = [rowOf(13.75), columnOf(100.5)]
    expect(toCluster({ gigCount: 4, rows: 4 * row + 2, columns: 4 * column + 1 })).toEqual({
      gigCount: 4,
      latitude: latitudeOfRow(row + 0.5),
      longitude: expect.closeTo(100.5025, 6),
    })
  })

  test('is nowhere beyond a pole or the date line', () => {
    const [row, column] = [rowOf(90) + 1, columnOf(180) + 1]
    expect(toCluster({ gigCount: 1, rows: row, columns: column })).toEqual({
      gigCount: 1,
      latitude: 90,
      longitude: 180,
    })
  })
})
