import { describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import { toBaht, toSatang, wholeSatang } from './money.ts'

const maxSatang = 1_000_000_000_000

describe('money (G4)', () => {
  test('goes from the wire to satang and back without losing one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: maxSatang }), amount => {
        const baht = Number(`${Math.floor(amount / 100)}.${`${amount % 100}`.padStart(2, '0')}`)
        const satang = toSatang(baht)
        expect<number | null>(satang).toBe(amount)
        if (satang !== null) expect(toBaht(satang)).toBe(baht)
      }),
      { numRuns: 2000 },
    )
  })

  test('is null with a third decimal', () => {
    for (const baht of [0.001, 1.005, 1.115, 0.125, 10.999, 1500.123, 0.30000000000000004]) {
      expect(toSatang(baht)).toBeNull()
    }
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000_000 }), thousandths => {
        const baht = thousandths / 1000
        expect(toSatang(baht) === null).toBe(thousandths % 10 !== 0)
      }),
      { numRuns: 2000 },
    )
  })

  test('is never computed with a part of a satang, or beyond what a double counts', () => {
    expect<number>(wholeSatang(-150)).toBe(-150)
    for (const amount of [0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
      expect(() => wholeSatang(amount)).toThrow(RangeError)
  })

  test('is shown with at most two decimals', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: maxSatang }), amount => {
        const satang = toSatang(amount / 100)
        if (satang === null) throw new Error('A whole number of satang was rejected.')
        expect(JSON.stringify(toBaht(satang))).toMatch(/^\d+(\.\d{1,2})?$/)
      }),
    )
  })
})
