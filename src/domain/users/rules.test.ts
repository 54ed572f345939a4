import { describe, expect, test } from 'bun:test'
import { reputationOf } from './rules.ts'

describe('the reputation (A2)', () => {
  test('is 5.0 before the first review', () => {
    expect(reputationOf({ ratingSum: 0, reviewCount: 0 })).toBe(5)
  })

  test('is the mean of the ratings received, to two decimals', () => {
    expect(reputationOf({ ratingSum: 4, reviewCount: 1 })).toBe(4)
    expect(reputationOf({ ratingSum: 14, reviewCount: 3 })).toBe(4.67)
    expect(reputationOf({ ratingSum: 9, reviewCount: 8 })).toBe(1.13)
  })
})
