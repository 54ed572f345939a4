import type { Context } from '../context.ts'
import type { Behaviour } from '../dev/bots/behaviour.ts'
import { openDevServer } from '../dev/dev-server.ts'
import { demoPassword, personas } from '../dev/seed/personas.ts'
import { type SeedOptions, seedOnce } from '../dev/seed/seed.ts'
import { serverVersion } from '../version.ts'
import { findLanAddress, lanLines } from './lan.ts'
import { print } from './output.ts'
import { withProgressLines } from './progress.ts'
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
    withProgressLines(report => seedOnce(ctx, options, share => report('building', share)))
  return serve('demo', {
    environment: lan ? { ...process.env, HOST: process.env.HOST || '0.0.0.0' } : process.env,
    openHost: (config, open) => openDevServer({ config, open, fill, seed, cast }),
    announce: server => printWelcome(server, lan),
  })
}

const printWelcome = ({ ctx, url }: RunningServer, isOnLan: boolean) => {
  const people = personas.map(
    ({ email, description }) => `  ${email.padEnd(22)}${demoPassword}    ${description}`,
  )
  const { protocol, port } = new URL(url)
  const baseUrl = isOnLan ? `${protocol}//127.0.0.1:${port}` : url
  const lines = [
    `Chayenity ${serverVersion} is running, with example people and gigs.`,
    '',
    `API       ${baseUrl}/api`,
    `Docs      ${baseUrl}/docs   (press Authorize and log in)`,
    `Chat      ${baseUrl}/docs/ws   (two people in one room)`,
    `Controls  ${baseUrl}/docs#/dev   (failures, checkpoints, the clock, simulated people)`,
    '',
    'Logins:',
    ...people,
    '',
    `Rate limits are ${ctx.config.rateLimit ? 'on' : 'off in this mode'}. Everything is kept in ${ctx.config.dataDir}.`,
    ...(isOnLan ? ['', ...lanLines(protocol.slice(0, -1), Number(port), findLanAddress())] : []),
  ]
  print(`\n${lines.map(line => (line === '' ? line : `  ${line}`)).join('\n')}\n`)
}
