import type { Clock } from '../lib/clock.ts'

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

interface Waiting {
  dueMs: number
  run: () => void
}

/** How long a timer of the clock beneath may wait (see `Clock.after`). */
const longestWaitMs = 2_147_483_647

/** A clock that runs like the one beneath, at a distance that can be changed, and that can stand still. */
export const movableClock = (
  beneath: Clock,
  start: ClockState = { offsetMs: 0, frozenAtMs: null },
): MovableClock => {
  let { offsetMs, frozenAtMs } = start
  let cancelTimer = () => {}
  const waiting = new Set<Waiting>()
  const now = () => frozenAtMs ?? beneath.now() + offsetMs

  /** Runs what is due, in the order in which it came due, and waits for what comes next. */
  const follow = () => {
    cancelTimer()
    const due = [...waiting].filter(({ dueMs }) => dueMs <= now()).sort((a, b) => a.dueMs - b.dueMs)
    for (const one of due) {
      // What ran before it may have called it off.
      if (waiting.delete(one)) one.run()
    }
    cancelTimer()
    if (frozenAtMs !== null || waiting.size === 0) return
    const nextMs = Math.min(...[...waiting].map(({ dueMs }) => dueMs))
    cancelTimer = beneath.after(Math.min(Math.max(nextMs - now(), 0), longestWaitMs), follow)
  }
  const set = (ms: number) => {
    offsetMs = ms - beneath.now()
    if (frozenAtMs !== null) frozenAtMs = ms
    follow()
  }
  return {
    now,
    after: (ms, run) => {
      const one = { dueMs: now() + ms, run }
      waiting.add(one)
      // A timer of the clock beneath is set only where this one is the next.
      if (frozenAtMs === null && [...waiting].every(({ dueMs }) => dueMs >= one.dueMs)) {
        cancelTimer()
        cancelTimer = beneath.after(Math.min(Math.max(ms, 0), longestWaitMs), follow)
      }
      return () => waiting.delete(one)
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
      waiting.clear()
      cancelTimer()
    },
  }
}
