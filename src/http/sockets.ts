import type { Server } from 'bun'
import { AppError } from '../errors.ts'
import { type CloseCause, closeCodes } from '../realtime/close-codes.ts'
import { Connection } from '../realtime/connection.ts'
import type { Visit } from './visit.ts'

/** What the server holds every WebSocket to. Pings and silent peers are the hub's. */
export const socketSettings = {
  maxPayloadLength: 16 * 1024,
  backpressureLimit: 256 * 1024,
  closeOnBackpressureLimit: true,
  idleTimeout: 0,
  sendPings: false,
  perMessageDeflate: false,
}

interface Arrival {
  request: Request
  server: Server<unknown> | null
  set: { headers: Record<string, unknown>; status?: number | string }
  visit: Visit
}

/**
 * Makes a WebSocket of a request. A refused one is accepted and closed at once, since browsers do not show why an
 * upgrade was refused (ruling W3).
 *
 * Plain routes are used in place of the framework's `.ws`, which reads text frames into numbers and flags, swallows
 * errors and keeps the whole request for as long as the socket lives. Its dispatch calls what stands in `data`.
 * @throws AppError UPGRADE_REQUIRED
 */
export const upgradeToSocket = (arrival: Arrival, outcome: Connection | CloseCause): void => {
  const data = typeof outcome === 'string' ? refusal(outcome) : outcome
  const { request, server, set, visit } = arrival
  if (outcome instanceof Connection) visit.caller = { userId: outcome.userId, sessionId: outcome.sessionId }
  if (server?.upgrade(request, { data })) {
    set.status = 101
    return
  }
  set.headers.upgrade = 'websocket'
  throw new AppError('UPGRADE_REQUIRED')
}

/** The token of the query. It is looked at here and never logged. */
export const tokenOf = (request: Request): string => new URL(request.url).searchParams.get('token') ?? ''

const refusal = (cause: CloseCause) => ({
  open: (ws: { close(code: number, reason: string): void }) => {
    const { code, reason } = closeCodes[cause]
    ws.close(code, reason)
  },
})
