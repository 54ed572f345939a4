import { describe, expect, test } from 'bun:test'
import { parseBoundingBox } from './queries.ts'

describe('a bounding box in a query', () => {
  test('is one box from its west to its east, with the edges of the world in it', () => {
    expect(parseBoundingBox('-180,-90,180,90')).toEqual([{ west: -180, south: -90, east: 180, north: 90 }])
    expect(parseBoundingBox('100.5,13.7,100.5,13.7')).toEqual([
      { west: 100.5, south: 13.7, east: 100.5, north: 13.7 },
    ])
  })

  test('is two boxes where it crosses the antimeridian', () => {
    expect(parseBoundingBox('179,-10,-178,10')).toEqual([
      { west: 179, south: -10, east: 180, north: 10 },
      { west: -180, south: -10, east: -178, north: 10 },
    ])
  })

  test.each([
    '-180.001,0,1,1',
    '180.001,0,1,1',
    '0,0,180.001,1',
    '0,0,-180.001,1',
    '0,-90.001,1,1',
    '0,0,1,90.001',
    '0,1.001,1,1',
    '0,0,1',
    '0,0,1,1,1',
    '0,0,1,',
  ])('is no box where an edge is out of the world or missing: %s', text => {
    expect(parseBoundingBox(text)).toBeNull()
  })
})
