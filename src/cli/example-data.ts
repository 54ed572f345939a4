import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { type SeedOptions, seedOnce } from '../dev/seed/seed.ts'
import { toTimestamp } from '../lib/timestamp.ts'
import { readMarker, type WorldOptions, writeMarker } from './folder-marker.ts'
import { printStatus } from './output.ts'
import { withProgressLines } from './progress.ts'
import { UsageError } from './usage-error.ts'
import { makeWorldOf } from './world-file.ts'

export interface ExampleDataOptions extends SeedOptions {
  fresh?: true
  adopt?: true
}

export const writtenOptions = (command: Command): WorldOptions => {
  const all = worldOptionsOf(command.opts<SeedOptions>())
  const isWritten = (name: string) => command.getOptionValueSource(keyOf(name)) === 'cli'
  return Object.fromEntries(Object.entries(all).filter(([name]) => isWritten(name)))
}

const keyOf = (option: string) =>
  option.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())

const worldOptionsOf = ({ seed, city, around, users, gigs, asOf, from }: SeedOptions): WorldOptions => ({
  ...(from === undefined
    ? planOptionsOf({ city, users, gigs, ...(around && { around }) })
    : { '--from': from }),
  '--seed': String(seed),
  ...(asOf === undefined ? {} : { '--as-of': toTimestamp(asOf) }),
})

const planOptionsOf = ({
  city,
  around,
  users,
  gigs,
}: Pick<SeedOptions, 'city' | 'around' | 'users' | 'gigs'>): WorldOptions => ({
  ...(around ? { '--around': `${around.latitude},${around.longitude}` } : { '--city': city }),
  '--users': String(users),
  '--gigs': String(gigs),
})

/** Names the options that have no effect where the data exists already. */
export const makeExampleData = async (
  ctx: Context,
  options: SeedOptions,
  written: WorldOptions,
): Promise<void> => {
  const { dataDir } = ctx.config
  const isMade = await withProgressLines(report => make(ctx, options, share => report('building', share)))
  const { unfinished: _, ...marker } = readMarker(dataDir) ?? { kind: 'demo' as const }
  if (isMade) {
    writeMarker(dataDir, { ...marker, world: worldOptionsOf(options) })
    return
  }
  // An older version made its example data.
  if (marker.adopted === 'unmarked') writeMarker(dataDir, { kind: 'demo' })
  const sentences = contradictions(dataDir, written, marker.world ?? null)
  if (sentences.length > 0) printStatus(...sentences)
}

const make = async (
  ctx: Context,
  options: SeedOptions,
  report: (share: number) => void,
): Promise<boolean> => {
  const { dataDir } = ctx.config
  const marker = readMarker(dataDir)
  if (marker?.unfinished !== undefined)
    throw new UsageError(
      `The world of "${marker.unfinished}" in "${dataDir}" is incomplete: making it was interrupted. Add --fresh to delete it and start again, or set DATA_DIR to another folder.`,
    )
  if (marker?.world && (options.from !== undefined || '--from' in marker.world)) return false
  if (options.from === undefined) return seedOnce(ctx, options, report)
  await makeWorldOf(ctx, options.from, options, report)
  return true
}

/** @param made the options of the existing data; null: not known */
const contradictions = (dataDir: string, written: WorldOptions, made: WorldOptions | null): string[] => {
  const names = Object.keys(written).filter(name => made?.[name] !== written[name])
  if (names.length === 0) return []
  const asked = names.map(name => `${name} ${written[name]}`).join(' ')
  const was = made
    ? Object.entries(made).filter(([name]) => names.includes(name) || placeOptions.includes(name))
    : []
  const origin = was.length > 0 ? `, made with ${was.map(entry => entry.join(' ')).join(' ')}` : ''
  return [
    `"${dataDir}" has example data already${origin}, so ${asked} changes nothing. Add --fresh to delete it and make it anew.`,
  ]
}

const placeOptions = ['--city', '--around']
