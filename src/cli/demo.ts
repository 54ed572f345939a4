import type { Context } from '../context.ts'
import type { Temperament } from '../dev/cast/temperament.ts'
import { openStage } from '../dev/open-stage.ts'
import { demoPassword, personas } from '../dev/texts.ts'
import { buildWorld } from '../dev/world.ts'
import { findLanAddress, lanLines } from './lan.ts'
import { type RunningServer, serve } from './serve.ts'

const hourMs = 3_600_000

export interface DemoWish {
  /** Which world; the same number gives the same one. */
  seed: number
  /** How the simulated people are; left out: there are none until somebody asks for them. */
  cast?: Temperament | 'mixed'
  /** Listens on the network, for phones. */
  lan?: true
}

/** The server with a small believable world in it, made at the first start and kept from then on, and with its controls. */
export const demo = ({ seed, cast, lan }: DemoWish): Promise<void> =>
  serve('demo', {
    environment: lan ? { ...process.env, HOST: process.env.HOST || '0.0.0.0' } : process.env,
    openHouse: (config, open) =>
      openStage({ config, open, fill: ctx => fillOnce(ctx, seed), seed, cast: cast ?? null }),
    greet: server => greetExplorer(server, lan ?? false),
  })

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

const greetExplorer = ({ ctx, url }: RunningServer, isOnLan: boolean) => {
  const people = personas.map(({ email, part }) => `  ${email.padEnd(22)}${demoPassword}    ${part}`)
  const { protocol, port } = new URL(url)
  const home = isOnLan ? `${protocol}//127.0.0.1:${port}` : url
  const lines = [
    'Chayenity is running, with example people and gigs.',
    '',
    `API       ${home}/api`,
    `Docs      ${home}/docs   (press Authorize and log in)`,
    `Chat      ${home}/docs/ws   (two people in one room)`,
    `Controls  ${home}/docs#/dev   (failures, checkpoints, the clock, simulated people)`,
    '',
    'Logins:',
    ...people,
    '',
    `Rate limits are ${ctx.config.rateLimit ? 'on' : 'off in this mode'}. Everything is kept in ${ctx.config.dataDir}.`,
    ...(isOnLan ? ['', ...lanLines(protocol.slice(0, -1), Number(port), findLanAddress())] : []),
  ]
  say(`\n${lines.map(line => (line === '' ? line : `  ${line}`)).join('\n')}\n`)
}

const say = (text: string) => process.stdout.write(`${text}\n`)
