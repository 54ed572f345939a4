import { TimerQueue } from './timer-queue.ts'

export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. A person or NTP may set it back. */
  now(): number

  /** Milliseconds since some moment in the past; never goes back. */
  elapsed(): number

  /** `ms` is at most 2 147 483 647 (24 days). @returns a function that cancels it */
  after(ms: number, run: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    // A pending timer must not keep the process alive.
    timer.unref()
    return () => clearTimeout(timer)
  },
}

export interface ManualClock extends Clock {
  advance(ms: number): void
  set(ms: number): void
  /** Changes the time of day without any time passing, as NTP does. */
  step(ms: number): void
}

/** Timers that come due in a jump run in order and see the time after it, as after a laptop's sleep. */
export const manualClock = (startMs: number): ManualClock => {
  let nowMs = startMs
  let elapsedMs = 0
  const timers = new TimerQueue()
  const set = (ms: number) => {
    elapsedMs += Math.max(0, ms - nowMs)
    nowMs = ms
    timers.runDue(elapsedMs)
  }
  return {
    now: () => nowMs,
    elapsed: () => elapsedMs,
    after: (ms, run) => timers.enter(elapsedMs + ms, run),
    advance: ms => set(nowMs + ms),
    set,
    step: ms => {
      nowMs += ms
    },
  }
}
