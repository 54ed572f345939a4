import { expect, test } from 'bun:test'
import { manualClock } from '../lib/clock.ts'
import { createNewId } from '../lib/ids.ts'
import { seededRandom } from '../lib/random.ts'
import { RemotePresence } from './remote-presence.ts'

const newId = createNewId(manualClock(0), seededRandom(4))
const [mali, somchai] = [newId<'user'>(), newId<'user'>()]

test('somebody is present while any copy has said so and not taken it back', () => {
  const presence = new RemotePresence()
  expect(presence.has('room', mali)).toBeFalse()
  presence.set('one', ['room', mali], true)
  presence.set('two', ['room', mali], true)
  presence.set('two', ['other room', somchai], true)
  expect([
    presence.has('room', mali),
    presence.has('room', somchai),
    presence.has('other room', mali),
  ]).toEqual([true, false, false])
  presence.set('one', ['room', mali], false)
  expect(presence.has('room', mali)).toBeTrue()
  presence.set('two', ['room', mali], false)
  presence.set('two', ['room', mali], false)
  expect([presence.has('room', mali), presence.has('other room', somchai)]).toEqual([false, true])
})

test('a copy that is forgotten takes everybody along who was there, and nobody who was elsewhere', () => {
  const presence = new RemotePresence()
  presence.set('one', ['room', mali], true)
  presence.set('one', ['room', somchai], true)
  presence.set('one', ['other room', mali], true)
  presence.set('one', ['other room', mali], false)
  presence.set('two', ['room', mali], true)
  expect(presence.forget('one')).toEqual([
    ['room', mali],
    ['room', somchai],
  ])
  expect([presence.has('room', mali), presence.has('room', somchai)]).toEqual([true, false])
  expect([presence.forget('one'), presence.forget('three')]).toEqual([[], []])
})
