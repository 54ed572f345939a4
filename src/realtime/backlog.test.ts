import { expect, test } from 'bun:test'
import { Backlog } from './backlog.ts'
import { socketLimits } from './limits.ts'

const { maxBacklogBytes, maxTotalBacklogBytes } = socketLimits
const enoughText = 10 * 1024 ** 2

const makeSockets = (backlogs: number[]) =>
  backlogs.map(bytes => ({
    backlogBytes: bytes,
    cutOff() {
      this.backlogBytes = 0
    },
  }))

test('above the bound of all backlogs together, the clients with the longest are cut off', () => {
  const count = maxTotalBacklogBytes / maxBacklogBytes
  const sockets = makeSockets([...Array.from({ length: count }, () => maxBacklogBytes), 1000, 1])
  const backlog = new Backlog(() => sockets)
  backlog.note(1)
  expect(backlog.bound.used()).toBe(maxTotalBacklogBytes + 1001)
  backlog.note(enoughText)
  expect(backlog.bound.used()).toBeLessThanOrEqual(maxTotalBacklogBytes / 2)
  expect(sockets.filter(({ backlogBytes }) => backlogBytes > 0)).toHaveLength(count / 2 - 1 + 2)
  expect(sockets.slice(-2).map(({ backlogBytes }) => backlogBytes)).toEqual([1000, 1])
})

test('up to the bound, nobody is cut off', () => {
  const count = maxTotalBacklogBytes / maxBacklogBytes
  const sockets = makeSockets(Array.from({ length: count }, () => maxBacklogBytes))
  const backlog = new Backlog(() => sockets)
  backlog.note(enoughText)
  expect(backlog.bound.used()).toBe(backlog.bound.max)
})

const mebibyte = 1024 ** 2

/** Sockets by what waits for them, in MiB, and those that were cut off, in that order. */
const createBacklog = (...waiting: number[]) => {
  const cutOff: number[] = []
  const sockets = waiting.map(amount => ({
    backlogBytes: amount * mebibyte,
    cutOff: () => void cutOff.push(amount),
  }))
  return { backlog: new Backlog(() => sockets), cutOff }
}

test('the longest backlogs go first, wherever they are, until half of the bound is left', () => {
  const mixed = createBacklog(1, 9, 0, 2, 5)
  mixed.backlog.note(enoughText)
  expect(mixed.cutOff).toEqual([9])
  const rising = createBacklog(1, 2, 4, 8, 10)
  rising.backlog.note(enoughText)
  expect(rising.cutOff).toEqual([10, 8])
})

test('backlogs are looked at whenever two million units were sent since the last time', () => {
  const { backlog, cutOff } = createBacklog(17)
  const units = 2 * mebibyte
  backlog.note(1)
  backlog.note(units - 2)
  expect(cutOff).toHaveLength(0)
  backlog.note(1)
  expect(cutOff).toHaveLength(1)
  backlog.note(units - 1)
  expect(cutOff).toHaveLength(1)
  backlog.note(1)
  expect(cutOff).toHaveLength(2)
})
