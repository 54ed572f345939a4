import type { Context } from '../context.ts'
import { type CityWish, fillOnce } from '../dev/city/fill.ts'
import { demoPassword, personas } from '../dev/city/personas.ts'
import { openStage } from '../dev/open-stage.ts'
import { withLines } from './progress.ts'
import { type OpenHouse, type RunningServer, serve } from './serve.ts'

/** The server with a small believable world in it, made at the first start and kept from then on. */
export const demo = (wish: CityWish): Promise<void> => serve('demo', openWorlds(wish), greetExplorer)

const openWorlds =
  (wish: CityWish): OpenHouse =>
  (config, open) => {
    const fill = (ctx: Context) =>
      withLines(report => fillOnce(ctx, wish, share => report('building', share)))
    return openStage({ config, open, fill, seed: wish.seed, cast: null })
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
