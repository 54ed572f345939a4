import { TimerQueue } from './timer-queue.ts'

/** Where the time comes from. The system's clock in production; one that is moved by hand in tests and seeds. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number

  /** Runs something `ms` milliseconds from now, at most 2 147 483 647 (24 days). @returns what calls it off */
  after(ms: number, run: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    // Nothing that waits keeps the process alive.
    timer.unref()
    return () => clearTimeout(timer)
  },
}

export interface ManualClock extends Clock {
  /** Moves the clock by `ms` milliseconds, and runs what has come due. */
  advance(ms: number): void
  /** Puts the clock to a moment, and runs what has come due. */
  set(ms: number): void
}

/**
 * A clock that jumps: like after a laptop's sleep, what came due in between runs once, in the order in which it came
 * due, and sees the time after the jump.
 */
export const manualClock = (startMs: number): ManualClock => {
  let nowMs = startMs
  const agenda = new TimerQueue()
  const set = (ms: number) => {
    nowMs = ms
    agenda.runDue(nowMs)
  }
  return {
    now: () => nowMs,
    after: (ms, run) => agenda.enter(nowMs + ms, run),
    advance: ms => set(nowMs + ms),
    set,
  }
}
