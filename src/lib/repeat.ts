import type { Clock } from './clock.ts'

/**
 * Runs again and again, never twice at once: the next run begins some time after the last one has ended.
 * @param waitMs gets the milliseconds of the last run, 0 before the first
 * @param run its errors are the caller's: one that gets here is dropped
 */
export const repeat = (
  clock: Clock,
  waitMs: (ranMs: number) => number,
  run: () => Promise<unknown>,
): { stop(): void } => {
  let isStopped = false
  let cancel = () => {}
  const waitAndRun = (ranMs: number) => {
    if (isStopped) return
    cancel = clock.after(waitMs(ranMs), () => {
      const since = clock.elapsed()
      run()
        .catch(() => {})
        .finally(() => waitAndRun(clock.elapsed() - since))
    })
  }
  waitAndRun(0)
  return {
    stop: () => {
      isStopped = true
      cancel()
    },
  }
}
