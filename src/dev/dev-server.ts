import { serverSettings } from '../app.ts'
import type { Config } from '../config.ts'
import type { Context } from '../context.ts'
import type { ListenOptions } from '../http/adapter.ts'
import { Listeners } from '../http/listeners.ts'
import type { Clock } from '../lib/clock.ts'
import { seededRandom } from '../lib/random.ts'
import { closeCodes } from '../realtime/close-codes.ts'
import type { Behaviour } from './bots/behaviour.ts'
import { Bots } from './bots/bots.ts'
import { controlsOf } from './controls/controls.ts'
import { encodeEntry } from './controls/log.ts'
import { storedBaseUrl } from './image-urls.ts'
import { createDevProxy } from './proxy.ts'
import { SocketProxy } from './socket-proxy.ts'
import { TrafficFeed } from './traffic-feed.ts'
import { Worlds } from './worlds.ts'

interface DevServerOptions {
  config: Config
  open(clock: Clock): Context | Promise<Context>
  fill(ctx: Context): Promise<void>
  seed: number
  /** How bots of the main world behave; with null they wait for a request to start them. */
  cast: Behaviour | 'mixed' | null
}

export const openDevServer = async ({ config, open, fill, seed, cast }: DevServerOptions) => {
  const random = seededRandom(seed)
  const listeners = new Listeners()
  const socketProxy = new SocketProxy(random, listeners)
  const feed = new TrafficFeed(encodeEntry)
  const stopping = new AbortController()
  const worlds = await Worlds.start({
    config,
    openMain: open,
    fill,
    createBots: ctx => new Bots(ctx, { seed, baseUrl: storedBaseUrl }),
    createControls: (world, worlds) => controlsOf(world, { worlds, socketProxy, feed }),
    socketProxy,
    feed,
  })
  if (cast) await worlds.main.bots.start({ behaviour: cast })
  return {
    ctx: () => worlds.main.ctx,
    listeners,
    listen: (options: ListenOptions): Bun.Server<unknown> =>
      Bun.serve({
        ...serverSettings(worlds.main.ctx),
        ...options,
        fetch: createDevProxy(worlds, random, stopping.signal),
        websocket: socketProxy.handler,
      }),
    disconnectAll: () => {
      stopping.abort()
      socketProxy.closeAll(closeCodes.SERVER_STOPPING)
      feed.closeAll(closeCodes.SERVER_STOPPING.code, closeCodes.SERVER_STOPPING.reason)
    },
    close: () => worlds.close(),
  }
}
