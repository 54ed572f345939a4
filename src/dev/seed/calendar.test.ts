import { expect, test } from 'bun:test'
import { drawingAt } from '../../../test/support/drawing.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import { createCalendar } from './calendar.ts'

/** Seven in the evening in Bangkok. */
const asOfMs = Date.UTC(2026, 5, 15, 12)
const calendar = createCalendar(asOfMs, 100.5)
const textOf = (ms: number): string => toTimestamp(ms)
const [least, greatest] = [drawingAt(0), drawingAt(1)]

test('a time of day is between seven and ten in the evening, today or on one of the days before', () => {
  expect(textOf(calendar.dayTimeBefore(least, asOfMs, 3))).toBe('2026-06-15T00:00:00.000000Z')
  expect(textOf(calendar.dayTimeBefore(greatest, asOfMs, 3))).toBe('2026-06-13T15:00:00.000000Z')
})

test('a time of day that would be too late is a day earlier, and the latest itself is not', () => {
  expect(textOf(calendar.dayTimeBefore(greatest, asOfMs, 1))).toBe('2026-06-14T15:00:00.000000Z')
  const seven = Date.UTC(2026, 5, 15)
  expect(calendar.dayTimeBefore(least, seven, 1)).toBe(seven)
  expect(textOf(calendar.dayTimeBefore(least, seven - 1, 1))).toBe('2026-06-14T00:00:00.000000Z')
})

test('an appointment begins between seven and six on its day', () => {
  expect(textOf(calendar.appointmentOn(least, 2))).toBe('2026-06-17T00:00:00.000000Z')
  expect(textOf(calendar.appointmentOn(greatest, 2))).toBe('2026-06-17T11:00:00.000000Z')
  expect(textOf(calendar.appointmentOn(least, -2))).toBe('2026-06-13T00:00:00.000000Z')
})

test('an appointment begins on the hour or half past, and both occur', () => {
  const minutes = [0, 0.25, 0.5, 0.6, 0.8].map(
    place => (calendar.appointmentOn(drawingAt(place), 1) / 60_000) % 60,
  )
  expect(new Set(minutes)).toEqual(new Set([0, 30]))
})

test('the clock of a place follows its longitude, hour by hour', () => {
  const clockAt = (longitude: number) => createCalendar(asOfMs, longitude).clockTime(asOfMs)
  expect(clockAt(100.5)).toBe('19:00')
  expect(clockAt(0)).toBe('12:00')
  expect(clockAt(-58.4)).toBe('08:00')
  expect(clockAt(7)).toBe('12:00')
  expect(clockAt(8)).toBe('13:00')
})
