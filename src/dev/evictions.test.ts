import { expect, test } from 'bun:test'
import { Evictions } from './evictions.ts'

test('a world that was closed to make room is named to the newcomer, once', () => {
  const evictions = new Evictions(8)
  expect(evictions.hintForNewcomer()).toBeNull()
  evictions.add('one')
  evictions.add('two')
  expect(evictions.hintForNewcomer()).toBe('World two was closed to make room: at most 8 exist (MAX_WORLDS).')
  expect(evictions.hintForNewcomer()).toBeNull()
})

test('who comes back to a world that was closed is told that it is another, once', () => {
  const evictions = new Evictions(8)
  evictions.add('one')
  expect(evictions.hintForReplacement('two')).toBeNull()
  expect(evictions.hintForReplacement('one')).toBe(
    'World one was closed because more than 8 were used (MAX_WORLDS), and has been created again: its data and sessions are gone.',
  )
  expect(evictions.hintForReplacement('one')).toBeNull()
})

test('the last thousand worlds that were closed are remembered', () => {
  const evictions = new Evictions(8)
  for (let number = 0; number <= 1000; number += 1) evictions.add(`world-${number}`)
  expect(evictions.hintForReplacement('world-0')).toBeNull()
  expect(evictions.hintForReplacement('world-1')).not.toBeNull()
})
