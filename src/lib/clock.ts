/** Where the time comes from. The system's clock in production; one that is moved by hand in tests and seeds. */
export interface Clock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number

  /**
   * Runs `run` once, `ms` milliseconds from now; it does not keep the process alive.
   * @returns what calls it off
   */
  after(ms: number, run: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

export interface ManualClock extends Clock {
  /** Moves the clock by `ms` milliseconds. */
  advance(ms: number): void
  set(ms: number): void
}

export const manualClock = (startMs: number): ManualClock => {
  let nowMs = startMs
  const waiting = new Set<{ atMs: number; run: () => void }>()
  const set = (ms: number) => {
    nowMs = ms
    for (const alarm of [...waiting].sort((a, b) => a.atMs - b.atMs)) {
      // What runs may call off what comes behind it.
      if (alarm.atMs <= nowMs && waiting.delete(alarm)) alarm.run()
    }
  }
  return {
    now: () => nowMs,
    after: (ms, run) => {
      const alarm = { atMs: nowMs + ms, run }
      waiting.add(alarm)
      return () => waiting.delete(alarm)
    },
    advance: ms => set(nowMs + ms),
    set,
  }
}
