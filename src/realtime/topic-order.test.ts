import { expect, test } from 'bun:test'
import { manualClock } from '../lib/clock.ts'
import { TopicOrder } from './topic-order.ts'

const createOrder = () => {
  const clock = manualClock(0)
  const order = new TopicOrder(clock)
  const delivered: string[] = []
  const enter = (...numbers: number[]) => {
    for (const number of numbers) order.enter('room', number, () => delivered.push(String(number)))
  }
  return { clock, order, enter, delivered: () => delivered.splice(0).join(' ') }
}

test('what comes too early waits for what was written before it', () => {
  const { enter, delivered } = createOrder()
  enter(7, 9, 10, 8, 11)
  expect(delivered()).toBe('7 8 9 10 11')
})

test('what does not come is waited for a second, and is delivered when it comes later', () => {
  const { clock, enter, delivered } = createOrder()
  enter(1, 3, 6)
  clock.advance(999)
  expect(delivered()).toBe('1')
  clock.advance(1)
  expect(delivered()).toBe('3')
  clock.advance(1000)
  expect(delivered()).toBe('6')
  enter(2, 7)
  expect(delivered()).toBe('2 7')
})

test('what comes behind a missing number makes nobody wait longer for it', () => {
  const { clock, enter, delivered } = createOrder()
  enter(1, 3)
  clock.advance(600)
  enter(4)
  clock.advance(399)
  expect(delivered()).toBe('1')
  clock.advance(1)
  expect(delivered()).toBe('3 4')
  enter(6)
  clock.advance(600)
  enter(5, 8)
  clock.advance(999)
  expect(delivered()).toBe('5 6')
  clock.advance(1)
  expect(delivered()).toBe('8')
})

test('a topic that begins with a number waits for it, and begins once', () => {
  const { order, enter, delivered } = createOrder()
  order.begin('room', 5)
  order.begin('room', 9)
  enter(6)
  expect(delivered()).toBe('')
  enter(5)
  expect(delivered()).toBe('5 6')
})

test('a topic without sockets begins anew, and nothing of it waits', () => {
  const { clock, order, enter, delivered } = createOrder()
  enter(1, 3)
  order.forget('room')
  clock.advance(1000)
  enter(9)
  expect(delivered()).toBe('1 9')
})
