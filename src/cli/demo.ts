import type { Context } from '../context.ts'
import type { Behaviour } from '../dev/bots/behaviour.ts'
import { openDevServer } from '../dev/dev-server.ts'
import { demoPassword, personas } from '../dev/seed/personas.ts'
import { type SeedOptions, seedOnce } from '../dev/seed/seed.ts'
import { findLanAddress, lanLines } from './lan.ts'
import { withLines } from './progress.ts'
import { type RunningServer, serve } from './serve.ts'

export interface DemoOptions extends SeedOptions {
  /** The behaviour of the bots; left out: they do not run until a request starts them. */
  cast?: Behaviour | 'mixed'
  /** Listens on the network, for phones. */
  lan?: true
}

/** Starts the development server. The first start makes the example data. */
export const demo = (options: DemoOptions): Promise<void> => {
  const { seed, cast = null, lan = false } = options
  const fill = (ctx: Context) =>
    withLines(report => seedOnce(ctx, options, share => report('building', share)))
  return serve('demo', {
    environment: lan ? { ...process.env, HOST: process.env.HOST || '0.0.0.0' } : process.env,
    openHouse: (config, open) => openDevServer({ config, open, fill, seed, cast }),
    greet: server => greetExplorer(server, lan),
  })
}

const greetExplorer = ({ ctx, url }: RunningServer, isOnLan: boolean) => {
  const people = personas.map(
    ({ email, description }) => `  ${email.padEnd(22)}${demoPassword}    ${description}`,
  )
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
