import { describe, expect, test } from 'bun:test'
import { manualClock } from '../lib/clock.ts'
import { maxDelayedFrames, OrderedDelivery } from './ordered-delivery.ts'

const open = () => {
  const clock = manualClock(0)
  const delivered: string[] = []
  let overflows = 0
  const delivery = new OrderedDelivery(clock, () => {
    overflows += 1
  })
  const push = (delayMs: number, frame: string) => delivery.push(delayMs, () => void delivered.push(frame))
  return { clock, delivery, delivered, push, overflows: () => overflows }
}

describe('ordered delivery', () => {
  test('delivers at once what is not delayed', () => {
    const { push, delivered } = open()
    push(0, 'a')
    expect(delivered).toEqual(['a'])
  })

  test('holds a frame until the late one before it arrives', () => {
    const { push, delivered, clock } = open()
    push(100, 'late')
    clock.advance(10)
    push(0, 'prompt')
    push(20, 'delayed less')
    clock.advance(89)
    expect(delivered).toEqual([])
    clock.advance(1)
    expect(delivered).toEqual(['late', 'prompt', 'delayed less'])
    push(0, 'later')
    expect(delivered).toHaveLength(4)
  })

  test('delivers each frame when it is due', () => {
    const { push, delivered, clock } = open()
    push(10, 'first')
    push(30, 'second')
    clock.advance(29)
    expect(delivered).toEqual(['first'])
    clock.advance(1)
    expect(delivered).toEqual(['first', 'second'])
  })

  test('delivers a frame that a delivery causes behind those that wait', () => {
    const { push, delivery, delivered, clock } = open()
    delivery.push(10, () => {
      delivered.push('question')
      push(0, 'answer')
    })
    push(0, 'next')
    clock.advance(10)
    clock.advance(0)
    expect(delivered).toEqual(['question', 'next', 'answer'])
  })

  test('drops what waits when it is stopped, also by a delivery', () => {
    const { push, delivery, delivered, clock } = open()
    delivery.push(10, () => delivery.stop())
    push(20, 'never')
    clock.advance(100)
    expect(delivered).toEqual([])
  })

  test('keeps a bounded number of frames', () => {
    const { push, delivered, clock, overflows } = open()
    for (let at = 0; at < maxDelayedFrames; at += 1) push(10, 'frame')
    expect(overflows()).toBe(0)
    push(10, 'one too many')
    expect(overflows()).toBe(1)
    clock.advance(10)
    expect(delivered).toHaveLength(maxDelayedFrames)
  })
})
