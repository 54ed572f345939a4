import { createApp, serverSettings } from '../app.ts'
import type { Config } from '../config.ts'
import { type Context, disposeContext } from '../context.ts'
import { type ListenOptions, listen } from '../http/adapter.ts'
import { Listeners } from '../http/listeners.ts'
import type { Clock } from '../lib/clock.ts'
import { closeCodes } from '../realtime/close-codes.ts'
import type { ListeningHost } from './listen.ts'

export interface ServerHost {
  /** A development server replaces it when it restores a checkpoint. */
  ctx(): Context
  listeners: Listeners
  /** The server has to be added to the listeners. */
  listen(at: ListenOptions): Bun.Server<unknown>
  desk?: ListeningHost
  disconnectAll(): void
  close(): Promise<void>
}

/** A development server passes a clock of its own. @throws StorageError */
type OpenContext = (clock?: Clock) => Promise<Context>

export type OpenHost = (config: Config, open: OpenContext) => Promise<ServerHost>

export const openProduct: OpenHost = async (config, open) => {
  const ctx = await open()
  const listeners = new Listeners()
  const app = createApp(ctx, { server: listeners })
  return {
    ctx: () => ctx,
    listeners,
    listen: at => listen(app, at),
    ...(config.opsPort !== null && { desk: await openDesk(ctx) }),
    disconnectAll: () => ctx.hub.endAll(closeCodes.SERVER_STOPPING),
    close: () => disposeContext(ctx),
  }
}

const openDesk = async (ctx: Context): Promise<ListeningHost> => {
  const { createOpsApp } = await import('../ops-app.ts')
  const listeners = new Listeners()
  const app = createOpsApp(ctx, { server: listeners, settings: serverSettings(ctx) })
  return { listeners, listen: at => listen(app, at) }
}
