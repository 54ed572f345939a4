import { beforeEach, describe, expect, test } from 'bun:test'
import { type ManualClock, manualClock } from '../lib/clock.ts'
import { type MovableClock, movableClock } from './movable-clock.ts'

const dayMs = 86_400_000

let machine: ManualClock
let asked: number[]
let clock: MovableClock
let ran: string[]

const run = (name: string) => () => {
  ran.push(name)
}

/** The machine's clock, which notes the timers that it is asked for. */
const noting = (): ManualClock => ({
  ...machine,
  after: (ms, due) => {
    asked.push(ms)
    return machine.after(ms, due)
  },
})

beforeEach(() => {
  machine = manualClock(1_000_000)
  asked = []
  ran = []
  clock = movableClock(noting())
})

describe('the timers of a movable clock', () => {
  test('ask the machine for the next alone', () => {
    clock.after(300, run('late'))
    clock.after(500, run('later'))
    expect(asked).toEqual([300])
    clock.after(100, run('early'))
    expect(asked).toEqual([300, 100])
    machine.advance(100)
    expect([ran, asked]).toEqual([['early'], [300, 100, 200]])
    machine.advance(400)
    expect(ran).toEqual(['early', 'late', 'later'])
  })

  test('are asked for in parts where the machine can wait no longer', () => {
    clock.after(40 * dayMs, run('far'))
    expect(asked).toEqual([2_147_483_647])
    machine.advance(2_147_483_647)
    expect([ran, asked[1]]).toEqual([[], 40 * dayMs - 2_147_483_647])
    machine.advance(40 * dayMs - 2_147_483_647)
    expect(ran).toEqual(['far'])
  })

  test('rest while the clock stands, those that are added then too', () => {
    clock.after(100, run('before'))
    clock.freeze()
    clock.after(50, run('frozen'))
    machine.advance(1000)
    expect([ran, asked]).toEqual([[], [100]])
    clock.resume()
    expect(asked).toEqual([100, 50])
    machine.advance(50)
    expect(ran).toEqual(['frozen'])
    machine.advance(50)
    expect(ran).toEqual(['frozen', 'before'])
  })

  test('run when a clock that stands is moved past them', () => {
    clock.freeze()
    clock.after(100, run('passed'))
    clock.advance(99)
    expect(ran).toEqual([])
    clock.advance(1)
    expect(ran).toEqual(['passed'])
  })

  test('are no later for a clock that was moved back', () => {
    clock.after(100, run('due'))
    clock.advance(-5000)
    machine.advance(99)
    expect(ran).toEqual([])
    machine.advance(1)
    expect(ran).toEqual(['due'])
  })

  test('never run once they are cancelled or the clock has stopped', () => {
    clock.after(100, run('cancelled'))()
    clock.after(200, run('stopped'))
    clock.stop()
    machine.advance(1000)
    clock.advance(1000)
    expect(ran).toEqual([])
  })
})

describe('the time of a movable clock', () => {
  test('is the machine’s and how far it was moved', () => {
    clock.advance(500)
    machine.advance(20)
    expect([clock.now(), clock.state()]).toEqual([1_000_520, { offsetMs: 500, frozenAtMs: null }])
    expect(clock.elapsed()).toBe(520)
    clock.set(300)
    expect([clock.now(), clock.state().offsetMs]).toEqual([300, 300 - 1_000_020])
  })

  test('stands from the first freeze to the resume, and goes on from there', () => {
    clock.freeze()
    machine.advance(70)
    clock.freeze()
    expect([clock.now(), clock.elapsed()]).toEqual([1_000_000, 0])
    expect(clock.state()).toEqual({ offsetMs: 0, frozenAtMs: 1_000_000 })
    clock.resume()
    machine.advance(5)
    expect([clock.now(), clock.elapsed()]).toEqual([1_000_005, 5])
    expect(clock.state()).toEqual({ offsetMs: -70, frozenAtMs: null })
  })

  test('is not changed by a resume of a clock that runs', () => {
    machine.advance(10)
    clock.resume()
    expect([clock.now(), clock.elapsed(), clock.state().offsetMs]).toEqual([1_000_010, 10, 0])
  })

  test('begins where another clock stood, and stands too', () => {
    const other = movableClock(machine, { offsetMs: 30, frozenAtMs: 77 })
    machine.advance(10)
    expect([other.now(), other.elapsed()]).toEqual([77, 0])
    other.resume()
    machine.advance(10)
    expect([other.now(), other.elapsed()]).toEqual([87, 10])
    expect(movableClock(machine, { offsetMs: 30, frozenAtMs: null }).now()).toBe(machine.now() + 30)
  })
})
