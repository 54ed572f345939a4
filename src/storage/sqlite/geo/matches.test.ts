import { expect, test } from 'bun:test'
import { Matches } from './matches.ts'

test('a set of row ids has what was added to it, and nothing beside it', () => {
  const matches = new Matches()
  // Around the ends of a byte, of what there is room for at first, and far behind it.
  const ids = [1, 7, 8, 15, 524_287, 524_288, 524_295, 5_000_000]
  const beside = [0, 2, 6, 9, 14, 16, 524_286, 524_289, 524_296, 4_999_999, 5_000_001, 90_000_000]
  for (const id of ids) matches.add(id)
  expect(ids.filter(id => !matches.has(id))).toEqual([])
  expect(beside.filter(id => matches.has(id))).toEqual([])
})

test('a row id is taken out of a set alone, and one that is not there changes nothing', () => {
  const matches = new Matches()
  for (const id of [8, 9, 10]) matches.add(id)
  for (const id of [9, 9, 11, 524_288, 90_000_000]) matches.delete(id)
  expect([8, 9, 10, 11, 524_288].map(id => matches.has(id))).toEqual([true, false, true, false, false])
})
