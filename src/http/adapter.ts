import { type AnyElysia, Elysia } from 'elysia'
import { AppError } from '../errors.ts'
import type { Preflight } from './cors.ts'
import { type Endpoint, openEndpoint } from './endpoint.ts'
import type { AppServer } from './listeners.ts'
import { withoutTrailingSlash } from './paths.ts'
import type { Pipeline } from './pipeline.ts'
import { errorReply, type Reply } from './reply.ts'

/** The only file that uses Elysia. It routes and adds headers; it reads no body and checks nothing. */

interface RouteContext {
  request: Request
  params: Record<string, string> | undefined
  set: { status?: number | string; headers: Record<string, unknown> }
}

interface MountOptions {
  serve: Pipeline
  server: AppServer
  preflight: Preflight
  /** Below which endpoints are mounted a second time, for proxies that leave it in the path; may be empty. */
  prefix: string
  /** Answers some of the addresses at which no endpoint is; null: it has none there. */
  delegate?: (request: Request) => Promise<Response> | null
}

/** Any other request is a 404, or a 405 where the path answers another method. */
export const mountEndpoints = (
  app: AnyElysia,
  endpoints: readonly Endpoint[],
  { serve, server, preflight, prefix, delegate = () => null }: MountOptions,
): void => {
  const plainPaths = new Set(endpoints.map(({ path }) => withoutTrailingSlash(path)))
  const unknownAddress = rejectingEndpoint(
    '/*',
    new AppError('RESOURCE_NOT_FOUND', 'There is nothing at this address.'),
  )
  const mount = (method: string, path: string, endpoint: Endpoint) => {
    const respond = async ({ request, params, set }: RouteContext) => {
      if (hasNoHost(request)) {
        set.headers = {}
        return app.handle(withLocalHost(request))
      }
      const delegated = endpoint === unknownAddress ? delegate(request) : null
      if (delegated) {
        set.headers = {}
        return delegated
      }
      // No endpoint has the method of a preflight, so only routes for all methods see one.
      const early = method === 'ALL' ? preflight(request) : null
      if (early) {
        Object.assign(set.headers, early.headers)
        return toResponse(early, set)
      }
      const incoming = { request, params: params ?? {}, server, headers: set.headers }
      return toResponse(await serve(endpoint, incoming), set)
    }
    const mountAt = (address: string) => {
      // Elysia reads the source of a handler to learn what to prepare for it, so the context is taken apart here.
      app.route(method, address, ({ request, params, set }) => respond({ request, params, set }), {
        parse: 'none',
      })
    }
    mountAt(path)
    const prefixed = prefix + path
    if (prefix !== '' && !plainPaths.has(withoutTrailingSlash(prefixed))) mountAt(prefixed)
  }

  mountedEndpoints.set(app, endpoints)
  const methodsOf = new Map<string, string[]>()
  for (const endpoint of endpoints) {
    const { method, path } = endpoint
    mount(method, path, endpoint)
    const key = withoutTrailingSlash(path)
    methodsOf.set(key, [...(methodsOf.get(key) ?? []), ...(method === 'GET' ? ['GET', 'HEAD'] : [method])])
  }
  for (const [path, allowed] of methodsOf) {
    const rejecting = rejectingEndpoint(
      path,
      new AppError('METHOD_NOT_ALLOWED', undefined, { allow: allowed.join(', ') }),
    )
    // A path such as /gigs/search must not be taken for /gigs/:gig_id with another method.
    const shadowing = endpoints.filter(other => !allowed.includes(other.method) && matches(other.path, path))
    for (const method of new Set(shadowing.map(other => other.method))) mount(method, path, rejecting)
    mount('ALL', path, rejecting)
  }
  mount('ALL', '/*', unknownAddress)
}

const mountedEndpoints = new WeakMap<AnyElysia, readonly Endpoint[]>()

export const endpointsOf = (app: AnyElysia): readonly Endpoint[] => mountedEndpoints.get(app) ?? []

/** The documented routes, for the OpenAPI document. Making them took a fifth of the server's start. */
export const describedRoutesOf = (app: AnyElysia, describe: (endpoint: Endpoint) => object): AnyElysia => {
  const described: AnyElysia = new Elysia()
  for (const endpoint of endpointsOf(app)) {
    if (endpoint.tag === null) continue
    described.route(endpoint.method, endpoint.path, () => undefined, { detail: describe(endpoint) })
  }
  return described
}

/** HTTP/1.0 allows it, and old load balancers do it. Bun then makes a path, and no URL, of the request. */
const hasNoHost = ({ url, headers }: Request): boolean => url.startsWith('/') && !headers.has('host')

/** The server does not know the client of the new request, so all of these share their limits. */
const withLocalHost = (request: Request): Request => new Request(`http://localhost${request.url}`, request)

export interface ListenOptions {
  port: number
  hostname: string
  reusePort: boolean
  tls?: { cert: string; key: string }
}

export const listen = (app: AnyElysia, options: ListenOptions): Bun.Server<unknown> => {
  const before = process.listeners('beforeExit')
  const { server } = app.listen(options)
  // Elysia knows one server and stops it at the end of the process. Ours come and go, and `Listeners` has them all.
  app.server = null
  for (const listener of process.listeners('beforeExit'))
    if (!before.includes(listener)) process.off('beforeExit', listener)
  if (!server) throw new Error('Elysia started no server.')
  return server
}

const matches = (pattern: string, path: string): boolean => {
  const parts = path.split('/')
  const wanted = pattern.split('/')
  return (
    pattern !== path &&
    wanted.length === parts.length &&
    wanted.every((part, at) => part.startsWith(':') || part === parts[at])
  )
}

/** The reply is made once, because anybody can ask for what does not exist as often as they like. */
const rejectingEndpoint = (path: string, error: AppError): Endpoint => {
  const reply = errorReply(error)
  return openEndpoint({
    method: 'GET',
    path,
    tag: null,
    summary: 'Rejected',
    description: 'What no endpoint answers.',
    access: 'anyone',
    responses: {},
    errors: [error.code],
    run: () => reply,
  })
}

/** Elysia makes the response of a text; all others are made here. */
const toResponse = ({ status, body }: Reply, set: RouteContext['set']): string | Response | undefined => {
  if (status === 101) return undefined
  if (typeof body === 'string') {
    set.status = status
    return body
  }
  const headers: Record<string, string> = {}
  for (const name in set.headers) headers[name] = String(set.headers[name])
  set.headers = {}
  return new Response(body, { status, headers })
}
