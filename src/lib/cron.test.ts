import { expect, test } from 'bun:test'
import { hasTwoRunsBetween, maxGapMs } from './cron.ts'

const hourMs = 3_600_000
const friday = Date.UTC(2026, 0, 9, 12)

test.each([
  ['0 3 * * *', 24],
  ['0 */6 * * *', 6],
  ['0 3 * * 1-5', 72],
  ['0 3 1 1 *', 366 * 24],
])('the longest time between two runs of "%s" is %d hours', (expression, hours) => {
  expect(maxGapMs(expression, friday)).toBe(hours * hourMs)
})

test('two runs are between two moments when the second has come', () => {
  const since = Date.UTC(2026, 0, 9, 3, 0, 1)
  expect(hasTwoRunsBetween('0 3 * * *', since, since + 47 * hourMs)).toBe(false)
  expect(hasTwoRunsBetween('0 3 * * *', since, since + 48 * hourMs)).toBe(true)
})
