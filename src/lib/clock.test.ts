import { expect, test } from 'bun:test'
import { manualClock, systemClock } from './clock.ts'

test('a clock moved by hand runs what came due once, in order, at the time after the jump', () => {
  const clock = manualClock(1000)
  const ran: string[] = []
  const record = (name: string) => () => ran.push(`${name} at ${clock.now()}`)
  clock.after(50, record('late'))
  clock.after(20, record('early'))
  const cancel = clock.after(30, record('never'))
  clock.after(10, () => {
    cancel()
    clock.after(10, record('again'))
  })
  clock.advance(9)
  expect(ran).toEqual([])
  clock.advance(51)
  expect(ran).toEqual(['early at 1060', 'late at 1060'])
  clock.set(1070)
  expect(ran).toEqual(['early at 1060', 'late at 1060', 'again at 1070'])
  clock.advance(1_000_000)
  expect(ran).toHaveLength(3)
})

test('a step back of the time of day takes no time away and delays no timer', () => {
  const clock = manualClock(10_000_000)
  let ran = 0
  clock.after(100, () => {
    ran += 1
  })
  clock.step(-3_600_000)
  expect([clock.now(), clock.elapsed()]).toEqual([6_400_000, 0])
  clock.advance(100)
  expect([ran, clock.elapsed()]).toEqual([1, 100])
  clock.set(0)
  expect([clock.now(), clock.elapsed()]).toEqual([0, 100])
})

test('the elapsed time of the system’s clock goes on', async () => {
  const before = systemClock.elapsed()
  await Bun.sleep(2)
  expect(systemClock.elapsed()).toBeGreaterThan(before)
})

test('the system’s clock runs something later, unless it is called off', async () => {
  const ran: string[] = []
  const cancel = systemClock.after(1, () => ran.push('called off'))
  cancel()
  await new Promise<void>(resolve => {
    systemClock.after(2, () => {
      ran.push('done')
      resolve()
    })
    setTimeout(() => {}, 100)
  })
  expect(ran).toEqual(['done'])
})
