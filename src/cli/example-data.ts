import type { Command } from 'commander'
import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import { type SeedOptions, seedOnce } from '../dev/seed/seed.ts'
import { toTimestamp } from '../lib/timestamp.ts'
import { readMarker, type WorldOptions, writeMarker } from './folder-marker.ts'
import { printStatus } from './output.ts'
import { withProgressLines } from './progress.ts'
import { UsageError } from './usage-error.ts'
import { makeWorldOf, type TriedWorld, tryWorldFile } from './world-file.ts'

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

/** Before the data folder is made. Null without a file, or where the folder has its data. @throws UsageError */
export const readWorld = async (config: Config, options: ExampleDataOptions): Promise<TriedWorld | null> => {
  const { from, fresh } = options
  if (from === undefined) return null
  const marker = fresh ? null : readMarker(config.dataDir)
  return marker?.world || marker?.unfinished !== undefined ? null : tryWorldFile(config, from, options)
}

/** Names the options that have no effect where the data exists already. @param world of `readWorld` */
export const makeExampleData = async (
  ctx: Context,
  options: SeedOptions,
  written: WorldOptions,
  world: TriedWorld | null,
): Promise<void> => {
  const { dataDir } = ctx.config
  const isMade = await withProgressLines(report =>
    make(ctx, options, world, share => report('building', share)),
  )
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
  world: TriedWorld | null,
  report: (share: number) => void,
): Promise<boolean> => {
  const { dataDir } = ctx.config
  const marker = readMarker(dataDir)
  if (marker?.unfinished !== undefined)
    throw new UsageError(
      `The world of "${marker.unfinished}" in "${dataDir}" is incomplete: making it was interrupted. Add --fresh to delete it and start again, or set DATA_DIR to another folder.`,
    )
  if (marker?.world && (options.from !== undefined || '--from' in marker.world)) return false
  if (world === null) return seedOnce(ctx, options, report)
  await makeWorldOf(ctx, world, options, report)
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
