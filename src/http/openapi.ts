import { toOpenAPISchema } from '@elysiajs/openapi'
import type { TObject, TSchema } from '@sinclair/typebox'
import type { AnyElysia } from 'elysia'
import { type ErrorCode, errorCatalogue } from '../errors.ts'
import { ApiErrorView } from '../schema/api-error.ts'
import type { BodyType } from './body.ts'
import type { Endpoint } from './endpoint.ts'
import { idempotencyKeyParameter, replayedHeader } from './idempotency.ts'
import { type Json, SharedSchemas } from './shared-schemas.ts'

const about = `The server of a neighbourhood gig marketplace: a seeker posts a gig on the map, a helper nearby accepts it,
they chat, the money waits in a mock escrow, and they review each other.

Press **Authorize** and log in with an e-mail address and a password. Times are ISO 8601 in UTC, money is in THB,
distances are in km, coordinates in degrees. Every error has the same form: a sentence for people in \`detail\`, a code
for programs in \`error_code\`, and \`field_errors\` where fields are at fault.

The live sockets, \`/ws/chat/{room_id}\`, \`/ws/notifications\` and \`/ws/gigs\`, are described by [AsyncAPI](/asyncapi.json), close codes
included, and can be tried at [/docs/ws](/docs/ws).`

const tags = [
  { name: 'Authentication', description: 'Accounts, sessions and their tokens.' },
  { name: 'Users', description: 'Profiles, places and who is near by.' },
  { name: 'Gigs', description: 'Posting, finding, accepting and finishing gigs.' },
  { name: 'Files', description: 'Pictures: sending, showing in any size, deleting.' },
  { name: 'Buddies', description: 'The people one likes to work with.' },
  { name: 'Reviews', description: 'What the seeker and the helper of a completed gig say of each other.' },
  {
    name: 'Transactions',
    description:
      'Payments through a mock escrow: the money of the payer is held, and released to the payee or given back.',
  },
  { name: 'Chat', description: 'Rooms and their history; live at `/ws/chat/{room_id}`, see `/docs/ws`.' },
  { name: 'Notifications', description: 'What happened while one was elsewhere.' },
  { name: 'Health', description: 'Whether the server works.' },
  {
    name: 'dev',
    description:
      'Controls of a server for development: failures, checkpoints, worlds, the clock, tokens of anybody, simulated people. A production server has none of them.',
  },
]

const securityOf = {
  anyone: [],
  user: [{ Password: [] }, { AccessToken: [] }],
  refresh: [{ RefreshToken: [] }],
} as const

const securitySchemesAt = (baseUrl: string) => ({
  Password: {
    type: 'oauth2',
    description: 'Log in with an e-mail address (as username) and a password. Leave the client fields empty.',
    flows: { password: { tokenUrl: `${baseUrl}/api/auth/login`, scopes: {} } },
  },
  AccessToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The `access_token` of a login.',
  },
  RefreshToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The `refresh_token` of a login, for `POST /api/auth/refresh` alone.',
  },
})

const statusMeanings: Record<string, string> = {
  200: 'The result.',
  201: 'What was created.',
  204: 'Done; the response has no body.',
  206: 'The requested part.',
  302: 'A browser is redirected.',
  304: 'The client’s copy is current.',
  400: 'The request cannot be read, or a rule of the marketplace forbids it now.',
  401: 'Nobody is logged in, or the token is not good any more.',
  403: 'The caller may not do this.',
  404: 'There is nothing with this id or at this address.',
  405: 'The path does not know that method; `Allow` names those it knows.',
  408: 'The body took too long to arrive.',
  409: 'It is there already.',
  413: 'The body or the file is too large, or there is no room for it.',
  415: 'That type of file, or an encoded body, is not taken.',
  416: 'There is no such part of it.',
  422: 'Fields are missing or not right.',
  429: 'Too many requests; `Retry-After` says how many seconds to wait.',
  500: 'A fault of the server.',
  503: 'Nothing can be done at the moment.',
}

