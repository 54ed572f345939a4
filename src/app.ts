import { Elysia } from 'elysia'
import type { Context } from './context.ts'
import { joinCopies } from './copies.ts'
import { accountEndpoints } from './domain/accounts/endpoints.ts'
import { Exports } from './domain/accounts/exports.ts'
import { authEndpoints } from './domain/auth/endpoints.ts'
import { createAuthenticate, createVerifyToken, type VerifyToken } from './domain/auth/guard.ts'
import { LoginAddresses } from './domain/auth/login-addresses.ts'
import { mailBound } from './domain/auth/password-links.ts'
import { passwordBound } from './domain/auth/passwords.ts'
import { RecentRefreshes } from './domain/auth/recent-refreshes.ts'
import { isOpen } from './domain/auth/session.ts'
import { createTokens } from './domain/auth/tokens.ts'
import { buddyEndpoints } from './domain/buddies/endpoints.ts'
import { roomChannel } from './domain/chat/channel.ts'
import { chatEndpoints } from './domain/chat/endpoints.ts'
import { gigsChannel } from './domain/gigs/channel.ts'
import { gigEndpoints } from './domain/gigs/endpoints.ts'
import { notificationsChannel } from './domain/notifications/channel.ts'
import { notificationEndpoints } from './domain/notifications/endpoints.ts'
import { isDeskPath } from './domain/operators/desk-tools.ts'
import { setServerState } from './domain/operators/server-state.ts'
import { reportEndpoints } from './domain/reports/endpoints.ts'
import { reviewEndpoints } from './domain/reviews/endpoints.ts'
import { transactionEndpoints } from './domain/transactions/endpoints.ts'
import { createMockProvider } from './domain/transactions/provider.ts'
import { resumePayments } from './domain/transactions/service.ts'
import { uploadEndpoints } from './domain/uploads/endpoints.ts'
import { imagePool } from './domain/uploads/image-pool.ts'
import { createVariantCache } from './domain/uploads/variant-cache.ts'
import { createVariants } from './domain/uploads/variants.ts'
import { userEndpoints } from './domain/users/endpoints.ts'
import { errorCatalogue } from './errors.ts'
import { createDiskSpace } from './files/disk-space.ts'
import { mountEndpoints } from './http/adapter.ts'
import { pathPrefixOf } from './http/base-url.ts'
import { BodyMemory } from './http/body-memory.ts'
import { createPreflight, crossOrigin } from './http/cors.ts'
import { documentEndpoints } from './http/docs.ts'
import type { Endpoint } from './http/endpoint.ts'
import { createGuard } from './http/guard.ts'
import { healthEndpoints } from './http/health.ts'
import { LargeReplies } from './http/large-replies.ts'
import { type AppServer, Listeners } from './http/listeners.ts'
import { createMetrics, metricsEndpoint } from './http/metrics.ts'
import type { DocumentAdditions } from './http/openapi.ts'
import { pathOf, withoutPrefix } from './http/paths.ts'
import { type CompletedRequest, createPipeline } from './http/pipeline.ts'
import { RateLimits } from './http/rate-limit.ts'
import { RequestHistory } from './http/request-history.ts'
import { createRequestLog } from './http/request-log.ts'
import { channelEndpoint, socketSettings } from './http/sockets.ts'
import type { createOpsApp } from './ops-app.ts'
import { pageEndpoints } from './pages/endpoints.ts'
import { mapEndpoints } from './pages/map-endpoints.ts'
import type { SocketPlatform } from './realtime/connection.ts'

/** Never reached, because the guard and the body reader reject earlier; Bun would send a bare 413. */
const maxRequestBodySize = 1024 ** 4

/** Longer than any body and than proxies keep connections (nginx 60, Caddy 120), else they send 502s. */
const idleTimeoutSeconds = 180

interface AppOptions {
  server?: AppServer
  controls?: readonly Endpoint[]
  /** Writes the line of a request; left out: at once. */
  logRequest?: (completed: CompletedRequest) => void
  documentAdditions?: DocumentAdditions | undefined
}

