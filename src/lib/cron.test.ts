import { expect, test } from 'bun:test'
import { hasTwoRunsBetween, maxGapMs } from './cron.ts'

const hourMs = 3_600_000
const friday = Date.UTC(2026, 0, 9, 12)

test.each([
  ['0 3 * * *', 24],
  ['0 */6 * * *', 6],
  ['0 3 * * 1-5', 72],
  ['0 3 1 1 *', 366 * 24],
  ['0 9-17 * * *', 16],
  ['*/30 9-17 * * 1-5', 2 * 24 + 15.5],
])('the longest time between two runs of "%s" is %p hours', (expression, hours) => {
  expect(maxGapMs(expression, friday)).toBe(hours * hourMs)
})

test('two runs are between two moments when the second has come', () => {
  const since = Date.UTC(2026, 0, 9, 3, 0, 1)
  expect(hasTwoRunsBetween('0 3 * * *', since, since + 47 * hourMs)).toBe(false)
  expect(hasTwoRunsBetween('0 3 * * *', since, since + 48 * hourMs - 1000)).toBe(false)
  expect(hasTwoRunsBetween('0 3 * * *', since, since + 48 * hourMs)).toBe(true)
  expect(hasTwoRunsBetween('0 3 * * *', since, since + 200 * hourMs)).toBe(true)
})

test('an expression whose runs are all over has no time between two of them', () => {
  expect(maxGapMs('2026-01-10T03:00:00', friday)).toBe(0)
  expect(maxGapMs('2020-01-10T03:00:00', friday)).toBe(0)
})
