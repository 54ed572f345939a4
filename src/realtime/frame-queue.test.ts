import { expect, test } from 'bun:test'
import { manualClock } from '../lib/clock.ts'
import { FrameQueue } from './frame-queue.ts'

/** A queue whose frames take as long as `work` says. */
const createQueue = (work: (raw: string) => Promise<void>) => {
  const clock = manualClock(0)
  const done: string[] = []
  const queue = new FrameQueue(clock, async raw => {
    await work(String(raw))
    done.push(String(raw))
  })
  /** How many of `count` frames are taken. */
  const push = (count: number) => {
    let taken = 0
    for (let at = 0; at < count; at += 1) if (queue.push(`frame ${at}`)) taken += 1
    return taken
  }
  return { clock, queue, done, push }
}

const turn = () => new Promise<void>(resolve => setImmediate(resolve))

test('a socket may send 40 frames at once, then one every 50 milliseconds', async () => {
  const { clock, push } = createQueue(async () => {})
  expect(push(41)).toBe(40)
  await turn()
  clock.advance(49)
  expect(push(1)).toBe(0)
  clock.advance(1)
  expect(push(2)).toBe(1)
  await turn()
  clock.advance(500)
  expect(push(11)).toBe(10)
})

test('an hour of silence earns no more than 40 frames', async () => {
  const { clock, push } = createQueue(async () => {})
  clock.advance(3_600_000)
  expect(push(50)).toBe(40)
  await turn()
  clock.advance(3_600_000)
  expect(push(50)).toBe(40)
})

test('40 frames may wait or be worked on, however slowly they came', async () => {
  const gate = Promise.withResolvers<void>()
  const { clock, push, done } = createQueue(() => gate.promise)
  expect(push(30)).toBe(30)
  clock.advance(60_000)
  expect(push(30)).toBe(10)
  clock.advance(60_000)
  expect(push(1)).toBe(0)
  gate.resolve()
  await turn()
  expect(done).toHaveLength(40)
  clock.advance(60_000)
  expect(push(50)).toBe(40)
})

test('frames that were cleared are not worked on, and the one under way is', async () => {
  const gate = Promise.withResolvers<void>()
  const { queue, done } = createQueue(() => gate.promise)
  for (const raw of ['first', 'second', 'third']) queue.push(raw)
  queue.clear()
  queue.push('fourth')
  gate.resolve()
  await turn()
  expect(done).toEqual(['first', 'fourth'])
})
