import type { ManualClock } from '../../src/lib/clock.ts'

/** A clock that says how many timers wait, so that a test sees one that was forgotten. */
export interface CountingClock extends ManualClock {
  readonly pending: number
}

export const countTimers = (clock: ManualClock): CountingClock => {
  const timers = new Set<object>()
  return {
    ...clock,
    after: (ms, run) => {
      const timer = {}
      timers.add(timer)
      const cancel = clock.after(ms, () => {
        timers.delete(timer)
        run()
      })
      return () => {
        timers.delete(timer)
        cancel()
      }
    },
    get pending() {
      return timers.size
    },
  }
}
