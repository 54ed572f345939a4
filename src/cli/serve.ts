import { type App, createApp } from '../app.ts'
import { type Config, ConfigError, type Mode, readConfig } from '../config.ts'
import { type Context, createContext, disposeContext } from '../context.ts'
import { sweepFiles } from '../domain/uploads/service.ts'
import { createLog } from '../lib/log.ts'
import { StorageError } from '../storage/storage-error.ts'

/** How long requests under way may take when the server stops. */
const drainMs = 10_000

/** Something the person at the terminal has to mend: said in their words, without a stack. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

export interface RunningServer {
  ctx: Context
  /** Where it listens, such as http://127.0.0.1:8000. */
  url: string
  /** Takes no more requests, answers those under way, makes everything durable, lets go of the data folder. */
  stop(): Promise<void>
}

/** Opens the data folder, prepares it, and listens. @throws ConfigError, StorageError, StartError */
export const startServer = async (
  config: Config,
  prepare: (ctx: Context) => Promise<void> = async () => {},
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
  const ctx = createContext(config, { log, onBroken })
  try {
    await prepare(ctx)
    const app = createApp(ctx)
    listen(app, config)
    const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${app.server?.port}`
    // Nobody waits for it but the end.
    const sweep = sweepFiles(ctx).catch(error =>
      log.error({ err: error }, 'The files could not be looked through.'),
    )
    return { ctx, url, stop: () => stopServer(app, ctx, sweep) }
  } catch (error) {
    await disposeContext(ctx)
    throw error
  }
}

const listen = (app: App, { port, host }: Config) => {
  try {
    app.listen({ port, hostname: host, reusePort: false })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'EADDRINUSE')
      throw new StartError(`Port ${port} is taken. Stop what uses it, or set PORT to another one.`)
    throw new StartError(
      `The server cannot listen on ${host} port ${port}${code ? ` (${String(code)})` : ''}. Check HOST and PORT.`,
    )
  }
}

const stopServer = async (app: App, ctx: Context, sweep: Promise<void>): Promise<void> => {
  const server = app.server
  void server?.stop(false)
  // A server does not stop while a socket is open; requests under way may still open one.
  const isBusy = () => ctx.hub.size > 0 || (server?.pendingRequests ?? 0) > 0
  let waitedMs = 0
  do {
    ctx.hub.endAll('SERVER_STOPPING')
    await Bun.sleep(5)
    waitedMs += 5
  } while (isBusy() && waitedMs < drainMs)
  await sweep
  await disposeContext(ctx)
  void server?.stop(true)
}

/** Starts, says so, and stops at SIGTERM or SIGINT. Ends the process with code 1 and a sentence when it cannot start. */
export const serve = async (
  mode: Mode,
  prepare?: (ctx: Context) => Promise<void>,
  greet: (server: RunningServer) => void = greetOperator,
): Promise<void> => {
  const server = await startServer(readConfig(process.env, mode), prepare)
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

/** The sentences for a person who has to mend something, or null for a fault of ours. */
export const sentencesOf = (error: unknown): string[] | null => {
  if (error instanceof ConfigError) return error.problems
  if (error instanceof StorageError || error instanceof StartError) return [error.message]
  return null
}
