import { Presets, SingleBar } from 'cli-progress'
import { systemClock } from '../lib/clock.ts'
import type { Report } from '../lib/report.ts'

/** Shows how far long work has come, on a terminal alone; on the standard error, so that output stays clean. */
export const withBar = async <Result>(work: (report: Report) => Promise<Result>): Promise<Result> => {
  if (!process.stderr.isTTY) return work(() => {})
  const bar = new SingleBar(
    { format: '{part} {bar} {percentage}%', stream: process.stderr, clearOnComplete: true },
    Presets.shades_classic,
  )
  bar.start(100, 0, { part: 'starting' })
  try {
    return await work((part, share) => bar.update(Math.round(share * 100), { part: part.padEnd(9) }))
  } finally {
    bar.stop()
  }
}

/** How often a line tells of work where there is no terminal. */
const lineEveryMs = 10_000

/** As `withBar`; where there is no terminal, a line now and then. */
export const withLines = async <Result>(work: (report: Report) => Promise<Result>): Promise<Result> => {
  if (process.stderr.isTTY) return withBar(work)
  let nextMs = systemClock.now() + lineEveryMs
  return work((part, share) => {
    if (systemClock.now() < nextMs) return
    nextMs = systemClock.now() + lineEveryMs
    process.stderr.write(`${part}: ${Math.round(share * 100)} %\n`)
  })
}
