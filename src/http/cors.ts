import { cors } from '@elysiajs/cors'
import { Elysia } from 'elysia'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { errorReply, Reply } from './reply.ts'

/** Tokens travel in a header, so no credentials are involved. */
type Origins = Config['corsOrigins']

/** PATCH too: else a page that uses it would see a failed request in place of the 405. */
const methods = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'

const exposedHeaders = [
  'Accept-Ranges',
  'Allow',
  'Content-Disposition',
  'Content-Range',
  'Date',
  'ETag',
  'Idempotency-Replayed',
  'Location',
  'RateLimit-Limit',
  'RateLimit-Remaining',
  'RateLimit-Reset',
  'Retry-After',
  'WWW-Authenticate',
  'X-Request-Id',
]

export const crossOrigin = (origins: Origins) => {
  if (origins.length === 0) return new Elysia()
  return cors({
    origin: origins === '*' ? ['*'] : origins,
    credentials: false,
    exposeHeaders: exposedHeaders,
    // The plugin would repeat the headers that were asked for in every response. Only preflights need them.
    allowedHeaders: '*',
    preflight: false,
    methods: false,
  })
}

/** Null for any other request (Fetch Standard, 3.2). */
export type Preflight = (request: Request) => Reply | null

/** Any header may be sent, because tracing libraries add their own. */
export const createPreflight =
  (origins: Origins): Preflight =>
  ({ method, headers }) => {
    const origin = headers.get('origin')
    if (method !== 'OPTIONS' || origin === null || !headers.has('access-control-request-method')) return null
    if (origins !== '*' && !origins.includes(origin)) return errorReply(originNotAllowed(origin))
    const asked = headers.get('access-control-request-headers')
    return new Reply(204, null, {
      'access-control-allow-methods': methods,
      ...(asked !== null && { 'access-control-allow-headers': asked }),
      'access-control-max-age': '600',
    })
  }

const originNotAllowed = (origin: string): AppError => {
  const named = /^https?:\/\/[\w.:[\]-]{1,200}$/.test(origin) ? origin : 'this origin'
  return new AppError(
    'ORIGIN_NOT_ALLOWED',
    `Pages of ${named} may not call this server: its setting CORS_ORIGINS does not list that origin.`,
  )
}
