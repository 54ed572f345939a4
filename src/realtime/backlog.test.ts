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
