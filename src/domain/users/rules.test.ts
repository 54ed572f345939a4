import { describe, expect, test } from 'bun:test'
import { reputationOf } from './rules.ts'

describe('the reputation (A2)', () => {
  test('is 5.0 before the first review', () => {
    expect(reputationOf({ ratingSum: 0, reviewCount: 0 })).toBe(5)
  })

  test('is the mean of the ratings, rounded to two decimals', () => {
    const cases: [number, number, number][] = [
      [1, 1, 1],
      [9, 2, 4.5],
      [14, 3, 4.67],
      [13, 3, 4.33],
      [37, 8, 4.63],
      [1250, 250, 5],
    ]
    for (const [ratingSum, reviewCount, mean] of cases)
      expect(reputationOf({ ratingSum, reviewCount })).toBe(mean)
  })
})
