import { expect, test } from 'bun:test'
import { manualClock } from '../../lib/clock.ts'
import { parseId } from '../../lib/ids.ts'
import { WrongCodes } from './wrong-codes.ts'

const makeId = () => {
  const id = parseId<'operator'>(crypto.randomUUID())
  if (!id) throw new Error('It is an id.')
  return id
}

const dayMs = 24 * 3_600_000

test('somebody who has the password has fewer than 400 guesses of the code in a year', () => {
  const clock = manualClock(0)
  const wrongCodes = new WrongCodes({ clock })
  const id = makeId()
  let guesses = 0
  while (clock.now() < 365 * dayMs) {
    while (wrongCodes.begin(id)) guesses += 1
    clock.advance(wrongCodes.waitMsOf(id))
  }
  expect(guesses).toBeWithin(365, 400)
})

test('a right code is taken back, and wrong ones are forgotten after two days', () => {
  const clock = manualClock(0)
  const wrongCodes = new WrongCodes({ clock })
  const id = makeId()
  for (let at = 0; at < 20; at += 1) wrongCodes.begin(id)?.()
  expect(wrongCodes.waitMsOf(id)).toBe(0)
  for (let at = 0; at < 20; at += 1) wrongCodes.begin(id)
  expect(wrongCodes.waitMsOf(id)).toBe(60_000)
  clock.advance(2 * dayMs)
  for (let at = 0; at < 4; at += 1) expect(wrongCodes.begin(id)).not.toBeNull()
  expect(wrongCodes.waitMsOf(id)).toBe(0)
})
