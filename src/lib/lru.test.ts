import { expect, test } from 'bun:test'
import { createLru } from './lru.ts'

test('as many entries are kept as may be, and the one that was used longest ago goes first', () => {
  const kept = createLru<string, number>(3)
  for (const [at, name] of ['a', 'b', 'c'].entries()) kept.set(name, at)
  expect([...kept.keys()].toSorted()).toEqual(['a', 'b', 'c'])
  kept.get('a')
  kept.set('d', 3)
  expect([...kept.keys()].toSorted()).toEqual(['a', 'c', 'd'])
})
