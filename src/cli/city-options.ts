import { type Command, InvalidArgumentError, Option } from 'commander'
import { cityKeys } from '../dev/seed/cities.ts'
import { personas } from '../dev/seed/personas.ts'
import type { Coordinates } from '../lib/geo.ts'
import { parseTimestamp, toMilliseconds } from '../lib/timestamp.ts'

/** Gives a command the options that say which example world is meant; they make a `CityOptions`. */
export const addCityOptions = (command: Command): Command =>
  command
    .addOption(new Option('--city <city>', 'where the world lies').choices(cityKeys).default('bangkok'))
    .addOption(
      new Option('--around <latitude,longitude>', 'where the world lies, in the place of a city')
        .argParser(readPlace)
        .conflicts('city'),
    )
    .option('--users <number>', 'how many people', wholeNumber(personas.length, 100_000), 200)
    .option('--gigs <number>', 'how many gigs', wholeNumber(1, 1_000_000), 500)
    .option(
      '--seed <number>',
      'which world; the same number gives the same world',
      wholeNumber(0, 999_999_999),
      42,
    )
    .option(
      '--as-of <time>',
      'the present of the world, such as 2026-01-31T09:00:00Z; else this hour',
      readTime,
    )

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
    if (value >= least && value <= most) return value
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
  }

const readPlace = (text: string): Coordinates => {
  const parts = /^(-?\d{1,3}(?:\.\d+)?),\s*(-?\d{1,3}(?:\.\d+)?)$/.exec(text)
  const [latitude, longitude] = [Number(parts?.[1] ?? Number.NaN), Number(parts?.[2] ?? Number.NaN)]
  if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) return { latitude, longitude }
  throw new InvalidArgumentError(
    'It must be a latitude from -90 to 90 and a longitude from -180 to 180, such as 13.7563,100.5018.',
  )
}

const readTime = (text: string): number => {
  const at = parseTimestamp(text)
  if (at && at >= '1971') return toMilliseconds(at)
  throw new InvalidArgumentError('It must be a time from 1971 on, such as 2026-01-31T09:00:00Z.')
}
