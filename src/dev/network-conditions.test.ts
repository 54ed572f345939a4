import { expect, test } from 'bun:test'
import { delayMsOf } from './network-conditions.ts'

const conditions = { latencyMs: 30, loss: 0, duplicates: 0, tunnel: null }
const inTunnel = { ...conditions, tunnel: { openMs: 1000, shutMs: 200 } }

test('without a tunnel, every frame takes the latency', () => {
  expect([0, 1100, 5000].map(elapsed => delayMsOf(conditions, elapsed))).toEqual([30, 30, 30])
})

test('in a tunnel, a frame waits for the end of the period without a connection and takes the latency too', () => {
  const delays = [0, 999, 1000, 1150, 1199].map(elapsed => delayMsOf(inTunnel, elapsed))
  expect(delays).toEqual([30, 30, 230, 80, 31])
})

test('the periods of a tunnel repeat', () => {
  const delays = [1200, 2199, 2200, 2350, 12_000 + 1150].map(elapsed => delayMsOf(inTunnel, elapsed))
  expect(delays).toEqual([30, 30, 230, 80, 80])
})
