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
import { serverVersion } from '../version.ts'
import { listenForCommands } from './operator.ts'
import { UsageError } from './usage-error.ts'

/** How long open requests may take when the server stops. */
const drainMs = 10_000

export interface RunningServer {
  ctx: Context
  /** Where it listens, such as http://127.0.0.1:8000. */
  url: string
  /** Accepts no more requests, answers the open ones, makes everything durable and releases the data folder. */
  stop(): Promise<void>
}

interface ListenAt {
  port: number
  hostname: string
  reusePort: false
  tls?: Tls
}

/** The part behind the port: one app and its context, or the worlds of a development server. */
interface ServerHost {
  /** The current context. A development server replaces it when it restores a checkpoint. */
  ctx(): Context
  listen(at: ListenAt): Bun.Server<unknown> | null
  /** Closes all sockets and everything else that keeps a stopping server open. May be called repeatedly. */
  disconnectAll(): void
  close(): Promise<void>
}

/** Opens the data folder; a development server passes a clock of its own. @throws StorageError */
type OpenContext = (clock?: Clock) => Context

type OpenHost = (config: Config, open: OpenContext) => Promise<ServerHost>

const openProduct: OpenHost = async (_config, open) => {
  const ctx = open()
  const app = createApp(ctx)
  return {
    ctx: () => ctx,
    listen: at => app.listen(at).server,
    disconnectAll: () => ctx.hub.endAll(closeCodes.SERVER_STOPPING),
    close: () => disposeContext(ctx),
  }
}

/** Opens the data folder, prepares it, and listens. @throws ConfigError, StorageError, UsageError */
export const startServer = async (
  config: Config,
  openHost: OpenHost = openProduct,
): Promise<RunningServer> => {
  const log = createLog(config.logLevel)
  const onFatalStorageError = (error: unknown) => {
    log.fatal(
      { err: error },
      'The disk failed to keep a write. The process ends, because it can no longer know what is stored.',
    )
    // This leaves time for the responses that are being sent.
    setTimeout(() => process.exit(1), 100)
  }
  const tls = readTls(config)
  await backUpBeforeMigration(config, systemClock, log)
  const host = await openHost(config, (clock = systemClock) =>
    createContext(config, { clock, log, onFatalStorageError }),
  )
  try {
    const server = listen(host, config, tls)
    const scheme = config.tlsCert ? 'https' : 'http'
    const url = `${scheme}://${config.host.includes(':') ? `[${config.host}]` : config.host}:${server?.port}`
    // Only the stop waits for the sweep.
    const sweep = sweepFiles(host.ctx()).catch(error =>
      log.error({ err: error }, 'Unused files could not be removed.'),
    )
    const operator = listenForCommands(host.ctx)
    const backups = scheduleBackups(host.ctx())
    const stop = async () => {
      operator.stop()
      backups.stop()
      await stopServer(server, host, sweep)
    }
    return { ctx: host.ctx(), url, stop }
  } catch (error) {
    await host.close()
    throw error
  }
}

const listen = (host: ServerHost, { port, host: hostname }: Config, tls: Tls | null) => {
  try {
    return host.listen({ port, hostname, reusePort: false, ...(tls ? { tls } : {}) })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'EADDRINUSE')
      throw new UsageError(`Port ${port} is taken. Stop what uses it, or set PORT to another one.`)
    throw new UsageError(
      `The server cannot listen on ${hostname} port ${port}${code ? ` (${String(code)})` : ''}. Check HOST and PORT.`,
    )
  }
}

interface Tls {
  cert: string
  key: string
}

const readTls = ({ tlsCert, tlsKey }: Config): Tls | null => {
  if (tlsCert && tlsKey) return { cert: readPem('TLS_CERT', tlsCert), key: readPem('TLS_KEY', tlsKey) }
  if (tlsCert === tlsKey) return null
  throw new UsageError('Set both TLS_CERT and TLS_KEY, or neither.')
}

const readPem = (variable: string, path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new UsageError(`${variable} names "${path}", which cannot be read.`)
  }
}

const stopServer = async (
  server: Bun.Server<unknown> | null,
  host: ServerHost,
  sweep: Promise<void>,
): Promise<void> => {
  void server?.stop(false)
  // Bun's server does not stop while a socket is open, and an open request may still open one.
  const isBusy = () => (server?.pendingWebSockets ?? 0) > 0 || (server?.pendingRequests ?? 0) > 0
  let waitedMs = 0
  do {
    host.disconnectAll()
    await Bun.sleep(5)
    waitedMs += 5
  } while (isBusy() && waitedMs < drainMs)
  await sweep
  await host.close()
  void server?.stop(true)
}

/** The differences of a mode from production. */
interface ServeOptions {
  environment?: Record<string, string | undefined>
  openHost?: OpenHost
  announce?: (server: RunningServer) => void
}

/** Starts the server, prints where it listens, and stops at SIGTERM or SIGINT. @throws as `startServer` does */
export const serve = async (
  mode: Mode,
  { environment = process.env, openHost = openProduct, announce = logStart }: ServeOptions = {},
): Promise<void> => {
  const server = await startServer(readConfig(environment, mode), openHost)
  announce(server)
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

const logStart = ({ ctx, url }: RunningServer) => {
  const { dataDir, rateLimit } = ctx.config
  ctx.log.info(
    { version: serverVersion, url, docs: `${url}/docs`, dataDir, rateLimit: rateLimit ? 'on' : 'off' },
    'listening',
  )
  if (ctx.config.mode === 'production' && ctx.config.corsOrigins.length === 0)
    ctx.log.info('CORS_ORIGINS is unset: pages of other origins cannot call this server.')
}

/** 2 when data is damaged, 1 for every other error. */
export const exitCodeOf = (error: unknown): number => (error instanceof DamageError ? 2 : 1)

/** The messages for a person who has to correct something, or null for an internal error. */
export const messagesOf = (error: unknown): string[] | null => {
  if (error instanceof ConfigError || error instanceof DamageError) return error.problems
  if (error instanceof StorageError || error instanceof UsageError) return [error.message]
  return null
}
