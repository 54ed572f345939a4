import { TimerQueue } from './timer-queue.ts'

/** The source of time: the system's clock in production, one that is moved by hand in tests and seeds. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number

  /** Runs something `ms` milliseconds from now, at most 2 147 483 647 (24 days). @returns a function that cancels it */
  after(ms: number, run: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    // A pending timer does not keep the process alive.
    timer.unref()
    return () => clearTimeout(timer)
  },
}

export interface ManualClock extends Clock {
  /** Moves the clock by `ms` milliseconds and runs the timers that are due. */
  advance(ms: number): void
  /** Sets the clock to a moment and runs the timers that are due. */
  set(ms: number): void
}

/**
 * A clock that can jump. Timers that became due during a jump run once, in the order of their due times, and see the time
 * after the jump, as after a laptop's sleep.
 */
export const manualClock = (startMs: number): ManualClock => {
  let nowMs = startMs
  const timers = new TimerQueue()
  const set = (ms: number) => {
    nowMs = ms
    timers.runDue(nowMs)
  }
  return {
    now: () => nowMs,
    after: (ms, run) => timers.enter(nowMs + ms, run),
    advance: ms => set(nowMs + ms),
    set,
  }
}
