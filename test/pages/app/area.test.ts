import { describe, expect, test } from 'bun:test'
import { holds, pinsAfter, watchedAreaOf } from '../../../src/pages/app/gigs/area.ts'
import { gigOf } from './gig-samples.ts'

const box = (west: number, south: number, east: number, north: number) => ({ west, south, east, north })

describe('the area that is watched for a viewport', () => {
  test('is wider than it, so that a short move needs no other socket', () => {
    const view = box(100.4, 13.7, 100.6, 13.8)
    const area = watchedAreaOf(view)
    expect(area && holds(area, view)).toBe(true)
    expect(area && holds(area, box(100.45, 13.72, 100.65, 13.82))).toBe(true)
    expect(area && holds(area, box(100.6, 13.7, 100.8, 13.8))).toBe(false)
  })

  test('is the viewport itself where a margin would be more than a square degree', () => {
    const view = box(100, 13, 100.9, 14)
    expect(watchedAreaOf(view)).toEqual(view)
  })

  test('is none for a country or the whole earth', () => {
    expect(watchedAreaOf(box(97, 5, 106, 21))).toBeNull()
    expect(watchedAreaOf(box(-180, -85, 180, 85))).toBeNull()
  })

  test('crosses the antimeridian', () => {
    const view = box(179.9, -17, -179.9, -16.9)
    const area = watchedAreaOf(view)
    expect(area?.west).toBeCloseTo(179.82)
    expect(area?.east).toBeCloseTo(-179.82)
    expect(area && holds(area, view)).toBe(true)
    expect(area && holds(area, box(0, -17, 0.1, -16.9))).toBe(false)
  })

  test('ends at the pole', () => {
    expect(watchedAreaOf(box(0, 89.5, 0.5, 90))?.north).toBe(90)
  })
})

describe('the pins of a map', () => {
  const textOf = (budget: number) => `฿${budget}`
  const pin = { id: 'a', title: 'Move a sofa', text: '฿500', latitude: 13.7563, longitude: 100.5018 }

  test('appear with a gig that is posted', () => {
    const event = { type: 'gig_appeared', data: { gig: gigOf({}) } } as const
    expect(pinsAfter([], event, textOf)).toEqual([pin])
  })

  test('change with their gig, each once', () => {
    const event = { type: 'gig_changed', data: { gig: gigOf({ budget: 700 }) } } as const
    expect(pinsAfter([pin], event, textOf)).toEqual([{ ...pin, text: '฿700' }])
  })

  test('go with a gig that is taken or withdrawn, and no other', () => {
    const other = { ...pin, id: 'b' }
    const taken = { type: 'gig_changed', data: { gig: gigOf({ status: 'ACCEPTED' }) } } as const
    expect(pinsAfter([pin, other], taken, textOf)).toEqual([other])
    expect(pinsAfter([pin, other], { type: 'gig_gone', data: { gig_id: 'a' } }, textOf)).toEqual([other])
  })
})