const headers = {
  'X-Request-Id': { schema: { type: 'string', format: 'uuid' }, description: 'The request’s id in the log.' },
  'RateLimit-Limit': { schema: { type: 'integer' }, description: 'Requests allowed in a minute.' },
  'RateLimit-Remaining': { schema: { type: 'integer' }, description: 'Requests that are left.' },
  'RateLimit-Reset': { schema: { type: 'integer' }, description: 'Seconds until all are allowed again.' },
}

/**
 * The document's entry of one endpoint. It stands in the route's `detail`, from which the OpenAPI plugin assembles the
 * document.
 */
export const operationOf = (endpoint: Endpoint): Json => {
  const parameters = parametersOf(endpoint)
  return {
    tags: [endpoint.tag],
    summary: endpoint.summary,
    description: endpoint.description,
    operationId: operationIdOf(endpoint.summary),
    security: securityOf[endpoint.access],
    // The plugin derives parameters from schemas of Elysia, which these routes do not have.
    [parametersKey]: parameters,
    ...(endpoint.body && { requestBody: requestBodyOf(endpoint, endpoint.body) }),
    responses: { ...successesOf(endpoint), ...errorResponses(errorsOf(endpoint)) },
  }
}

const parametersKey = 'x-parameters'

const hasItems = (value: unknown): boolean => Array.isArray(value) && value.length > 0

/** The OpenAPI 3.1 document of an app on which endpoints are mounted. */
export const createOpenApiDocument = (app: AnyElysia, publicUrl: string | null): Json => {
  // Through JSON, so that what follows changes copies, and symbols of the schemas stay behind.
  const paths: Record<string, Record<string, Json>> = JSON.parse(JSON.stringify(toOpenAPISchema(app).paths))
  const schemas = new SharedSchemas()
  const documented = Object.fromEntries(
    Object.entries(paths).map(([path, methods]) => [
      path,
      Object.fromEntries(
        Object.entries(methods).map(([method, { [parametersKey]: parameters, ...operation }]) => [
          method,
          schemas.share({ ...operation, ...(hasItems(parameters) && { parameters }) }),
        ]),
      ),
    ]),
  )
  const used = new Set(
    Object.values(documented)
      .flatMap(methods => Object.values(methods))
      .flatMap(operation => operation.tags),
  )
  return {
    openapi: '3.1.1',
    // The contract's version, which client generators see; the server's own is in /health.
    info: {
      title: 'Chayenity',
      version: '1.0.0',
      description: about.replaceAll('](/', `](${publicUrl ?? ''}/`),
    },
    servers: [{ url: publicUrl ?? '/' }],
    tags: tags.filter(({ name }) => used.has(name)),
    paths: documented,
    components: {
      schemas: schemas.byName,
      securitySchemes: securitySchemesAt(publicUrl ?? ''),
      headers: { ...headers, ...replayedHeader },
    },
  }
}

