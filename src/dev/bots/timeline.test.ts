import { beforeEach, describe, expect, test } from 'bun:test'
import { type ManualClock, manualClock } from '../../lib/clock.ts'
import { BotTime, Timeline } from './timeline.ts'

const startMs = Date.UTC(2026, 5, 15, 12)

let clock: ManualClock
let time: BotTime
let timeline: Timeline
beforeEach(() => {
  clock = manualClock(startMs)
  time = new BotTime(clock)
  timeline = new Timeline(time, startMs)
})

/** Lets everybody finish what they are doing at this moment of the clock. */
const breathe = async () => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

/** Says, when asked, whether the promise has been kept, and with what. */
const watch = <Value>(promise: Promise<Value>) => {
  const seen: { value: Value | null; isDone: boolean } = { value: null, isDone: false }
  void promise.then(value => Object.assign(seen, { value, isDone: true }))
  return seen
}

/** The moment of the clock, in milliseconds from the start, at which the promise is kept. */
const passedUntil = async (promise: Promise<unknown>, stepMs = 100): Promise<number> => {
  const seen = watch(promise)
  for (let steps = 0; steps < 1000; steps += 1) {
    await breathe()
    if (seen.isDone) return clock.now() - startMs
    clock.advance(stepMs)
  }
  throw new Error('It was never kept.')
}

describe('the wait of a bot', () => {
  test('takes its seconds, divided by the speed', async () => {
    expect(await passedUntil(timeline.wait(2))).toBe(2000)
    time.speed = 4
    expect(await passedUntil(timeline.wait(2))).toBe(2500)
  })

  test('is over at once where the clock has jumped over it, and the next one too, up to the present', async () => {
    clock.advance(5000)
    const seen = watch(timeline.wait(2).then(() => timeline.wait(3)))
    await breathe()
    expect(seen.isDone).toBe(true)
    expect(await passedUntil(timeline.wait(1))).toBe(6000)
  })

  test('is no longer when the clock is set back', async () => {
    clock.step(-60_000)
    const seen = watch(timeline.wait(2))
    await breathe()
    clock.advance(1900)
    await breathe()
    expect(seen.isDone).toBe(false)
    clock.advance(100)
    await breathe()
    expect(seen.isDone).toBe(true)
  })

  test('never ends once the bots are stopped, whether it had begun or not', async () => {
    const begun = watch(timeline.wait(2))
    await breathe()
    time.stop()
    const later = watch(timeline.wait(0))
    const due = watch(timeline.until(() => false, 0))
    clock.advance(60_000)
    await breathe()
    expect([begun.isDone, later.isDone, due.isDone]).toEqual([false, false, false])
  })
})

describe('the time of the bots', () => {
  test('runs what is due, unless that was cancelled or the bots were stopped', () => {
    const ran: string[] = []
    time.after(1000, () => ran.push('due'))
    const cancel = time.after(1000, () => ran.push('cancelled'))
    cancel()
    clock.advance(1000)
    time.after(1000, () => ran.push('stopped'))
    expect(time.isStopped).toBe(false)
    time.stop()
    expect(time.isStopped).toBe(true)
    time.after(1000, () => ran.push('too late'))()
    clock.advance(5000)
    expect(ran).toEqual(['due'])
  })
})

describe('waiting until something holds', () => {
  test('ends at once where it holds already', async () => {
    expect(await timeline.until(() => true, 5)).toBe(true)
    expect(await passedUntil(timeline.wait(1))).toBe(1000)
  })

  test('gives up after its seconds, divided by the speed, and the next wait begins then', async () => {
    time.speed = 2
    const given = timeline.until(() => false, 5)
    expect(await passedUntil(given)).toBe(2500)
    expect(await given).toBe(false)
    expect(await passedUntil(timeline.wait(1))).toBe(3000)
  })

  test('waits for an answer that takes a moment', async () => {
    const waited = timeline.until(async () => false, 1)
    expect(await passedUntil(waited)).toBe(1000)
    expect(await waited).toBe(false)
  })

  test('lets the next wait begin when it was told, not when its time would have ended', async () => {
    let holds = false
    const waited = timeline.until(() => holds, 10)
    await breathe()
    clock.advance(1000)
    holds = true
    timeline.notify()
    expect(await waited).toBe(true)
    clock.advance(2000)
    const seen = watch(timeline.wait(2))
    await breathe()
    expect(seen.isDone).toBe(true)
  })

  test('looks once more at the end', async () => {
    let holds = false
    const waited = timeline.until(() => holds, 5)
    await breathe()
    holds = true
    clock.advance(4999)
    const seen = watch(waited)
    await breathe()
    expect(seen.isDone).toBe(false)
    clock.advance(1)
    await breathe()
    expect(seen).toEqual({ isDone: true, value: true })
  })

  test('looks again when told that something has changed, and goes on from that moment', async () => {
    let holds = false
    let looks = 0
    const waited = timeline.until(() => {
      looks += 1
      return holds
    }, 10)
    await breathe()
    clock.advance(1000)
    timeline.notify()
    await breathe()
    expect(looks).toBe(2)
    clock.advance(3000)
    holds = true
    timeline.notify()
    expect(await waited).toBe(true)
    expect(await passedUntil(timeline.wait(1))).toBe(5000)
  })

  test('hears what is told while it looks', async () => {
    const answers = [false, true]
    const waited = timeline.until(async () => {
      const answer = answers.shift() ?? true
      timeline.notify()
      await Promise.resolve()
      return answer
    }, 10)
    const seen = watch(waited)
    await breathe()
    expect(seen).toEqual({ isDone: true, value: true })
  })

  test('ends no later for being told of things that do not matter', async () => {
    const waited = timeline.until(() => false, 3)
    const seen = watch(waited)
    for (const ms of [1000, 1000, 900]) {
      await breathe()
      clock.advance(ms)
      timeline.notify()
    }
    await breathe()
    expect(seen.isDone).toBe(false)
    clock.advance(100)
    await breathe()
    expect(seen).toEqual({ isDone: true, value: false })
    expect(await passedUntil(timeline.wait(1))).toBe(4000)
  })

  test('waits for ever where it has for ever', async () => {
    let holds = false
    const seen = watch(timeline.until(() => holds, Number.POSITIVE_INFINITY))
    await breathe()
    clock.advance(30 * 86_400_000)
    await breathe()
    expect(seen.isDone).toBe(false)
    holds = true
    timeline.notify()
    await breathe()
    expect(seen).toEqual({ isDone: true, value: true })
  })

  test('told of something after a jump of the clock goes on where its time had ended', async () => {
    let holds = false
    const waited = timeline.until(() => holds, 10)
    await breathe()
    clock.step(60_000)
    holds = true
    timeline.notify()
    expect(await waited).toBe(true)
    // Fifty seconds were skipped, so the waits within them take no time.
    const seen = watch(timeline.wait(50))
    await breathe()
    expect(seen.isDone).toBe(true)
    expect(await passedUntil(timeline.wait(1))).toBe(61_000)
  })

  test('is no longer when the clock is set back, and goes on from where it was', async () => {
    clock.step(-60_000)
    const seen = watch(timeline.until(() => false, 2))
    await breathe()
    clock.advance(2000)
    await breathe()
    expect(seen).toEqual({ isDone: true, value: false })
  })
})