/** Resumes the payments that were under way when the data was last open. */
export const createApp = (
  ctx: Context,
  {
    server = new Listeners(),
    controls = [],
    logRequest = createRequestLog(ctx.log),
    documentAdditions,
  }: AppOptions = {},
) => {
  const { config, clock, log, newId } = ctx
  const tokens = createTokens(ctx.secretKey)
  const authenticate = createAuthenticate(ctx, tokens)
  const verifyToken = createVerifyToken(ctx, tokens)
  const limits = new RateLimits(config, clock, ctx.live?.counters)
  const disk = createDiskSpace(config.dataDir, config.minFreeMb, clock)
  const bodies = new BodyMemory(config.dataDir)
  const largeReplies = new LargeReplies()
  const loginAddresses = new LoginAddresses()
  const recentRefreshes = new RecentRefreshes(clock, config)
  const variants = createVariants(ctx, client => limits.countHere('variant', client)?.isExceeded !== true)
  const variantCache = createVariantCache(variants, ctx.store.users.isDisabled, id =>
    ctx.store.reports.isHidden('picture', id),
  )
  const exports = new Exports(ctx)
  ctx.accountCaches.add({
    forgetVariants: variants.forget,
    forgetLogins: email => loginAddresses.forget(email),
    rememberLogin: (email, address) => loginAddresses.remember(email, address),
  })
  const bounds = [
    ...ctx.store.bounds(),
    ...limits.bounds,
    ...bodies.bounds,
    largeReplies.bound,
    tokens.bound,
    loginAddresses.bound,
    recentRefreshes.bound,
    passwordBound,
    ...imagePool.bounds,
    ...variants.bounds,
    variantCache.bound,
    exports.bound,
    mailBound,
    ctx.hub.backlog.bound,
  ]
  const metrics = createMetrics({ ctx, disk, countPictures: imagePool.count, bounds })
  const provider = createMockProvider(clock)
  const history = new RequestHistory(clock)
  if (config.opsPort !== null) history.turnOn()
  setServerState(ctx, {
    startedAtMs: clock.now(),
    disk,
    bounds,
    minutes: () => history.minutes(),
    routes: () => metrics.routes(),
  })

  const app = new Elysia({
    // Host names may be as short as one letter.
    handler: { standardHostname: false },
    serve: serverSettings(ctx),
    websocket: socketSettings,
  }).use(crossOrigin(config.corsOrigins))
  const pipeline = createPipeline({
    environment: { config, clock, newId, bodies },
    largeReplies,
    guard: createGuard({ limits, authenticate, freeSpace: disk.level }),
    onCompleted: completed => {
      logRequest(completed)
      metrics.observe(completed)
      history.count(completed.status)
    },
  })
  const channels = [roomChannel(ctx), notificationsChannel, gigsChannel]
  const platform = socketPlatform(ctx, verifyToken, limits)
  const endpoints = [
    ...healthEndpoints(ctx, disk),
    metricsEndpoint(ctx, metrics),
    ...authEndpoints(ctx, { tokens, verifyToken, limits, loginAddresses, recentRefreshes }),
    ...userEndpoints(ctx),
    ...accountEndpoints(ctx, exports),
    ...gigEndpoints(ctx),
    ...uploadEndpoints(ctx, variants, variantCache),
    ...buddyEndpoints(ctx),
    ...reviewEndpoints(ctx),
    ...reportEndpoints(ctx),
    ...transactionEndpoints(ctx, provider),
    ...chatEndpoints(ctx),
    ...notificationEndpoints(ctx),
    ...channels.map(channel => channelEndpoint(channel, platform, limits)),
    ...controls,
    ...documentEndpoints(ctx, app, channels, documentAdditions),
    ...pageEndpoints(ctx),
    ...mapEndpoints(ctx),
  ]
  mountEndpoints(app, endpoints, {
    serve: pipeline,
    server,
    preflight: createPreflight(config.corsOrigins),
    prefix: pathPrefixOf(config),
    delegate: delegateToDesk(ctx, history, async () =>
      (await import('./ops-app.ts')).createOpsApp(ctx, { server, limits, bodies }),
    ),
  })
  ctx.hub.attach(server)
  if (ctx.live) joinCopies(ctx, ctx.live, { channels, provider })
  else
    resumePayments(ctx, provider).catch(error => log.error({ err: error }, 'Payments could not be taken up.'))
  return app
}

/** The desk is made at its first request. It has no address before there is an operator, or with OPS_PORT. */
const delegateToDesk = (
  { config, store }: Context,
  history: RequestHistory,
  createDesk: () => Promise<ReturnType<typeof createOpsApp>>,
) => {
  const prefix = pathPrefixOf(config)
  let desk: ReturnType<typeof createDesk> | null = null
  return (request: Request): Promise<Response> | null => {
    const path = withoutPrefix(pathOf(request.url), prefix)
    if (!isDeskPath(path)) return null
    if (!store.operators.exist() || config.opsPort !== null) return null
    history.turnOn()
    desk ??= createDesk()
    return desk.then(opened => opened.handle(request))
  }
}

export type App = ReturnType<typeof createApp>

const socketPlatform = (ctx: Context, verifyToken: VerifyToken, limits: RateLimits): SocketPlatform => ({
  hub: ctx.hub,
  clock: ctx.clock,
  log: ctx.log,
  verifyToken: token => verifyToken(token, 'access'),
  isSessionOpen: async id => isOpen(await ctx.store.sessions.find(id), ctx.store.users),
  countFrame: (budget, userId) => limits.countFrame(budget, userId),
})

export const serverSettings = (ctx: Context) => ({
  maxRequestBodySize,
  idleTimeout: idleTimeoutSeconds,
  reusePort: false,
  development: false,
  error: fallbackErrorHandler(ctx),
})

/** For errors of Elysia itself, or while a response is written. */
const fallbackErrorHandler =
  ({ log }: Context) =>
  (error: Error): Response => {
    log.error({ err: error }, 'a response failed outside of the endpoints')
    const { status, detail } = errorCatalogue.INTERNAL_ERROR
    return Response.json({ detail, error_code: 'INTERNAL_ERROR' }, { status })
  }
