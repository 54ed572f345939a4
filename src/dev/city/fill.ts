import type { Context } from '../../context.ts'
import type { Coordinates } from '../../lib/geo.ts'
import { StorageError } from '../../storage/storage-error.ts'
import { hourMs } from './calendar.ts'
import { type City, type CityKey, cities, cityAround } from './cities.ts'
import { newcomer, personas } from './personas.ts'
import { buildWorld } from './world.ts'

/** Which example world somebody wants. */
export interface CityOptions {
  seed: number
  city: CityKey
  /** In the place of the city, when it is given. */
  around?: Coordinates
  users: number
  gigs: number
  /** The present of the world, in milliseconds since 1970; now, when it is left out. */
  asOf?: number
}

/** Tells a person how far the work has come, from 0 to 1. */
type Report = (share: number) => void

/**
 * Fills a store with the example world, where that is not there yet.
 * @param report from 0 to 1
 * @throws StorageError when the store holds a part of one
 */
export const fillOnce = async (ctx: Context, wish: CityOptions, report: Report): Promise<void> => {
  if (await hasPersona(ctx, newcomer)) return
  if (await hasPersona(ctx, 'somchai'))
    throw new StorageError(
      `In "${ctx.config.dataDir}" is a part of an example world: its making was interrupted. Remove that folder, or set DATA_DIR to another one.`,
    )
  const { seed, users, gigs } = wish
  const city: City = wish.around ? cityAround(wish.around) : cities[wish.city]
  process.stdout.write(`Building the example world: ${users} people and ${gigs} gigs around ${city.name} …\n`)
  const asOfMs = Math.floor((wish.asOf ?? ctx.clock.now()) / hourMs) * hourMs
  const { publicUrl, port } = ctx.config
  const baseUrl = publicUrl ?? (port === 0 ? null : `http://localhost:${port}`)
  await buildWorld(ctx, { seed, city, users, gigs, asOfMs, baseUrl }, report)
}

const hasPersona = async (ctx: Context, key: string): Promise<boolean> => {
  const email = personas.find(persona => persona.key === key)?.email ?? ''
  return (await ctx.store.users.findCredentials(email)) !== null
}
