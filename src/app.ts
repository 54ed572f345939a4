import { cors } from '@elysiajs/cors'
import { type AnyElysia, Elysia } from 'elysia'
import type { Context } from './context.ts'
import { createAuthenticate, createVerifyToken } from './domain/auth/guard.ts'
import { authRoutes } from './domain/auth/routes.ts'
import { createTokens } from './domain/auth/tokens.ts'
import { buddyRoutes } from './domain/buddies/routes.ts'
import { chatRoutes } from './domain/chat/routes.ts'
import { chatSocketRoutes } from './domain/chat/socket.ts'
import { gigRoutes } from './domain/gigs/routes.ts'
import { notificationRoutes } from './domain/notifications/routes.ts'
import { notificationSocketRoutes } from './domain/notifications/socket.ts'
import { reviewRoutes } from './domain/reviews/routes.ts'
import { createMockProvider } from './domain/transactions/provider.ts'
import { transactionRoutes } from './domain/transactions/routes.ts'
import { uploadRoutes } from './domain/uploads/routes.ts'
import { createVariantCache } from './domain/uploads/variant-cache'
import { createVariants } from './domain/uploads/variants.ts'
import { userRoutes } from './domain/users/routes.ts'
import { errorCatalogue } from './errors.ts'
import { createDiskSpace } from './files/disk-space.ts'
import { readBody } from './http/body.ts'
import { docsRoutes } from './http/docs.ts'
import { createGate, pathOf } from './http/gate.ts'
import { healthRoutes } from './http/health.ts'
import { createMetrics, metricsRoutes } from './http/metrics.ts'
import { onError } from './http/on-error.ts'
import { RateLimits } from './http/rate-limit.ts'
import { createRequestLog } from './http/request-log.ts'
import { RouteTable } from './http/route-table.ts'
import { socketSettings } from './http/sockets.ts'
import { visits } from './http/visit.ts'

/**
 * Bun answers a longer body with a bare 413 before we hear of it. So this one never counts: the gate refuses by the
 * declared length and the reader of bodies by what arrives, both in our own form and before the body is in memory.
 */
const maxRequestBodySize = 1024 ** 4

/**
 * The whole HTTP surface, in the order in which a request meets it.
 * @param controls routes that only a server for development has
 */
export const createApp = (ctx: Context, controls?: AnyElysia) => {
  const tokens = createTokens(ctx.secretKey)
  const authenticate = createAuthenticate(ctx, tokens)
  const disk = createDiskSpace(ctx.config.dataDir, ctx.config.minFreeMb, ctx.clock)
  const metrics = createMetrics(ctx, disk)
  const verifyToken = createVerifyToken(ctx, tokens)
  const variants = createVariants(ctx)
  const variantCache = createVariantCache(variants)
  const logRequest = createRequestLog(ctx.log)
  const limits = new RateLimits(ctx.config, ctx.clock)
  let routes = new RouteTable([])
  const server = (): Bun.Server<unknown> | null => app.server
  const gate = createGate({
    routes: () => routes,
    addressBook: server,
    limits,
    authenticate,
    newId: ctx.newId,
    trustProxy: ctx.config.trustProxy,
    roomOnDisk: disk.level,
  })

  const app = new Elysia({
    // Host names may be as short as one letter.
    handler: { standardHostname: false },
    serve: serverSettings(ctx),
    websocket: socketSettings,
  })
    .use(visits)
    .onError(onError)
    .use(crossOrigin(ctx))
    .onRequest(gate)
    .onRequest(({ request, set, visit }) => {
      if (request.method !== 'GET' || !request.url.includes(picturePath)) return
      const answer = variantCache.answer({ request, set })
      if (answer === null) return
      // Elysia calls what comes after an answer only for those of a route.
      const departure = {
        request,
        path: pathOf(request.url),
        route: `${picturePath}:file_id`,
        visit,
        set: answer,
      }
      logRequest(departure)
      metrics.observe(departure)
      return answer
    })
    .onParse(({ request, visit }) => (visit.bodyLimits ? readBody(request, visit.bodyLimits) : {}))
    .onAfterResponse(logRequest)
    .onAfterResponse(metrics.observe)
    .use(healthRoutes(ctx, disk))
    .use(metricsRoutes(ctx, metrics, server))
    .use(authRoutes(ctx, { tokens, authenticate, limits }))
    .use(userRoutes(ctx))
    .use(gigRoutes(ctx))
    .use(uploadRoutes(ctx, variants, variantCache))
    .use(buddyRoutes(ctx))
    .use(reviewRoutes(ctx))
    .use(transactionRoutes(ctx, createMockProvider(ctx.clock)))
    .use(chatRoutes(ctx))
    .use(notificationRoutes(ctx))
    .use(chatSocketRoutes(ctx, verifyToken))
    .use(notificationSocketRoutes(ctx, verifyToken))
  if (controls) app.use(controls)
  const whole = app.use(docsRoutes(ctx, app))
  ctx.hub.attach({ publish: (name, frame) => server()?.publish(name, frame) })
  routes = new RouteTable(whole.routes)
  return whole
}

export type App = ReturnType<typeof createApp>

const picturePath = '/api/upload/'

/** What every server of ours is started with. */
export const serverSettings = (ctx: Context) => ({
  maxRequestBodySize,
  reusePort: false,
  development: false,
  error: lastResort(ctx),
})

/** For what is thrown outside of every hook: by Elysia itself, or while an answer is written. */
const lastResort =
  ({ log }: Context) =>
  (error: Error): Response => {
    log.error({ err: error }, 'an answer failed outside of the routes')
    const { status, detail } = errorCatalogue.INTERNAL_ERROR
    return Response.json({ detail, error_code: 'INTERNAL_ERROR' }, { status })
  }

/** Which web origins' pages may call the API; the token travels in a header, so no credentials are involved. */
const crossOrigin = ({ config: { corsOrigins } }: Context) => {
  if (corsOrigins.length === 0) return new Elysia()
  return cors({
    origin: corsOrigins === '*' ? ['*'] : corsOrigins,
    credentials: false,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'],
    allowedHeaders: ['Authorization', 'Content-Type', 'X-Access-Token', 'Idempotency-Key'],
    exposeHeaders: [
      'X-Request-Id',
      'Content-Range',
      'ETag',
      'RateLimit-Limit',
      'RateLimit-Remaining',
      'RateLimit-Reset',
      'Retry-After',
      'WWW-Authenticate',
      'Idempotency-Replayed',
    ],
    maxAge: 600,
  })
}
