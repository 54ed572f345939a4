import { type Command, InvalidArgumentError, Option } from 'commander'
import { cityKeys } from '../dev/seed/cities.ts'
import { personas } from '../dev/seed/personas.ts'
import type { Coordinates } from '../lib/geo.ts'
import { parseTimestamp, toMilliseconds } from '../lib/timestamp.ts'

export const addCityOptions = (command: Command): Command =>
  command
    .addOption(new Option('--city <city>', 'where the world lies').choices(cityKeys).default('bangkok'))
    .addOption(
      new Option('--around <latitude,longitude>', 'where the world lies, instead of a city')
        .argParser(parseCoordinates)
        .conflicts('city'),
    )
    .option('--users <number>', 'how many people', parseInteger(personas.length, 100_000), 200)
    .option('--gigs <number>', 'how many gigs', parseInteger(1, 1_000_000), 500)
    .option(
      '--seed <number>',
      'which world; the same number gives the same world',
      parseInteger(0, 999_999_999),
      42,
    )
    .option(
      '--as-of <time>',
      'the present time of the world, such as 2026-01-31T09:00:00Z; default: this hour',
      parseTime,
    )
    .addOption(
      new Option(
        '--from <file>',
        'make the world of a file that "chayenity world save" or a person wrote, in place of the example world',
      ).conflicts(['city', 'around', 'users', 'gigs']),
    )
    .option('--fresh', 'delete the data of the demo and make it anew')
    .option('--adopt', 'use a folder of real data, with example people beside the real ones')

const parseInteger =
  (min: number, max: number) =>
  (text: string): number => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
    if (value >= min && value <= max) return value
    throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
  }

const parseCoordinates = (text: string): Coordinates => {
  const parts = /^(-?\d{1,3}(?:\.\d+)?),\s*(-?\d{1,3}(?:\.\d+)?)$/.exec(text)
  const [latitude, longitude] = [Number(parts?.[1] ?? Number.NaN), Number(parts?.[2] ?? Number.NaN)]
  if (Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) return { latitude, longitude }
  throw new InvalidArgumentError(
    'It must be a latitude from -90 to 90 and a longitude from -180 to 180, such as 13.7563,100.5018.',
  )
}

const parseTime = (text: string): number => {
  const at = parseTimestamp(text)
  if (at && at >= '1971') return toMilliseconds(at)
  throw new InvalidArgumentError('It must be a time from 1971 on, such as 2026-01-31T09:00:00Z.')
}
