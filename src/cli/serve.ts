import { readFileSync } from 'node:fs'
import { createApp } from '../app.ts'
import { DamageError } from '../backup/manifest.ts'
import { backUpBeforeMigration, scheduleBackups } from '../backup/schedule.ts'
import { type Config, ConfigError, type Mode, readConfig } from '../config.ts'
import { type Context, createContext, disposeContext } from '../context.ts'
import { sweepFiles } from '../domain/uploads/service.ts'
import { type Clock, systemClock } from '../lib/clock.ts'
import { createLog } from '../lib/log.ts'
import { closeCodes } from '../realtime/close-codes.ts'
import { StorageError } from '../storage/storage-error.ts'
import { listenToOperator } from './operator.ts'
import { StartError } from './start-error.ts'

/** How long requests under way may take when the server stops. */
const drainMs = 10_000

export interface RunningServer {
  ctx: Context
  /** Where it listens, such as http://127.0.0.1:8000. */
  url: string
  /** Takes no more requests, answers those under way, makes everything durable, lets go of the data folder. */
  stop(): Promise<void>
}

interface ListenAt {
  port: number
  hostname: string
  reusePort: false
  tls?: Tls
}

/** What stands behind the port: one app and its context, or a stage of worlds for development. */
interface House {
  /** The context of the moment. */
  ctx(): Context
  listen(at: ListenAt): Bun.Server<unknown> | null
  /** Ends the sockets, and whatever else would keep a server that stops. May be called again for what came meanwhile. */
  letGo(): void
  close(): Promise<void>
}

/** Opens the data folder; development gives it a clock of its own. @throws StorageError */
type OpenContext = (clock?: Clock) => Context

type OpenHouse = (config: Config, open: OpenContext) => Promise<House>

const openProduct: OpenHouse = async (_config, open) => {
  const ctx = open()
  const app = createApp(ctx)
  return {
    ctx: () => ctx,
    listen: at => app.listen(at).server,
    letGo: () => ctx.hub.endAll(closeCodes.SERVER_STOPPING),
    close: () => disposeContext(ctx),
  }
}

/** Opens the data folder, prepares it, and listens. @throws ConfigError, StorageError, StartError */
export const startServer = async (
  config: Config,
  openHouse: OpenHouse = openProduct,
): Promise<RunningServer> => {
  const log = createLog(config.logLevel)
  const onBroken = (error: unknown) => {
    log.fatal(
      { err: error },
      'The disk refused to keep what was written. The process ends, so that nothing is promised that is not kept.',
    )
    // The callers' answers are on their way; a moment later nobody may be told anything any more.
    setTimeout(() => process.exit(1), 100)
  }
  const tls = readTls(config)
  await backUpBeforeMigration(config, systemClock, log)
  const house = await openHouse(config, (clock = systemClock) =>
    createContext(config, { clock, log, onBroken }),
  )
  try {
    const server = listen(house, config, tls)
    const scheme = config.tlsCert ? 'https' : 'http'
    const url = `${scheme}://${config.host.includes(':') ? `[${config.host}]` : config.host}:${server?.port}`
    // Nobody waits for it but the end.
    const sweep = sweepFiles(house.ctx()).catch(error =>
      log.error({ err: error }, 'The files could not be looked through.'),
    )
    const operator = listenToOperator(house.ctx)
    const backups = scheduleBackups(house.ctx())
    const stop = async () => {
      operator.stop()
      backups.stop()
      await stopServer(server, house, sweep)
    }
    return { ctx: house.ctx(), url, stop }
  } catch (error) {
    await house.close()
    throw error
  }
}

const listen = (house: House, { port, host }: Config, tls: Tls | null) => {
  try {
    return house.listen({ port, hostname: host, reusePort: false, ...(tls ? { tls } : {}) })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'EADDRINUSE')
      throw new StartError(`Port ${port} is taken. Stop what uses it, or set PORT to another one.`)
    throw new StartError(
      `The server cannot listen on ${host} port ${port}${code ? ` (${String(code)})` : ''}. Check HOST and PORT.`,
    )
  }
}

interface Tls {
  cert: string
  key: string
}

const readTls = ({ tlsCert, tlsKey }: Config): Tls | null => {
  if (tlsCert && tlsKey) return { cert: pemOf('TLS_CERT', tlsCert), key: pemOf('TLS_KEY', tlsKey) }
  if (tlsCert === tlsKey) return null
  throw new StartError('TLS_CERT and TLS_KEY belong together: set both or neither.')
}

const pemOf = (variable: string, path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new StartError(`${variable} names "${path}", which cannot be read.`)
  }
}

const stopServer = async (
  server: Bun.Server<unknown> | null,
  house: House,
  sweep: Promise<void>,
): Promise<void> => {
  void server?.stop(false)
  // A server does not stop while a socket is open; requests under way may still open one.
  const isBusy = () => (server?.pendingWebSockets ?? 0) > 0 || (server?.pendingRequests ?? 0) > 0
  let waitedMs = 0
  do {
    house.letGo()
    await Bun.sleep(5)
    waitedMs += 5
  } while (isBusy() && waitedMs < drainMs)
  await sweep
  await house.close()
  void server?.stop(true)
}

/** How a way of serving differs from production. */
interface ServeOptions {
  environment?: Record<string, string | undefined>
  openHouse?: OpenHouse
  greet?: (server: RunningServer) => void
}

/** Starts, says so, and stops at SIGTERM or SIGINT. Ends the process with code 1 and a sentence when it cannot start. */
export const serve = async (
  mode: Mode,
  { environment = process.env, openHouse = openProduct, greet = greetOperator }: ServeOptions = {},
): Promise<void> => {
  const server = await startServer(readConfig(environment, mode), openHouse)
  greet(server)
  const stop = (signal: string) => {
    server.ctx.log.info({ signal }, 'stopping')
    server.stop().then(
      () => process.exit(0),
      error => {
        server.ctx.log.fatal({ err: error }, 'The server could not stop cleanly.')
        process.exit(1)
      },
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

const greetOperator = ({ ctx, url }: RunningServer) => {
  const { dataDir, rateLimit } = ctx.config
  ctx.log.info({ url, docs: `${url}/docs`, dataDir, rateLimit: rateLimit ? 'on' : 'off' }, 'listening')
}

/** 2 when data is damaged, 1 for everything else that a person can mend. */
export const exitCodeOf = (error: unknown): number => (error instanceof DamageError ? 2 : 1)

/** The sentences for a person who has to mend something, or null for a fault of ours. */
export const sentencesOf = (error: unknown): string[] | null => {
  if (error instanceof ConfigError || error instanceof DamageError) return error.problems
  if (error instanceof StorageError || error instanceof StartError) return [error.message]
  return null
}
