import { Cron } from 'croner'

/** Enough to see the night and the weekend of backups that are made every half hour of the working day. */
const looked = 100

/** Looks at the next runs; 0 for an expression that runs once or never. */
export const maxGapMs = (expression: string, nowMs: number): number => {
  const runs = new Cron(expression, { paused: true, timezone: 'UTC' }).nextRuns(looked, new Date(nowMs))
  return runs.reduce((longest, run, at) => {
    const next = runs[at + 1]
    return next ? Math.max(longest, next.getTime() - run.getTime()) : longest
  }, 0)
}

export const hasTwoRunsBetween = (expression: string, sinceMs: number, untilMs: number): boolean =>
  new Cron(expression, { paused: true, timezone: 'UTC' })
    .nextRuns(2, new Date(sinceMs))
    .filter(run => run.getTime() < untilMs).length === 2
