import { type Mode, readConfig } from '../config.ts'
import { createLog } from '../lib/log.ts'
import { serverVersion } from '../version.ts'
import { type RunningServer, type StartOptions, startServer } from './start-server.ts'

interface ServeOptions extends StartOptions {
  environment?: Record<string, string | undefined>
  announce?: (server: RunningServer) => void | Promise<void>
}

/** Stops at SIGTERM or SIGINT. @throws as `startServer` does */
export const serve = async (
  mode: Mode,
  { environment = process.env, announce = announceStart, ...options }: ServeOptions = {},
): Promise<void> => {
  const config = readConfig(environment, mode)
  const server = await startServer(config, options)
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
  // Without a certificate the signal keeps its usual meaning: `nohup` ignores a closed terminal.
  if (config.tlsCert) process.on('SIGHUP', () => server.renewCertificate())
  // A supervisor may send a signal as soon as it reads this.
  await announce(server)
  setTimeout(giveMemoryBack, settledMs).unref()
}

/** When a server that has started does nothing more than answer, in milliseconds. */
const settledMs = 2000

/** Code that ran once is a third of the memory of an idle server. */
const giveMemoryBack = () => {
  // `Bun.shrink` drops no code while the collector runs, so what that is doing is finished first.
  Bun.gc(true)
  Bun.shrink()
}

/** Announces at every LOG_LEVEL, as JSON or readable on a terminal. */
export const announceStart = ({ ctx, url, urls }: RunningServer): void => {
  const { dataDir, rateLimit } = ctx.config
  const log = ctx.log.isLevelEnabled('info') ? ctx.log : createLog('info')
  log.info(
    { version: serverVersion, url, urls, docs: `${url}/docs`, dataDir, rateLimit: rateLimit ? 'on' : 'off' },
    process.stdout.isTTY ? `listening on ${urls.join(' and ')}` : 'listening',
  )
  if (ctx.config.mode === 'production' && ctx.config.corsOrigins.length === 0)
    ctx.log.info('CORS_ORIGINS is unset: pages of other origins cannot call this server.')
}
