import { describe, expect, test } from 'bun:test'
import { drawingAt } from '../../../test/support/drawing.ts'
import { seededRandom } from '../../lib/random.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import { createCalendar, hourMs, minuteMs } from './calendar.ts'
import { drawSchedule, type GigOutcome, outcomeOf, roomOutcomeOf } from './schedules.ts'

/** Seven in the evening in Bangkok. */
const asOfMs = Date.UTC(2026, 5, 15, 12)
const calendar = createCalendar(asOfMs, 100.5)
const ahead: readonly GigOutcome[] = ['open', 'accepted', 'paid']
const behind: readonly GigOutcome[] = ['done', 'unreleased', 'cancelled', 'withdrawn']
const all: readonly GigOutcome[] = [...ahead, ...behind, 'in progress']

const timesOf = (place: number, outcome: GigOutcome) => {
  const { startsMs, postedMs, acceptedMs } = drawSchedule(drawingAt(place), calendar, outcome, [2, 5])
  return { startsMs, postedMs, acceptedMs }
}
const times = (startsAt: string, postedAt: string, acceptedAt: string) => ({
  startsMs: Date.parse(startsAt),
  postedMs: Date.parse(postedAt),
  acceptedMs: Date.parse(acceptedAt),
})

describe('the outcomes of example gigs', () => {
  const inTurn = Array.from({ length: 30 }, (_, index) => outcomeOf(index))

  test('are all there among thirty gigs, two thirds of which are open, and begin again after those', () => {
    expect(new Set(inTurn)).toEqual(new Set(all))
    expect(inTurn.filter(outcome => outcome === 'open')).toHaveLength(19)
    expect(outcomeOf(30)).toBe(inTurn[0] ?? 'done')
    expect(Array.from({ length: 30 }, (_, index) => outcomeOf(index + 60))).toEqual(inTurn)
  })

  test('are those of gigs with a room where there is to be one', () => {
    const rooms = Array.from({ length: 20 }, (_, index) => roomOutcomeOf(index))
    expect(new Set(rooms)).toEqual(new Set(all.filter(one => one !== 'open' && one !== 'withdrawn')))
    expect(rooms.slice(10)).toEqual(rooms.slice(0, 10))
  })
})

describe('the times of an example gig', () => {
  test('lie a day to ten days ahead for work that has not begun', () => {
    const soonest = times('2026-06-16T00:00Z', '2026-06-15T00:00Z', '2026-06-15T00:05Z')
    expect(timesOf(0, 'open')).toEqual(soonest)
    expect(timesOf(0, 'paid')).toEqual(soonest)
    const latest = times('2026-06-25T11:00Z', '2026-06-13T15:00Z', '2026-06-14T03:00Z')
    expect(timesOf(1, 'accepted')).toEqual(latest)
  })

  test('go back six days for the posting of a gig that is still open', () => {
    expect(timesOf(1, 'open')).toMatchObject({ postedMs: Date.parse('2026-06-10T15:00Z') })
  })

  test.each(behind)('lie two to twenty days back for a gig that is %s', outcome => {
    expect(timesOf(0, outcome)).toMatchObject({ startsMs: Date.parse('2026-06-13T00:00Z') })
    expect(timesOf(1, outcome)).toMatchObject({ startsMs: Date.parse('2026-05-26T11:00Z') })
  })

  test('say that work in progress began half an hour ago', () => {
    expect([0, 1].map(place => asOfMs - timesOf(place, 'in progress').startsMs)).toEqual([
      30 * minuteMs,
      30 * minuteMs,
    ])
  })

  test('leave at least three hours between the posting and the start or the present', () => {
    const at = (now: number) =>
      drawSchedule(drawingAt(0), createCalendar(now, 100.5), 'open', [1, 1]).postedMs
    const ten = Date.UTC(2026, 5, 15, 3)
    expect(at(ten)).toBe(ten - 3 * hourMs)
    expect(at(ten - 1)).toBe(ten - 27 * hourMs)
  })

  test('have a helper accept after five minutes at the least, and two hours before the start or the present', () => {
    const random = seededRandom(3)
    const near: number[] = []
    for (const outcome of all) {
      for (let turn = 0; turn < 60; turn += 1) {
        const { postedMs, acceptedMs, startsMs } = drawSchedule(random, calendar, outcome, [1, 3])
        expect(acceptedMs - postedMs).toBeGreaterThanOrEqual(5 * minuteMs)
        near.push(Math.min(startsMs, asOfMs) - acceptedMs)
      }
    }
    expect(Math.min(...near)).toBeGreaterThanOrEqual(2 * hourMs)
    expect(Math.min(...near)).toBeLessThan(3 * hourMs)
  })

  test('are as long as the work takes', () => {
    const hours = (place: number) => drawSchedule(drawingAt(place), calendar, 'open', [2, 5]).hours
    expect([hours(0), hours(1)]).toEqual([2, 5])
  })

  test('are told apart by the seed', () => {
    const drawn = [1, 2].map(seed => drawSchedule(seededRandom(seed), calendar, 'done', [1, 8]))
    expect(toTimestamp(drawn[0]?.postedMs ?? 0)).not.toBe(toTimestamp(drawn[1]?.postedMs ?? 0))
  })
})
