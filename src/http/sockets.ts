import type { Server } from 'bun'
import { Elysia } from 'elysia'
import { AppError } from '../errors.ts'
import type { Channel } from '../realtime/channel.ts'
import { type CloseCause, closeCodes } from '../realtime/close-codes.ts'
import type { SocketEvents, SocketPlatform } from '../realtime/connection.ts'
import { Connection } from '../realtime/connection.ts'
import { socketLimits } from '../realtime/limits.ts'
import { type Visit, visits } from './visit.ts'

/** What the server holds every WebSocket to. Pings and silent peers are the hub's. */
export const socketSettings = {
  maxPayloadLength: socketLimits.maxFrameBytes,
  backpressureLimit: socketLimits.maxBacklogBytes,
  closeOnBackpressureLimit: true,
  idleTimeout: 0,
  sendPings: false,
  perMessageDeflate: false,
}

/**
 * The route of a channel. The token is verified here, before the channel learns of the request.
 *
 * Plain routes are used in place of the framework's `.ws`, which reads text frames into numbers and flags, swallows
 * errors and keeps the whole request for as long as the socket lives. Its dispatch calls the methods of `data`.
 */
export const channelRoute = (channel: Channel, platform: SocketPlatform) =>
  new Elysia({ detail: { hide: true } })
    .use(visits)
    .get(routePathOf(channel), async ({ request, server, set, visit, params }) => {
      const credential = await platform.verifyToken(tokenOf(request))
      const outcome =
        credential instanceof AppError
          ? closeCodes.INVALID_TOKEN
          : await channel.connect(platform, { request, params, credential })
      upgrade({ request, server, set, visit }, outcome)
    })

/** The form of the framework: `/ws/chat/:room_id`. */
const routePathOf = ({ path }: Channel): string => path.replaceAll(/\{(\w+)\}/g, ':$1')

/** The token of the query. It is never logged. */
const tokenOf = (request: Request): string => new URL(request.url).searchParams.get('token') ?? ''

interface Upgrade {
  request: Request
  server: Server<unknown> | null
  set: { headers: Record<string, unknown>; status?: number | string }
  visit: Visit
}

/**
 * Makes a WebSocket of a request. A rejected one is accepted and closed at once, since browsers do not show why an
 * upgrade was rejected (ruling W3).
 * @throws AppError UPGRADE_REQUIRED
 */
const upgrade = ({ request, server, set, visit }: Upgrade, outcome: Connection | CloseCause): void => {
  const data: SocketEvents = outcome instanceof Connection ? outcome : closedAtOnce(outcome)
  if (outcome instanceof Connection) {
    visit.caller = { userId: outcome.userId, sessionId: outcome.sessionId }
  }
  if (server?.upgrade(request, { data })) {
    set.status = 101
    return
  }
  set.headers.upgrade = 'websocket'
  throw new AppError('UPGRADE_REQUIRED')
}

const closedAtOnce = ({ code, reason }: CloseCause): SocketEvents => ({
  open: ws => ws.close(code, reason),
})
