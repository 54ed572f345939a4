import { type AnyElysia, Elysia, type ElysiaConfig } from 'elysia'
import type { Context } from './context.ts'
import type { Desk } from './domain/operators/command.ts'
import { Downloads } from './domain/operators/downloads.ts'
import { deskEndpoints } from './domain/operators/endpoints.ts'
import { cookieName, createDeskGuard, type DeskEndpoint, OperatorCallers } from './domain/operators/guard.ts'
import { mountEndpoints } from './http/adapter.ts'
import { pathPrefixOf } from './http/base-url.ts'
import { BodyMemory } from './http/body-memory.ts'
import { createPreflight } from './http/cors.ts'
import { openEndpoint } from './http/endpoint.ts'
import type { AppServer } from './http/listeners.ts'
import { createOpenApiDocument, mapOperations } from './http/openapi.ts'
import { createPipeline } from './http/pipeline.ts'
import { RateLimits } from './http/rate-limit.ts'
import { jsonReply } from './http/reply.ts'
import { createRequestLog } from './http/request-log.ts'
import { deskPageEndpoints } from './pages/endpoints.ts'

interface OpsAppOptions {
  server: AppServer
  limits?: RateLimits
  bodies?: BodyMemory
  settings?: ElysiaConfig<''>['serve']
}

/** An app of its own, so that it can have its own port and shares no route, token or header with the API. */
export const createOpsApp = (
  ctx: Context,
  {
    server,
    limits = new RateLimits(ctx.config, ctx.clock, ctx.live?.counters),
    bodies = new BodyMemory(ctx.config.dataDir),
    settings = {},
  }: OpsAppOptions,
) => {
  const { config, clock, log, newId } = ctx
  const callers = new OperatorCallers()
  const desk: Desk = { ctx, downloads: new Downloads(clock) }
  const app = new Elysia({ handler: { standardHostname: false }, serve: settings })
  const endpoints: DeskEndpoint[] = [
    ...deskEndpoints({ desk, limits, callers }),
    documentEndpoint(app, config.publicUrl),
    ...deskPageEndpoints(ctx).map(endpoint => ({ endpoint, access: 'page' as const })),
  ]
  const accessOf = new Map(endpoints.map(({ endpoint, access }) => [endpoint, access]))
  const pipeline = createPipeline({
    environment: { config, clock, newId, bodies },
    guard: createDeskGuard(ctx, { limits, callers, accessOf }),
    onCompleted: createRequestLog(log),
  })
  mountEndpoints(
    app,
    endpoints.map(({ endpoint }) => endpoint),
    { serve: pipeline, server, preflight: createPreflight([]), prefix: pathPrefixOf(config) },
  )
  return app
}

/** Not in the public document, whose generators would make methods of the desk. */
const documentEndpoint = (app: AnyElysia, publicUrl: string | null): DeskEndpoint => ({
  access: 'viewer',
  endpoint: openEndpoint({
    method: 'GET',
    path: '/api/_ops/openapi.json',
    tag: null,
    summary: 'The document of the desk',
    description: 'The OpenAPI document of the operator’s desk.',
    access: 'anyone',
    responses: {},
    errors: [],
    run: async () => jsonReply(200, JSON.stringify(await deskDocument(app, publicUrl))),
  }),
})

const pathsWithoutSession: ReadonlySet<string> = new Set(
  ['/login', '/link', '/link/use'].map(path => `/api/_ops${path}`),
)

export const deskDocument = async (app: AnyElysia, publicUrl: string | null) => {
  const document = await createOpenApiDocument(app, { publicUrl })
  return {
    ...document,
    info: {
      title: 'Chayenity operator’s desk',
      version: '1.0.0',
      description:
        'For operators alone. A login gives a cookie and `csrf_token`; every POST sends that in `X-CSRF-Token`. Each command leaves one line in the audit.',
    },
    tags: [{ name: 'Desk', description: 'Everything that an operator looks at and does.' }],
    paths: mapOperations(document.paths, (operation, path) => ({
      ...operation,
      security: pathsWithoutSession.has(path) ? [] : [{ OperatorSession: [] }],
    })),
    components: {
      ...(typeof document.components === 'object' && document.components),
      securitySchemes: { OperatorSession: { type: 'apiKey', in: 'cookie', name: cookieName } },
    },
  }
}
