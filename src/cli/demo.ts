import type { Behaviour } from '../dev/bots/behaviour.ts'
import { openDevServer } from '../dev/dev-server.ts'
import { type KnownPerson, listPersonas } from '../dev/personas.ts'
import { demoPassword } from '../dev/seed/personas.ts'
import { serverVersion } from '../version.ts'
import { type ExampleDataOptions, makeExampleData, readWorld } from './example-data.ts'
import type { WorldOptions } from './folder-marker.ts'
import { deleteDemoData } from './fresh.ts'
import { findLanAddress, lanLines } from './lan.ts'
import { lanAddresses } from './listen.ts'
import { print } from './output.ts'
import { withPort } from './port-option.ts'
import { announceStart, serve } from './serve.ts'
import type { RunningServer } from './start-server.ts'
import { UsageError } from './usage-error.ts'

export interface DemoOptions extends ExampleDataOptions {
  /** The bots' behaviour; left out, they wait for a request to start them. */
  cast?: Behaviour | 'mixed'
  lan?: true
  port?: number
  untilInputEnds?: true
}

export const demo = (options: DemoOptions, written: WorldOptions): Promise<void> => {
  const { seed, cast = null, lan = false, fresh = false, adopt = false, port } = options
  const environment = withPort(process.env, port)
  if (options.untilInputEnds) process.stdin.resume().once('end', () => process.kill(process.pid, 'SIGTERM'))
  const isOnLan = lan && !environment.HOST
  return serve('demo', {
    environment,
    adopt,
    ...(isOnLan && { addresses: lanAddresses }),
    openHost: async (config, open) => {
      if (config.databaseUrl !== null)
        throw new UsageError(
          'A demo has worlds and checkpoints, which need SQLite. Unset DATABASE_URL; "seed" makes example data in PostgreSQL.',
        )
      if (config.s3Bucket !== null)
        throw new UsageError(
          'S3_BUCKET is not for a demo, which copies its pictures for its worlds. Unset it.',
        )
      const world = await readWorld(config, options)
      if (fresh) deleteDemoData(config.dataDir)
      const fill = (ctx: Parameters<typeof makeExampleData>[0]) =>
        makeExampleData(ctx, options, written, world)
      return openDevServer({ config, open, fill, seed, cast })
    },
    announce: async server => {
      // With LOG_LEVEL=silent the line of JSON is all there is.
      if (!process.stdout.isTTY) announceStart(server)
      if (process.stdout.isTTY || server.ctx.config.logLevel !== 'silent')
        printWelcome(server, options, await listPersonas(server.ctx))
    },
  })
}

const printWelcome = (
  { ctx, url }: RunningServer,
  { lan, cast }: DemoOptions,
  personas: readonly KnownPerson[],
) => {
  const width = Math.max(...personas.map(({ email }) => email.length)) + 3
  const people = personas.map(
    ({ email, fullName, description }) =>
      `  ${email.padEnd(width)}${demoPassword}    ${description || fullName}`,
  )
  const { protocol, port } = new URL(url)
  const baseUrl = lan ? `${protocol}//127.0.0.1:${port}` : url
  const lines = [
    `Chayenity ${serverVersion} is running as a demo.`,
    '',
    `App       ${baseUrl}/app   (tap a person)`,
    `API       ${baseUrl}/api`,
    `Docs      ${baseUrl}/docs   (press Authorize and log in)`,
    `Guide     ${baseUrl}/docs/guide`,
    `Chat      ${baseUrl}/docs/ws   (two people in one room)`,
    `Console   ${baseUrl}/console   (two phones, everything they send, a map, and switches that make requests fail)`,
    `Controls  ${baseUrl}/docs#/dev   (failures, checkpoints, the clock, simulated people)`,
    '',
    ...(people.length > 0 ? ['Logins:', ...people, ''] : []),
    cast
      ? `Simulated people are acting (--cast ${cast}): they take gigs, chat, pay and review.`
      : 'Simulated people are not acting. Add --cast mixed to start them.',
    `Rate limits are ${ctx.config.rateLimit ? 'on' : 'off in this mode'}. Everything is kept in ${ctx.config.dataDir}.`,
    ...(lan ? ['', ...lanLines(protocol.slice(0, -1), Number(port), findLanAddress())] : []),
  ]
  print(`\n${lines.map(line => (line === '' ? line : `  ${line}`)).join('\n')}\n`)
}
