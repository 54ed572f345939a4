import { TimerQueue } from './timer-queue.ts'

/** The source of time: the system's clock in production, one that is moved by hand in tests and seeds. */
export interface Clock {
  /** The time of day, in milliseconds since 1970-01-01T00:00:00Z. A person or NTP may set it back. */
  now(): number

  /** Milliseconds since some moment in the past. It never goes back, so periods are measured with it. */
  elapsed(): number

  /**
   * Runs something when `ms` milliseconds have elapsed, at most 2 147 483 647 (24 days).
   * @returns a function that cancels it
   */
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
  /** Lets `ms` milliseconds pass, and runs what has come due. */
  advance(ms: number): void
  /** Lets time pass until a moment, and runs what has come due. An earlier moment is a step back. */
  set(ms: number): void
  /** Changes the time of day by `ms` without any time passing, as a person or NTP does. */
  step(ms: number): void
}

/**
 * A clock that can jump. Timers that became due during a jump run once, in the order of their due times, and see the time
 * after the jump, as after a laptop's sleep.
 */
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
