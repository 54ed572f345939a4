import type { Clock } from '../lib/clock.ts'
import { TimerQueue } from '../lib/timer-queue'

/** Where a movable clock stands, so that it can be put there again. */
export interface ClockState {
  /** How far it is from the clock beneath, in milliseconds. */
  offsetMs: number
  /** The moment at which it stands still, or null while it runs. */
  frozenAtMs: number | null
}

export interface MovableClock extends Clock {
  state(): ClockState
  /** Moves it by `ms`, forwards or back; what comes due on the way is run. */
  advance(ms: number): void
  /** Puts it to a moment. */
  set(ms: number): void
  /** Lets it stand still, until `resume`. */
  freeze(): void
  /** Lets it run on from where it stands. */
  resume(): void
  /** Calls everything off that waits. */
  stop(): void
}

/** How long a timer of the clock beneath may wait (see `Clock.after`). */
const maxWaitMs = 2_147_483_647

/** A clock that runs like the one beneath, at a distance that can be changed, and that can stand still. */
export const movableClock = (
  beneath: Clock,
  start: ClockState = { offsetMs: 0, frozenAtMs: null },
): MovableClock => {
  let { offsetMs, frozenAtMs } = start
  let cancelTimer = () => {}
  const agenda = new TimerQueue()
  const now = () => frozenAtMs ?? beneath.now() + offsetMs

  /** Has the clock beneath call when the next is due. */
  const waitForNext = () => {
    cancelTimer()
    const nextMs = agenda.nextMs()
    if (frozenAtMs !== null || nextMs === Number.POSITIVE_INFINITY) return
    cancelTimer = beneath.after(Math.min(Math.max(nextMs - now(), 0), maxWaitMs), follow)
  }
  const follow = () => {
    cancelTimer()
    agenda.runDue(now())
    waitForNext()
  }
  const set = (ms: number) => {
    offsetMs = ms - beneath.now()
    if (frozenAtMs !== null) frozenAtMs = ms
    follow()
  }
  return {
    now,
    after: (ms, run) => {
      const dueMs = now() + ms
      const isNext = dueMs <= agenda.nextMs()
      const callOff = agenda.enter(dueMs, run)
      if (isNext) waitForNext()
      return callOff
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
      offsetMs = frozenAtMs - beneath.now()
      frozenAtMs = null
      follow()
    },
    stop: () => {
      agenda.clear()
      cancelTimer()
    },
  }
}
