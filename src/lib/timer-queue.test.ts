import { expect, test } from 'bun:test'
import { TimerQueue } from './timer-queue.ts'

test('a queue of timers says when the next is due, and never without any', () => {
  const timers = new TimerQueue()
  expect(timers.nextMs()).toBe(Number.POSITIVE_INFINITY)
  const cancel = timers.enter(20, () => {})
  timers.enter(50, () => {})
  expect(timers.nextMs()).toBe(20)
  cancel()
  expect(timers.nextMs()).toBe(50)
  timers.runDue(49)
  expect(timers.nextMs()).toBe(50)
  timers.runDue(50)
  expect(timers.nextMs()).toBe(Number.POSITIVE_INFINITY)
})

test('timers that were cleared never run', () => {
  const timers = new TimerQueue()
  let ran = 0
  timers.enter(1, () => {
    ran += 1
  })
  timers.clear()
  timers.runDue(10)
  expect(ran).toBe(0)
})
