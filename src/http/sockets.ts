import { AppError } from '../errors.ts'
import type { Channel } from '../realtime/channel.ts'
import { type CloseCause, closeCodes } from '../realtime/close-codes.ts'
import { Connection, type SocketEvents, type SocketPlatform } from '../realtime/connection.ts'
import { socketLimits } from '../realtime/limits.ts'
import { clientAddressOf } from './client-address.ts'
import { type Endpoint, openEndpoint } from './endpoint.ts'
import { applyQuota, type RateLimits } from './rate-limit.ts'
import { Reply } from './reply.ts'
import type { RequestContext } from './request-context.ts'

export const socketSettings = {
  maxPayloadLength: socketLimits.maxFrameBytes,
  backpressureLimit: socketLimits.maxBacklogBytes,
  closeOnBackpressureLimit: true,
  idleTimeout: 0,
  sendPings: false,
  perMessageDeflate: false,
}

/** Not Elysia's `.ws`, which converts text frames, swallows errors and keeps each request in memory. */
export const channelEndpoint = (channel: Channel, platform: SocketPlatform, limits: RateLimits): Endpoint =>
  openEndpoint({
    method: 'GET',
    path: routePathOf(channel),
    tag: null,
    summary: channel.summary,
    description: channel.description,
    access: 'anyone',
    // A browser does not show a rejected upgrade, so the endpoint counts by itself (ruling G12).
    rateClass: 'none',
    responses: {},
    errors: ['UPGRADE_REQUIRED', 'RATE_LIMITED'],
    run: async ({ context }) => {
      const { request, params } = context
      const isUpgrade = request.headers.get('upgrade')?.toLowerCase() === 'websocket'
      const credential = isUpgrade ? await platform.verifyToken(tokenOf(request)) : null
      const client = credential && !(credential instanceof AppError) ? credential.userId : addressOf(context)
      const quota = await limits.count('other', client)
      if (credential === null) {
        await applyQuota(quota, context.headers)
        throw upgradeRequired()
      }
      if (quota?.isExceeded) return upgrade(context, rateLimited(quota.resetSeconds))
      if (credential instanceof AppError) return upgrade(context, closeCodes.INVALID_TOKEN)
      return upgrade(
        context,
        await channel.connect(platform, { request, params, credential, baseUrl: context.baseUrl }),
      )
    },
  })

const addressOf = ({ request, server, environment }: RequestContext): string =>
  clientAddressOf(request, server, environment.config.trustProxy)

const rateLimited = (seconds: number): CloseCause => ({
  ...closeCodes.RATE_LIMITED,
  reason: `${closeCodes.RATE_LIMITED.reason} Try again in ${seconds} s.`,
})

const upgradeRequired = () =>
  new AppError('UPGRADE_REQUIRED', undefined, { headers: { upgrade: 'websocket' } })

const routePathOf = ({ path }: Channel): string => path.replaceAll(/\{(\w+)\}/g, ':$1')

/** The token of the query. It is never logged. */
const tokenOf = (request: Request): string => new URL(request.url).searchParams.get('token') ?? ''

/** A rejected socket opens and closes at once, since browsers do not show a rejected upgrade (ruling W3). */
const upgrade = (context: RequestContext, outcome: Connection | CloseCause): Reply => {
  const data: SocketEvents = outcome instanceof Connection ? outcome : closedAtOnce(outcome)
  if (outcome instanceof Connection) {
    context.caller = { userId: outcome.userId, sessionId: outcome.sessionId }
  }
  if (context.server.upgrade(context.request, { data })) return new Reply(101, null)
  throw upgradeRequired()
}

const closedAtOnce = ({ code, reason }: CloseCause): SocketEvents => ({
  open: ws => ws.close(code, reason),
})
