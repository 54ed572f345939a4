import { describe, expect, spyOn, test } from 'bun:test'
import { manualClock, systemClock } from './clock.ts'
import { inTime } from './deadline.ts'

const block = (ms: number) => {
  for (const end = performance.now() + ms; performance.now() < end; );
}

describe('an answer with a deadline', () => {
  test('is given when it comes in time', async () => {
    expect(await inTime(Promise.resolve(7), 1000)).toBe(7)
  })

  test('that does not come is an error, or what the caller makes of it', async () => {
    const never = new Promise<never>(() => {})
    await expect(inTime(never, 10)).rejects.toThrow('There was no answer in 10 ms.')
    await expect(inTime(never, 10, () => new Error('Frozen.'))).rejects.toThrow('Frozen.')
  })

  test('is waited for when this process was busy meanwhile', async () => {
    const answer = Bun.sleep(60).then(() => 7)
    const given = inTime(answer, 40)
    block(120)
    expect(await given).toBe(7)
  })
})

describe('an answer that this process was too busy to hear', () => {
  /** The clock of the system, moved by hand. */
  const holdClock = () => {
    const clock = manualClock(5_000_000)
    clock.advance(1000)
    const watched = [
      spyOn(systemClock, 'elapsed').mockImplementation(clock.elapsed),
      spyOn(systemClock, 'after').mockImplementation(clock.after),
    ]
    const giveBack = () => {
      for (const each of watched) each.mockRestore()
    }
    return { clock, giveBack }
  }

  /** @returns how often `late` was asked for an error */
  const countLate = async (
    answer: Promise<unknown>,
    pass: (advance: (ms: number) => Promise<number>) => Promise<void>,
  ) => {
    const { clock, giveBack } = holdClock()
    let count = 0
    const late = () => {
      count += 1
      return new Error('Late.')
    }
    const given = inTime(answer, 100, late).catch(() => null)
    try {
      await pass(async ms => {
        clock.advance(ms)
        await Bun.sleep(0)
        return count
      })
    } finally {
      giveBack()
    }
    if (count > 0) expect(await given).toBeNull()
  }
  const never = new Promise<never>(() => {})

  test('gets its time anew three times, and then it is late', () =>
    countLate(never, async advance => {
      const counts: number[] = []
      for (let time = 0; time < 4; time += 1) counts.push(await advance(151))
      expect(counts).toEqual([0, 0, 0, 1])
    }))

  test('is late at once where the timer was late by half of its time and no more', () =>
    countLate(never, async advance => {
      expect(await advance(150)).toBe(1)
    }))

  test('that has come is not late afterwards', () =>
    countLate(Promise.resolve(7), async advance => {
      expect(await advance(0)).toBe(0)
      expect(await advance(100)).toBe(0)
    }))
})
