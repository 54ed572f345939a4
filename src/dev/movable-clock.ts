import type { Clock } from '../lib/clock.ts'
import { TimerQueue } from '../lib/timer-queue.ts'

export interface ClockState {
  offsetMs: number
  /** Null while it runs. */
  frozenAtMs: number | null
}

export interface MovableClock extends Clock {
  state(): ClockState
  /** Runs the timers that become due. Elapsed time moves along, but never back. */
  advance(ms: number): void
  set(ms: number): void
  freeze(): void
  resume(): void
  stop(): void
}

const maxWaitMs = 2_147_483_647

/** Timers follow elapsed time, so a system clock that is set back delays none. */
export const movableClock = (
  underlying: Clock,
  start: ClockState = { offsetMs: 0, frozenAtMs: null },
): MovableClock => {
  let { offsetMs, frozenAtMs } = start
  let cancelTimer = () => {}
  const timers = new TimerQueue()
  const now = () => frozenAtMs ?? underlying.now() + offsetMs
  // Every move forwards adds to it, every freeze takes away.
  let elapsedOffsetMs = 0
  let elapsedFrozenAtMs = frozenAtMs === null ? null : underlying.elapsed()
  const elapsed = () => elapsedFrozenAtMs ?? underlying.elapsed() + elapsedOffsetMs

  const schedule = () => {
    cancelTimer()
    const nextMs = timers.nextMs()
    if (frozenAtMs !== null || nextMs === Number.POSITIVE_INFINITY) return
    cancelTimer = underlying.after(Math.min(Math.max(nextMs - elapsed(), 0), maxWaitMs), runDue)
  }
  const runDue = () => {
    cancelTimer()
    timers.runDue(elapsed())
    schedule()
  }
  const set = (ms: number) => {
    const passedMs = Math.max(0, ms - now())
    offsetMs = ms - underlying.now()
    elapsedOffsetMs += passedMs
    if (frozenAtMs !== null) frozenAtMs = ms
    if (elapsedFrozenAtMs !== null) elapsedFrozenAtMs += passedMs
    runDue()
  }
  return {
    now,
    elapsed,
    after: (ms, run) => {
      const dueMs = elapsed() + ms
      const isNext = dueMs <= timers.nextMs()
      const cancel = timers.enter(dueMs, run)
      if (isNext) schedule()
      return cancel
    },
    state: () => ({ offsetMs, frozenAtMs }),
    set,
    advance: ms => set(now() + ms),
    freeze: () => {
      frozenAtMs ??= now()
      elapsedFrozenAtMs ??= elapsed()
      cancelTimer()
    },
    resume: () => {
      if (frozenAtMs === null || elapsedFrozenAtMs === null) return
      offsetMs = frozenAtMs - underlying.now()
      elapsedOffsetMs = elapsedFrozenAtMs - underlying.elapsed()
      frozenAtMs = null
      elapsedFrozenAtMs = null
      runDue()
    },
    stop: () => {
      timers.clear()
      cancelTimer()
    },
  }
}
