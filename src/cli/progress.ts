import { Presets, SingleBar } from 'cli-progress'
import { systemClock } from '../lib/clock.ts'
import type { Report } from '../lib/report.ts'

/** Writes to a terminal's standard error, so that the output stays clean. */
export const withProgressBar = async <Result>(run: (report: Report) => Promise<Result>): Promise<Result> => {
  if (!process.stderr.isTTY) return run(() => {})
  const bar = new SingleBar(
    { format: '{part} {bar} {percentage}%', stream: process.stderr, clearOnComplete: true },
    Presets.shades_classic,
  )
  bar.start(100, 0, { part: 'starting' })
  try {
    return await run((part, share) => bar.update(Math.round(share * 100), { part: part.padEnd(9) }))
  } finally {
    bar.stop()
  }
}

const lineEveryMs = 10_000

export const withProgressLines = async <Result>(
  run: (report: Report) => Promise<Result>,
): Promise<Result> => {
  if (process.stderr.isTTY) return withProgressBar(run)
  let nextMs = systemClock.elapsed() + lineEveryMs
  return run((part, share) => {
    if (systemClock.elapsed() < nextMs) return
    nextMs = systemClock.elapsed() + lineEveryMs
    process.stderr.write(`${part}: ${Math.round(share * 100)} %\n`)
  })
}
