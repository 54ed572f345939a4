import { expect, test } from 'bun:test'
import { blockNumber } from './counters.ts'

test('a block has the number under which databases keep it', () => {
  expect(blockNumber(0, 0, 0)).toBe(0)
  expect(blockNumber(3, 2047, 4095)).toBe(4 * 2048 * 4096 - 1)
  expect(blockNumber(14, 853, 1908)).toBe(120_936_308)
})
