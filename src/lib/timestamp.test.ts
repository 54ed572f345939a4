import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { laterThan, parseTimestamp, toFileTimestamp, toMilliseconds, toTimestamp } from './timestamp.ts'

const firstMs = Date.parse('0001-01-01T00:00:00Z')
const lastMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999)
const anyMs = fc.integer({ min: firstMs, max: lastMs })

describe('a timestamp (G3)', () => {
  test('is written in UTC with six digits and Z, 27 characters always', () => {
    expect<string>(toTimestamp(Date.UTC(2025, 9, 1, 14, 0, 0))).toBe('2025-10-01T14:00:00.000000Z')
    expect<string>(toTimestamp(1)).toBe('1970-01-01T00:00:00.001000Z')
    fc.assert(
      fc.property(anyMs, ms => {
        expect(toTimestamp(ms)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
      }),
    )
  })

  test('comes back to the same millisecond, and is read as itself', () => {
    fc.assert(
      fc.property(anyMs, ms => {
        expect(toMilliseconds(toTimestamp(ms))).toBe(ms)
        expect(parseTimestamp(toTimestamp(ms))).toBe(toTimestamp(ms))
      }),
    )
  })

  test('sorts as text in the order of time', () => {
    fc.assert(
      fc.property(anyMs, anyMs, (a, b) => {
        expect(toTimestamp(a) < toTimestamp(b)).toBe(a < b)
      }),
    )
  })

  test('is read with any offset as the same moment', () => {
    const offset = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 })
    const wellInside = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2900, 0, 1) })
    fc.assert(
      fc.property(wellInside, offset, (ms, minutes) => {
        const size = Math.abs(minutes)
        const hours = `${Math.floor(size / 60)}`.padStart(2, '0')
        const text = `${minutes < 0 ? '-' : '+'}${hours}:${`${size % 60}`.padStart(2, '0')}`
        const local = new Date(ms + minutes * 60_000).toISOString().replace('Z', text)
        expect(parseTimestamp(local)).toBe(toTimestamp(ms))
      }),
    )
  })

  test('takes each day that exists and no other, leap years included', () => {
    for (const year of [1900, 2000, 2023, 2024, 2100]) {
      for (let month = 0; month <= 13; month += 1) {
        for (let day = 0; day <= 32; day += 1) {
          const text = `${year}-${`${month}`.padStart(2, '0')}-${`${day}`.padStart(2, '0')}`
          const date = new Date(Date.UTC(year, month - 1, day))
          const exists =
            month >= 1 && month <= 12 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
          expect([text, parseTimestamp(text) !== null]).toEqual([text, exists])
        }
      }
    }
  })

  test('keeps six digits of a fraction and drops the others', () => {
    const fractions: [string, string][] = [
      ['.1', '.100000Z'],
      ['.000001', '.000001Z'],
      ['.1234567', '.123456Z'],
      ['.9999999999', '.999999Z'],
      ['', '.000000Z'],
    ]
    for (const [sent, kept] of fractions) {
      expect<string | null>(parseTimestamp(`2025-10-01T14:00:00${sent}`)).toBe(`2025-10-01T14:00:00${kept}`)
    }
  })

  test('has a year from 1 to 9999 in UTC, whatever its offset says', () => {
    const read: [string, string | null][] = [
      ['0001-01-01T00:00Z', '0001-01-01T00:00:00.000000Z'],
      ['0001-01-01T00:00+00:01', null],
      ['0001-01-01T00:00-00:01', '0001-01-01T00:01:00.000000Z'],
      ['0000-12-31', null],
      ['0000-12-31T23:59-00:01', '0001-01-01T00:00:00.000000Z'],
      ['9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999999Z'],
      ['9999-12-31T23:59:59-00:01', null],
    ]
    expect(read.map(([text]) => [text, parseTimestamp(text)])).toEqual(read)
  })

  test('is without signs in the name of a file', () => {
    expect(toFileTimestamp(Date.UTC(2025, 9, 1, 14, 5, 9, 876))).toBe('20251001T140509')
  })

  test('is never made of a text in another notation', () => {
    expect(parseTimestamp('2025-10-01 ')).toBeNull()
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789-:.TZ+ Wt,/') }), text => {
        const read = parseTimestamp(text)
        if (read === null) return
        expect(text).toMatch(/^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/)
        expect(read).toHaveLength(27)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('the moment of a later version', () => {
  const at = (text: string) => parseTimestamp(text) ?? toTimestamp(0)

  test('is the time where that is later', () => {
    expect(laterThan(at('2025-10-01T10:00:00.000999Z'), at('2025-10-01T10:00:00.001Z'))).toBe(
      at('2025-10-01T10:00:00.001Z'),
    )
  })

  test('is a microsecond after the version before it where the clock stands still or was set back', () => {
    const steps = [
      ['2025-10-01T10:00:00.000000Z', '2025-10-01T10:00:00.000001Z'],
      ['2025-10-01T10:00:00.123009Z', '2025-10-01T10:00:00.123010Z'],
      ['2025-10-01T10:00:00.123999Z', '2025-10-01T10:00:00.124000Z'],
      ['2025-12-31T23:59:59.999999Z', '2026-01-01T00:00:00.000000Z'],
    ] as const
    for (const [earlier, later] of steps) {
      expect(laterThan(at(earlier), at(earlier))).toBe(at(later))
      expect(laterThan(at(earlier), at('2020-01-01'))).toBe(at(later))
    }
  })
})
