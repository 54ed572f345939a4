import { expect, test } from 'bun:test'
import { lazily } from './lazily.ts'

test('a store is made once, at its first use', () => {
  let count = 0
  const store = lazily(() => {
    count += 1
    return { add: (one: number, other: number) => one + other, name: 'gigs' }
  })
  expect(count).toBe(0)
  expect(store.add(1, 2)).toBe(3)
  expect(store.name).toBe('gigs')
  expect(count).toBe(1)
})

test('a store that is not made yet can be copied and looked through', () => {
  const make = () => lazily(() => ({ find: () => 'found' }))
  expect({ ...make() }.find()).toBe('found')
  expect(Object.keys(make())).toEqual(['find'])
  expect('find' in make()).toBe(true)
})
