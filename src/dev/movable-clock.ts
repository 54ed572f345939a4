import type { Clock } from '../lib/clock.ts'
import { TimerQueue } from '../lib/timer-queue.ts'

/** The state of a movable clock, from which another can start. */
export interface ClockState {
  /** The difference to the underlying clock, in milliseconds. */
  offsetMs: number
  /** The time at which it is frozen, or null while it runs. */
  frozenAtMs: number | null
}

export interface MovableClock extends Clock {
  state(): ClockState
  /** Moves it by `ms`, forwards or back, and runs the timers that become due. */
  advance(ms: number): void
  /** Sets the time and runs the timers that become due. */
  set(ms: number): void
  /** Stops it until `resume`. */
  freeze(): void
  /** Lets it run again from the time at which it is frozen. */
  resume(): void
  /** Cancels all timers. */
  stop(): void
}

/** The longest timer of the underlying clock (see `Clock.after`). */
const maxWaitMs = 2_147_483_647

/** A clock that runs like the underlying one with an offset that can be changed, and that can be frozen. */
export const movableClock = (
  underlying: Clock,
  start: ClockState = { offsetMs: 0, frozenAtMs: null },
): MovableClock => {
  let { offsetMs, frozenAtMs } = start
  let cancelTimer = () => {}
  const timers = new TimerQueue()
  const now = () => frozenAtMs ?? underlying.now() + offsetMs

  /** Sets a timer of the underlying clock for the next due timer. */
  const schedule = () => {
    cancelTimer()
    const nextMs = timers.nextMs()
    if (frozenAtMs !== null || nextMs === Number.POSITIVE_INFINITY) return
    cancelTimer = underlying.after(Math.min(Math.max(nextMs - now(), 0), maxWaitMs), runDue)
  }
  const runDue = () => {
    cancelTimer()
    timers.runDue(now())
    schedule()
  }
  const set = (ms: number) => {
    offsetMs = ms - underlying.now()
    if (frozenAtMs !== null) frozenAtMs = ms
    runDue()
  }
  return {
    now,
    after: (ms, run) => {
      const dueMs = now() + ms
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
      cancelTimer()
    },
    resume: () => {
      if (frozenAtMs === null) return
      offsetMs = frozenAtMs - underlying.now()
      frozenAtMs = null
      runDue()
    },
    stop: () => {
      timers.clear()
      cancelTimer()
    },
  }
}
