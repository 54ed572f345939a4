import { Cron } from 'croner'

/** How many times of a schedule are looked at: a week of it, if it is daily. */
const looked = 8

/** The longest time between two runs of a cron expression, by its next runs. 0 for one that runs once or never. */
export const maxGapMs = (expression: string, nowMs: number): number => {
  const runs = new Cron(expression, { paused: true, timezone: 'UTC' }).nextRuns(looked, new Date(nowMs))
  return runs.reduce((longest, run, at) => {
    const next = runs[at + 1]
    return next ? Math.max(longest, next.getTime() - run.getTime()) : longest
  }, 0)
}

/** Whether two or more runs of a cron expression were between two moments. */
export const hasTwoRunsBetween = (expression: string, sinceMs: number, untilMs: number): boolean =>
  new Cron(expression, { paused: true, timezone: 'UTC' })
    .nextRuns(2, new Date(sinceMs))
    .filter(run => run.getTime() < untilMs).length === 2
