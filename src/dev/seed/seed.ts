import type { Context } from '../../context.ts'
import type { Coordinates } from '../../lib/geo.ts'
import { StorageError } from '../../storage/storage-error.ts'
import { buildExampleData } from './build.ts'
import { hourMs } from './calendar.ts'
import { type City, type CityKey, cities, cityAround } from './cities.ts'
import { newcomerKey, personas } from './personas.ts'

export interface SeedOptions {
  seed: number
  city: CityKey
  around?: Coordinates
  users: number
  gigs: number
  /** Milliseconds since 1970; now when left out. */
  asOf?: number
  from?: string
}

/** `share` from 0 to 1. */
type ReportProgress = (share: number) => void

/** @returns whether the store was empty @throws StorageError when an earlier run was interrupted */
export const seedOnce = async (
  ctx: Context,
  options: SeedOptions,
  report: ReportProgress,
): Promise<boolean> => {
  if (await hasPersona(ctx, newcomerKey)) return false
  if (await hasPersona(ctx, 'somchai'))
    throw new StorageError(
      `The example data in "${ctx.config.dataDir}" is incomplete: making it was interrupted. Add --fresh to delete it and start again, or set DATA_DIR to another folder.`,
    )
  const { seed, users, gigs } = options
  const city: City = options.around ? cityAround(options.around) : cities[options.city]
  process.stdout.write(`Making the example data: ${users} people and ${gigs} gigs around ${city.name} …\n`)
  const asOfMs = Math.floor((options.asOf ?? ctx.clock.now()) / hourMs) * hourMs
  await buildExampleData(ctx, { seed, city, users, gigs, asOfMs }, report)
  return true
}

const hasPersona = async (ctx: Context, key: string): Promise<boolean> => {
  const email = personas.find(persona => persona.key === key)?.email ?? ''
  return (await ctx.store.users.findCredentials(email)) !== null
}
