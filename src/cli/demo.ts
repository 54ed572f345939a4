import type { Context } from '../context.ts'
import type { Temperament } from '../dev/cast/temperament.ts'
import { type CityOptions, fillOnce } from '../dev/city/fill.ts'
import { demoPassword, personas } from '../dev/city/personas.ts'
import { openStage } from '../dev/open-stage.ts'
import { findLanAddress, lanLines } from './lan.ts'
import { withLines } from './progress.ts'
import { type RunningServer, serve } from './serve.ts'

export interface DemoOptions extends CityOptions {
  /** How the simulated people are; left out: there are none until somebody asks for them. */
  cast?: Temperament | 'mixed'
  /** Listens on the network, for phones. */
  lan?: true
}

/** The server with a small believable world in it, made at the first start and kept from then on, and with its controls. */
export const demo = (wish: DemoOptions): Promise<void> => {
  const { seed, cast = null, lan = false } = wish
  const fill = (ctx: Context) => withLines(report => fillOnce(ctx, wish, share => report('building', share)))
  return serve('demo', {
    environment: lan ? { ...process.env, HOST: process.env.HOST || '0.0.0.0' } : process.env,
    openHouse: (config, open) => openStage({ config, open, fill, seed, cast }),
    greet: server => greetExplorer(server, lan),
  })
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
