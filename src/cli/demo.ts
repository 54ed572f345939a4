import { fillOnce } from '../dev/city/fill.ts'
import { demoPassword, personas } from '../dev/city/personas.ts'
import { openStage } from '../dev/open-stage.ts'
import { type OpenHouse, type RunningServer, serve } from './serve.ts'

/** The server with a small believable world in it, made at the first start and kept from then on. */
export const demo = (seed: number): Promise<void> => serve('demo', openWorlds(seed), greetExplorer)

const openWorlds =
  (seed: number): OpenHouse =>
  (config, open) =>
    openStage({ config, open, fill: ctx => fillOnce(ctx, seed), seed, cast: null })

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
