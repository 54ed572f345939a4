import type { Context } from '../../context.ts'
import { personas } from './personas.ts'
import { buildWorld } from './world.ts'

const hourMs = 3_600_000

export const fillOnce = async (ctx: Context, seed: number): Promise<void> => {
  if (await isFilled(ctx)) return
  say('Building the example world: 40 people and 120 gigs around Bangkok …')
  const asOfMs = Math.floor(ctx.clock.now() / hourMs) * hourMs
  const { publicUrl, port } = ctx.config
  const baseUrl = publicUrl ?? (port === 0 ? null : `http://localhost:${port}`)
  await buildWorld(ctx, { seed, people: 40, gigs: 120, asOfMs, baseUrl })
}

const isFilled = async (ctx: Context): Promise<boolean> => {
  const [first] = personas
  return first !== undefined && (await ctx.store.users.findCredentials(first.email)) !== null
}

const say = (text: string) => process.stdout.write(`${text}\n`)
