/** Where the time comes from. The system's clock in production; one that is moved by hand in tests and seeds. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number
}

export const systemClock: Clock = { now: () => Date.now() }

export interface ManualClock extends Clock {
  /** Moves the clock by `ms` milliseconds. */
  advance(ms: number): void
  set(ms: number): void
}

export const manualClock = (startMs: number): ManualClock => {
  let nowMs = startMs
  return {
    now: () => nowMs,
    advance: ms => {
      nowMs += ms
    },
    set: ms => {
      nowMs = ms
    },
  }
}
