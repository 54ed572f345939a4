import { cpus, totalmem } from 'node:os'
import { root } from './processes.ts'

/** One line of a result: what was measured, and what each round gave. */
export interface Series {
  name: string
  unit: string
  rounds: number[]
}

export const medianOf = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

export interface Result {
  bench: string
  command: string
  machine: string
  date: string
  series: { name: string; unit: string; median: number; least: number; most: number; rounds: number }[]
  /** A sentence for what was left out, and why. */
  notes: string[]
}

/** GIGS, SIZES and ROUNDS make a bench short, to try it. The figures of a trial are printed and not kept. */
const { GIGS, SIZES, ROUNDS } = process.env
export const isTrial = (GIGS ?? SIZES ?? ROUNDS) !== undefined

export const gigsOr = (usual: number): number => Number(GIGS ?? usual)
export const roundsOr = (usual: number): number => Number(ROUNDS ?? usual)

const say = (text: string) => process.stdout.write(`${text}\n`)

/** What a bench is doing at the moment, for who waits for it. */
export const sayProgress = (text: string) => process.stderr.write(`  ${text}\n`)

/** Three digits are as much as a measurement is worth. */
export const toShownNumber = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3))

export const resultFile = (bench: string) => `${root}scripts/bench/results/${bench}.json`

/** The kept result of a bench, or null where it never ran. */
export const readResult = async (bench: string): Promise<Result | null> => {
  const file = Bun.file(resultFile(bench))
  return (await file.exists()) ? JSON.parse(await file.text()) : null
}

/** Runs each variant once a round, so that what disturbs the machine disturbs all of them. The first round warms up. */
export const interleave = async (
  variants: { name: string; unit: string; run: () => Promise<number> | number }[],
  usualRounds: number,
): Promise<Series[]> => {
  const rounds = roundsOr(usualRounds)
  const series = variants.map(({ name, unit }): Series => ({ name, unit, rounds: [] }))
  for (let round = 0; round <= rounds; round += 1) {
    sayProgress(round === 0 ? 'warming up' : `round ${round} of ${rounds}`)
    for (const [at, { run }] of variants.entries()) {
      const value = await run()
      if (round > 0) series[at]?.rounds.push(value)
    }
  }
  return series
}

/** The machine that measures, in words. */
export const describeMachine = (): string => {
  const [cpu] = cpus()
  return `${cpus().length} cores of ${cpu?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}, Bun ${Bun.version}`
}

/** Prints a table and keeps it as JSON. */
export const report = async (bench: string, series: Series[], notes: string[] = []): Promise<Result> => {
  const rows = series.map(({ name, unit, rounds }) => ({
    name,
    unit,
    median: medianOf(rounds),
    least: Math.min(...rounds),
    most: Math.max(...rounds),
    rounds: rounds.length,
  }))
  const widest = Math.max(...rows.map(row => row.name.length))
  say(`\n${bench}`)
  for (const { name, unit, median, least, most } of rows)
    say(
      `  ${name.padEnd(widest)}  ${toShownNumber(median)} ${unit}  (${toShownNumber(least)} to ${toShownNumber(most)})`,
    )
  for (const note of notes) say(`  ${note}`)
  const result: Result = {
    bench,
    command: `bun run bench ${bench}`,
    machine: describeMachine(),
    date: new Date().toISOString().slice(0, 10),
    series: rows,
    notes,
  }
  if (isTrial) say('  This was a trial, which is not kept.')
  else await Bun.write(resultFile(bench), `${JSON.stringify(result, null, 2)}\n`)
  return result
}
