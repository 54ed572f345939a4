import { expect, test } from 'bun:test'
import { manualClock } from './clock.ts'
import { repeat } from './repeat.ts'

const everySecond = () => 1000

/** @returns the runs that have begun, each of which ends when it is told to */
const startRuns = (waitMs: (ranMs: number) => number = everySecond) => {
  const clock = manualClock(0)
  const runs: PromiseWithResolvers<void>[] = []
  const repeated = repeat(clock, waitMs, () => {
    const run = Promise.withResolvers<void>()
    runs.push(run)
    return run.promise
  })
  const end = async (error?: Error) => {
    if (error) runs.at(-1)?.reject(error)
    else runs.at(-1)?.resolve()
    // The next wait begins some microtasks later.
    await Bun.sleep(0)
  }
  return { clock, runs, repeated, end }
}

test('a run begins when the wait is over, and the next wait when the run has ended', async () => {
  const { clock, runs, end } = startRuns()
  clock.advance(999)
  expect(runs).toHaveLength(0)
  clock.advance(1)
  expect(runs).toHaveLength(1)
  clock.advance(60_000)
  expect(runs).toHaveLength(1)
  await end()
  clock.advance(999)
  expect(runs).toHaveLength(1)
  clock.advance(1)
  expect(runs).toHaveLength(2)
})

test('a run that fails is followed by the next', async () => {
  const { clock, runs, end } = startRuns()
  clock.advance(1000)
  await end(new Error('away'))
  clock.advance(1000)
  expect(runs).toHaveLength(2)
})

test('the wait may depend on the time of the last run', async () => {
  const { clock, runs, end } = startRuns(ranMs => 1000 + 2 * ranMs)
  clock.advance(1000)
  clock.advance(300)
  await end()
  clock.advance(1599)
  expect(runs).toHaveLength(1)
  clock.advance(1)
  expect(runs).toHaveLength(2)
})

test('nothing runs after a stop, whether it waits or runs then', async () => {
  const waiting = startRuns()
  waiting.repeated.stop()
  waiting.clock.advance(5000)
  expect(waiting.runs).toHaveLength(0)
  const running = startRuns()
  running.clock.advance(1000)
  running.repeated.stop()
  await running.end()
  running.clock.advance(5000)
  expect(running.runs).toHaveLength(1)
})
