import { createApp } from '../../src/app.ts'
import { type Config, type Mode, readConfig } from '../../src/config.ts'
import { type Context, disposeContext, openContext } from '../../src/context.ts'
import { listen } from '../../src/http/adapter.ts'
import type { Endpoint } from '../../src/http/endpoint.ts'
import { Listeners } from '../../src/http/listeners.ts'
import { type ManualClock, manualClock } from '../../src/lib/clock.ts'
import { createLog } from '../../src/lib/log.ts'
import { takeDatabase } from './postgres.ts'
import { onPostgres } from './test-database.ts'

export interface TestServer {
  url: string
  ctx: Context
  /** Stands still at a fixed moment until a test moves it. */
  clock: ManualClock
  /** Everything that was logged, a JSON line each. */
  logLines: string[]
  stop(): Promise<void>
}

/** A Tuesday morning in the contract's examples. */
export const testNow = Date.UTC(2025, 9, 1, 10, 0, 0)

/** Of the grids of people's places, so that tests know where a place is found. */
export const testPlaceKey = new Uint8Array(32).fill(7)

interface Choices {
  /** As in the environment of a process; memory and no rate limits unless a test says otherwise. */
  env?: Record<string, string>
  mode?: Mode
  clock?: ManualClock
  /** A free one when left out. */
  port?: number
  /** Endpoints that only a server for development has. */
  controlsOf?: (ctx: Context) => Endpoint[]
}

/**
 * What servers that follow each other on one marketplace have in common besides their folder: with ENGINE=postgres, which
 * runs the same tests on the other engine, a database.
 */
export const takeEngine = async (): Promise<{ env: Record<string, string>; giveBack(): Promise<void> }> => {
  if (!onPostgres) return { env: {}, giveBack: async () => {} }
  const { url, giveBack } = await takeDatabase()
  return { env: { DATABASE_URL: url, COPIES: '1', DATABASE_CONNECTIONS: '8' }, giveBack }
}

/** A whole server on a free port, over real HTTP and a real engine; only the clock is ours. */
export const startTestServer = async ({
  env = {},
  mode = 'production',
  clock = manualClock(testNow),
  port = 0,
  controlsOf,
}: Choices = {}): Promise<TestServer> => {
  const engine = env.DATABASE_URL === undefined ? await takeEngine() : null
  const config: Config = readConfig(
    { PORT: '0', DATA_DIR: ':memory:', RATE_LIMIT: 'off', ...engine?.env, ...env },
    mode,
  )
  const logLines: string[] = []
  const log = createLog('info', { write: line => logLines.push(line) })
  const ctx = await openContext(config, { clock, log, placeKey: testPlaceKey })
  const listeners = new Listeners()
  const app = createApp(ctx, { server: listeners, controls: controlsOf?.(ctx) ?? [] })
  const server = listen(app, { port, hostname: '127.0.0.1', reusePort: false })
  listeners.add(server)
  return {
    url: `http://127.0.0.1:${server.port}`,
    ctx,
    clock,
    logLines,
    stop: async () => {
      await listeners.close()
      await disposeContext(ctx)
      await engine?.giveBack()
    },
  }
}