/** "Get my gigs" becomes getMyGigs. */
const operationIdOf = (summary: string) =>
  summary.toLowerCase().replace(/[^a-z0-9]+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** "Create gig" becomes CreateGigRequest, as the contract calls it. */
const requestNameOf = (summary: string) => {
  const id = operationIdOf(summary)
  return `${id.charAt(0).toUpperCase()}${id.slice(1)}Request`
}

const parametersOf = ({ params, query, headers: read = [], idempotent }: Endpoint): Json[] => [
  ...parametersIn('path', params),
  ...parametersIn('query', query),
  ...read.map(headerParameter),
  ...(idempotent ? [idempotencyKeyParameter] : []),
]

/** Swagger UI fills its form from the parameter's own example, and shows the parameter's own description. */
const parametersIn = (place: 'path' | 'query', schema: TObject | undefined): Json[] =>
  Object.entries(schema?.properties ?? {}).map(([name, property]) => {
    const { description, examples, ...shown } = property
    const isRequired =
      place === 'path' || (schema?.required?.includes(name) && property.default === undefined)
    return {
      name,
      in: place,
      required: isRequired === true,
      ...(description && { description }),
      ...(Array.isArray(examples) && { example: examples[0] }),
      schema: shown,
    }
  })

const headerParameter = ({
  name,
  description,
  isRequired,
}: NonNullable<Endpoint['headers']>[number]): Json => ({
  name,
  in: 'header',
  required: isRequired,
  description,
  schema: { type: 'string', minLength: 1 },
})

const mediaTypes: Record<BodyType, string> = {
  json: 'application/json',
  urlencoded: 'application/x-www-form-urlencoded',
  formdata: 'multipart/form-data',
}

/** A body in which no field is required may be left out whole. */
const requestBodyOf = ({ bodyTypes, example, summary }: Endpoint, schema: TObject): Json => {
  const media = {
    schema: { title: requestNameOf(summary), ...schema },
    ...(example !== undefined && { example }),
  }
  return {
    required: schema.required !== undefined && schema.required.length > 0,
    content: Object.fromEntries(bodyTypes.map(type => [mediaTypes[type], media])),
  }
}

const headersFor = ({ rateClass, idempotent }: Endpoint): Json => {
  const names = rateClass === 'none' ? ['X-Request-Id'] : Object.keys(headers)
  if (idempotent) names.push(...Object.keys(replayedHeader))
  return Object.fromEntries(names.map(name => [name, { $ref: `#/components/headers/${name}` }]))
}

const successesOf = (endpoint: Endpoint): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(endpoint.responses).map(([status, schema]) => [
      status,
      {
        description: statusMeanings[status] ?? 'The result.',
        headers: headersFor(endpoint),
        ...(!statusesWithoutBody.has(status) && { content: contentOf(endpoint, schema) }),
      },
    ]),
  )

const statusesWithoutBody = new Set(['204', '302', '304'])

const contentOf = ({ fileTypes = [mediaTypes.json] }: Endpoint, schema: TSchema): Json =>
  Object.fromEntries(fileTypes.map(type => [type, { schema }]))

/** The endpoint's own errors, and those of every endpoint of its kind. */
const errorsOf = (endpoint: Endpoint): ErrorCode[] => {
  const { access, params, query, body, method, idempotent, rateClass } = endpoint
  // Any request can name an impossible host.
  const codes: ErrorCode[] = [...endpoint.errors, 'BAD_REQUEST']
  if (access !== 'anyone') codes.push('NOT_AUTHENTICATED', 'INVALID_TOKEN', 'TOKEN_EXPIRED')
  if (body) codes.push('REQUEST_TIMEOUT', 'UNSUPPORTED_ENCODING')
  if (idempotent) codes.push('IDEMPOTENCY_KEY_REUSED')
  if (body || params || query || idempotent) codes.push('VALIDATION_ERROR')
  if (rateClass !== 'none') codes.push('RATE_LIMITED')
  // A body that nobody asked for is limited too.
  if (method !== 'GET') codes.push('BODY_TOO_LARGE', 'OVERLOADED', 'STORAGE_FAILED', 'STORAGE_FULL')
  codes.push('INTERNAL_ERROR')
  return [...new Set(codes)]
}

const errorResponses = (codes: ErrorCode[]): Record<string, Json> => {
  const statuses = [...new Set(codes.map(code => errorCatalogue[code].status))].sort()
  return Object.fromEntries(
    statuses.map(status => {
      const ofStatus = codes.filter(code => errorCatalogue[code].status === status)
      const examples = Object.fromEntries(ofStatus.map(code => [code, { value: exampleOf(code) }]))
      const content = { 'application/json': { schema: ApiErrorView, examples } }
      return [String(status), { description: statusMeanings[status] ?? 'An error.', content }]
    }),
  )
}

const exampleOf = (code: ErrorCode): Json => ({
  detail: errorCatalogue[code].detail,
  error_code: code,
  ...(code === 'VALIDATION_ERROR' && { field_errors: { latitude: ['This field is required.'] } }),
})
