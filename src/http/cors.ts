import { cors } from '@elysiajs/cors'
import { Elysia } from 'elysia'
import type { Config } from '../config.ts'
import { AppError } from '../errors.ts'
import { errorReply, Reply } from './reply.ts'

/** Which web origins' pages may call the API. Tokens travel in a header, so no credentials are involved. */
type Origins = Config['corsOrigins']

/** PATCH too: else a page that uses it would see a failed request in place of the 405. */
const methods = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'

/** Every header that a client can use, beside those that browsers always show. */
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

/** Adds the headers of every response. Preflights are answered by `createPreflight`. */
export const crossOrigin = (origins: Origins) => {
  if (origins.length === 0) return new Elysia()
  return cors({
    origin: origins === '*' ? ['*'] : origins,
    credentials: false,
    exposeHeaders: exposedHeaders,
    // The plugin allows a fixed list of headers, or repeats those of every request in its response. Only preflights need
    // them, and those put what was asked for in place of this.
    allowedHeaders: '*',
    preflight: false,
    methods: false,
  })
}

/** Answers a preflight (Fetch Standard, 3.2); null for any other request. */
export type Preflight = (request: Request) => Reply | null

/** Any header may be sent: tracing libraries add their own, and none of them can do what a client without a page cannot. */
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

/** The origin is repeated only where it has the form of one. */
const originNotAllowed = (origin: string): AppError => {
  const named = /^https?:\/\/[\w.:[\]-]{1,200}$/.test(origin) ? origin : 'this origin'
  return new AppError(
    'ORIGIN_NOT_ALLOWED',
    `Pages of ${named} may not call this server: its setting CORS_ORIGINS does not list that origin.`,
  )
}
