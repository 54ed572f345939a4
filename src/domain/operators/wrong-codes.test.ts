import { expect, test } from 'bun:test'
import { makeOperatorId } from '../../../test/support/desk.ts'
import { manualClock } from '../../lib/clock.ts'
import { WrongCodes } from './wrong-codes.ts'

const dayMs = 24 * 3_600_000

test('somebody who has the password has fewer than 400 guesses of the code in a year', () => {
  const clock = manualClock(0)
  const wrongCodes = new WrongCodes({ clock })
  const id = makeOperatorId()
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
  const id = makeOperatorId()
  for (let at = 0; at < 20; at += 1) wrongCodes.begin(id)?.()
  expect(wrongCodes.waitMsOf(id)).toBe(0)
  for (let at = 0; at < 20; at += 1) wrongCodes.begin(id)
  expect(wrongCodes.waitMsOf(id)).toBe(60_000)
  clock.advance(2 * dayMs)
  for (let at = 0; at < 4; at += 1) expect(wrongCodes.begin(id)).not.toBeNull()
  expect(wrongCodes.waitMsOf(id)).toBe(0)
})

const newWrongCodes = () => {
  const clock = manualClock(0)
  return { clock, wrongCodes: new WrongCodes({ clock }), id: makeOperatorId() }
}

test('five codes are free, the waits double from a minute, and none is longer than a day', () => {
  const { clock, wrongCodes, id } = newWrongCodes()
  for (let at = 0; at < 4; at += 1) wrongCodes.begin(id)
  expect(wrongCodes.waitMsOf(id)).toBe(0)
  const waits: number[] = []
  for (let at = 0; at < 13; at += 1) {
    expect(wrongCodes.begin(id)).not.toBeNull()
    waits.push(wrongCodes.waitMsOf(id) / 60_000)
    expect(wrongCodes.begin(id)).toBeNull()
    clock.advance(wrongCodes.waitMsOf(id) - 1)
    expect(wrongCodes.begin(id)).toBeNull()
    clock.advance(1)
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440])
})

test('a wait counts from the last code, and right up to two days after it nothing is forgotten', () => {
  const { clock, wrongCodes, id } = newWrongCodes()
  for (let at = 0; at < 5; at += 1) wrongCodes.begin(id)
  clock.advance(2 * dayMs - 1)
  expect(wrongCodes.begin(id)).not.toBeNull()
  expect(wrongCodes.waitMsOf(id)).toBe(2 * 60_000)
})

test('the waits of one operator are none of another, and end where they are forgotten', () => {
  const { wrongCodes, id } = newWrongCodes()
  for (let at = 0; at < 5; at += 1) wrongCodes.begin(id)
  expect(wrongCodes.waitMsOf(makeOperatorId())).toBe(0)
  expect(wrongCodes.waitMsOf(id)).toBe(60_000)
  wrongCodes.forget(id)
  expect(wrongCodes.waitMsOf(id)).toBe(0)
})

test('a right code ends the wait that its own count began', () => {
  const { wrongCodes, id } = newWrongCodes()
  for (let at = 0; at < 4; at += 1) wrongCodes.begin(id)
  wrongCodes.begin(id)?.()
  expect(wrongCodes.waitMsOf(id)).toBe(0)
  expect(wrongCodes.begin(id)).not.toBeNull()
  expect(wrongCodes.waitMsOf(id)).toBe(60_000)
})
