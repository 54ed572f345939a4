import { expect, test } from 'bun:test'
import { makeOperatorId } from '../../../test/support/desk.ts'
import { manualClock } from '../../lib/clock.ts'
import type { OperatorId } from '../ids.ts'
import { Downloads } from './downloads.ts'

const minuteMs = 60_000

const start = () => {
  const clock = manualClock(0)
  const downloads = new Downloads(clock)
  const id = makeOperatorId()
  const add = (filename = 'a.zip', operatorId: OperatorId = id) =>
    downloads.add({ operatorId, filename, contentType: 'application/zip', content: new Blob([filename]) })
  const isThere = (token: string) => {
    try {
      return downloads.find(token, id).filename.length > 0
    } catch {
      return false
    }
  }
  return { clock, downloads, id, add, isThere }
}

test('a download is there for less than a minute, whether it is looked at or not', () => {
  const { clock, add, isThere } = start()
  const token = add()
  clock.advance(minuteMs - 1)
  expect([isThere(token), isThere(token)]).toEqual([true, true])
  clock.advance(1)
  expect(isThere(token)).toBeFalse()
})

test('a download is taken once, and another operator neither gets it nor uses it up', () => {
  const { downloads, id, add } = start()
  const token = add()
  const sentence = 'This download was fetched, or its time is over.'
  expect(() => downloads.take(token, makeOperatorId())).toThrow(sentence)
  expect(downloads.take(token, id).filename).toBe('a.zip')
  expect(() => downloads.take(token, id)).toThrow(sentence)
  expect(() => downloads.find('another token', id)).toThrow(sentence)
})

test('of more than twenty open downloads the oldest gives way, and of those alone', () => {
  const { add, isThere } = start()
  const tokens = Array.from({ length: 20 }, (_, at) => add(`${at}.zip`))
  expect(tokens.every(isThere)).toBeTrue()
  const last = add('last.zip')
  expect(tokens.map(isThere)).toEqual([false, ...Array(19).fill(true)])
  expect(isThere(last)).toBeTrue()
})

test('downloads whose time is over make room before others do', () => {
  const { clock, add, isThere } = start()
  for (let at = 0; at < 10; at += 1) add()
  clock.advance(minuteMs)
  const tokens = Array.from({ length: 20 }, () => add())
  expect(tokens.every(isThere)).toBeTrue()
})
