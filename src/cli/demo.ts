import type { Context } from '../context.ts'
import { openStage } from '../dev/open-stage.ts'
import { demoPassword, personas } from '../dev/texts.ts'
import { buildWorld } from '../dev/world.ts'
import { type OpenHouse, type RunningServer, serve } from './serve.ts'

const hourMs = 3_600_000

/** The server with a small believable world in it, made at the first start and kept from then on. */
export const demo = (seed: number): Promise<void> => serve('demo', openWorlds(seed), greetExplorer)

const openWorlds =
  (seed: number): OpenHouse =>
  (config, open) =>
    openStage({ config, open, fill: ctx => fillOnce(ctx, seed), seed, cast: null })

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

const greetExplorer = ({ ctx, url }: RunningServer) => {
  const people = personas.map(({ email, part }) => `    ${email.padEnd(22)}${demoPassword}    ${part}`)
  say(
    [
      '',
      '  Chayenity is running, with example people and gigs.',
      '',
      `  API     ${url}/api`,
      `  Docs    ${url}/docs   (press Authorize and log in)`,
      `  Chat    ${url}/docs/ws   (two people in one room)`,
      '',
      '  Logins:',
      ...people,
      '',
      `  Rate limits are ${ctx.config.rateLimit ? 'on' : 'off in this mode'}. Everything is kept in ${ctx.config.dataDir}.`,
      '',
    ].join('\n'),
  )
}

const say = (text: string) => process.stdout.write(`${text}\n`)
