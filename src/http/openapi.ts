import { toOpenAPISchema } from '@elysiajs/openapi'
import type { AnyElysia } from 'elysia'
import { version } from '../../package.json' with { type: 'json' }
import { contentTypes } from '../domain/uploads/file.ts'
import { type ErrorCode, errorCatalogue, errorCodes } from '../errors.ts'
import { idempotencyKeyParameter, replayedHeader } from './idempotency.ts'
import { notesKey, type OperationNotes } from './operation.ts'

/** A part of the document, as JSON. */
type Json = Record<string, unknown>

interface DocumentedOperation extends Json {
  summary?: string
  description?: string
  operationId?: string
  parameters?: { name: string; in: string; required?: boolean; schema?: Json }[]
  requestBody?: { content: Record<string, Json> }
  responses?: Record<string, Json>
  [notesKey]?: OperationNotes
}

type Paths = Record<string, Record<string, DocumentedOperation>>

const about = `The server of a neighbourhood gig marketplace: a seeker posts a gig on the map, a helper nearby accepts it,
they chat, the money waits in a mock escrow, and they review each other.

Press **Authorize** and log in with an e-mail address and a password. Times are ISO 8601 in UTC, money is in THB,
distances are in km, coordinates in degrees. Every error has the same form: a sentence for people in \`detail\`, a code
for programs in \`error_code\`, and \`field_errors\` where fields are at fault.

The live sockets, \`/ws/chat/{room_id}\` and \`/ws/notifications\`, are described by [AsyncAPI](/asyncapi.json), close codes
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

const securitySchemes = {
  Password: {
    type: 'oauth2',
    description: 'Log in with an e-mail address (as username) and a password. Leave the client fields empty.',
    flows: { password: { tokenUrl: '/api/auth/login', scopes: {} } },
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
}

const errorSchema = {
  type: 'object',
  title: 'Error',
  required: ['detail', 'error_code'],
  properties: {
    detail: { type: 'string', description: 'What went wrong, in a sentence for people.' },
    error_code: {
      type: 'string',
      enum: errorCodes,
      description: 'What went wrong, for programs.',
    },
    field_errors: {
      type: 'object',
      additionalProperties: { type: 'array', items: { type: 'string' } },
      description: 'What is wrong with each field, where fields are at fault.',
    },
  },
}

const statusMeanings: Record<string, string> = {
  200: 'Done.',
  201: 'Created.',
  204: 'Done; there is nothing to say.',
  206: 'A part of it.',
  302: 'A browser is sent on.',
  304: 'The client has it already.',
  400: 'The request cannot be read, or a rule of the marketplace forbids it now.',
  401: 'Nobody is logged in, or the token is not good any more.',
  403: 'The caller may not do this.',
  404: 'There is nothing with this id or at this address.',
  405: 'The path does not know that method; `Allow` names those it knows.',
  408: 'The body took too long to arrive.',
  409: 'It is there already.',
  413: 'The body or the file is too large, or there is no room for it.',
  415: 'That type of file is not taken.',
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

/** The OpenAPI 3.1 document of an app, made from its routes. */
export const createOpenApiDocument = (app: AnyElysia, publicUrl: string | null): Json => {
  // Through JSON, so that what follows changes copies, and symbols of the schemas stay behind.
  const paths: Paths = JSON.parse(JSON.stringify(toOpenAPISchema(app).paths))
  const schemas: Record<string, unknown> = { Error: errorSchema }
  const documented: Record<string, Record<string, Json>> = {}
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const notes = operation[notesKey]
      if (!notes || method === 'head') continue
      documented[path] ??= {}
      documented[path][method] = shareSchemas(complete(method, operation, notes), schemas)
    }
  }
  const used = new Set(
    Object.values(documented)
      .flatMap(Object.values)
      .flatMap(({ tags }) => tags),
  )
  return {
    openapi: '3.1.1',
    info: { title: 'Chayenity', version, description: about },
    servers: [{ url: publicUrl ?? '/' }],
    tags: tags.filter(({ name }) => used.has(name)),
    paths: documented,
    components: { schemas, securitySchemes, headers: { ...headers, ...replayedHeader } },
  }
}

const complete = (method: string, operation: DocumentedOperation, notes: OperationNotes): Json => {
  const {
    [notesKey]: _notes,
    parameters = [],
    requestBody,
    responses = {},
    summary = '',
    ...rest
  } = operation
  const completed = [
    ...parameters.map(completeParameter),
    ...notes.headers.map(headerParameter),
    ...(notes.takesIdempotencyKey ? [idempotencyKeyParameter] : []),
  ]
  return {
    ...rest,
    summary,
    operationId: operationIdOf(summary),
    security: securityOf[notes.access],
    ...(completed.length > 0 && { parameters: completed }),
    ...(requestBody && {
      requestBody: {
        required: needsBody(requestBody.content),
        content: withExample(requestBody.content, notes.example),
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(responses).map(([status, answer]) => [status, success(status, answer, notes)]),
      ),
      ...errorResponses(errorsOf(method, operation, notes)),
    },
  }
}

/** "Get my gigs" becomes getMyGigs. */
const operationIdOf = (summary: string) =>
  summary.toLowerCase().replace(/[^a-z0-9]+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** Swagger UI fills its form from the parameter's own example, and shows the parameter's own description. */
const completeParameter = (parameter: NonNullable<DocumentedOperation['parameters']>[number]) => {
  const { description, examples, ...schema } = parameter.schema ?? {}
  const isRequired = parameter.in === 'path' || (parameter.required === true && !('default' in schema))
  return {
    ...parameter,
    required: isRequired,
    ...(description ? { description } : {}),
    ...(Array.isArray(examples) ? { example: examples[0] } : {}),
    schema,
  }
}

const headerParameter = ({ name, description, isRequired }: OperationNotes['headers'][number]) => ({
  name,
  in: 'header',
  required: isRequired,
  description,
  schema: { type: 'string', minLength: 1 },
})

/** A body in which no field is required may be left out whole. */
const needsBody = (content: Record<string, Json>) =>
  Object.values(content).some(({ schema }) => isSchemaWithRequired(schema))

const isSchemaWithRequired = (schema: unknown) =>
  typeof schema === 'object' && schema !== null && 'required' in schema

const withExample = (content: Record<string, Json>, example: unknown) =>
  Object.fromEntries(
    Object.entries(content).map(([type, media]) => [
      type,
      example === undefined ? media : { ...media, example },
    ]),
  )

const headersFor = (notes: OperationNotes) => {
  const names = notes.rateClass === 'none' ? ['X-Request-Id'] : Object.keys(headers)
  if (notes.takesIdempotencyKey) names.push(...Object.keys(replayedHeader))
  return Object.fromEntries(names.map(name => [name, { $ref: `#/components/headers/${name}` }]))
}

const success = (status: string, answer: Json, notes: OperationNotes): Json => ({
  description: statusMeanings[status] ?? 'Done.',
  headers: headersFor(notes),
  ...(!answersWithoutBody.has(status) && { content: imageContentOf(answer) ?? answer.content }),
})

const answersWithoutBody = new Set(['204', '304'])

/** Every type a picture can have, where the answer is one. */
const imageContentOf = ({ content }: Json): Json | null => {
  const [media] = Object.values((content ?? {}) as Record<string, { schema?: Json }>) // the form of OpenAPI
  if (media?.schema?.format !== 'binary') return null
  const types = [...contentTypes, 'image/avif']
  return Object.fromEntries(types.map(type => [type, { schema: media.schema }]))
}

/** The refusals an operation says itself, and those that everything of its kind has. */
const errorsOf = (method: string, operation: DocumentedOperation, notes: OperationNotes): ErrorCode[] => {
  const codes: ErrorCode[] = [...notes.errors]
  if (notes.access !== 'anyone') codes.push('NOT_AUTHENTICATED', 'INVALID_TOKEN', 'TOKEN_EXPIRED')
  if (operation.requestBody) codes.push('BAD_REQUEST', 'REQUEST_TIMEOUT', 'BODY_TOO_LARGE')
  if (notes.takesIdempotencyKey) codes.push('IDEMPOTENCY_KEY_REUSED')
  if (operation.requestBody || operation.parameters || notes.takesIdempotencyKey)
    codes.push('VALIDATION_ERROR')
  if (notes.rateClass !== 'none') codes.push('RATE_LIMITED')
  if (method !== 'get') codes.push('OVERLOADED', 'STORAGE_FAILED', 'STORAGE_FULL')
  codes.push('INTERNAL_ERROR')
  return [...new Set(codes)]
}

const errorResponses = (codes: ErrorCode[]): Record<string, Json> => {
  const statuses = [...new Set(codes.map(code => errorCatalogue[code].status))].sort()
  return Object.fromEntries(
    statuses.map(status => {
      const ofStatus = codes.filter(code => errorCatalogue[code].status === status)
      const examples = Object.fromEntries(ofStatus.map(code => [code, { value: exampleOf(code) }]))
      const content = { 'application/json': { schema: { $ref: '#/components/schemas/Error' }, examples } }
      return [String(status), { description: statusMeanings[status] ?? 'Refused.', content }]
    }),
  )
}

const exampleOf = (code: ErrorCode): Json => ({
  detail: errorCatalogue[code].detail,
  error_code: code,
  ...(code === 'VALIDATION_ERROR' && { field_errors: { latitude: ['This field is required.'] } }),
})

/** Moves every schema that has a title to the shared ones and leaves a reference in its place. */
const shareSchemas = (part: Json, schemas: Record<string, unknown>): Json => {
  const share = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(share)
    if (typeof value !== 'object' || value === null) return value
    // Elysia closes the schemas of routes that have been called; unknown fields are ignored all the same (ruling G7).
    const open = Object.entries(value).filter(
      ([key, inner]) => key !== 'additionalProperties' || inner !== false,
    )
    const shared = Object.fromEntries(open.map(([key, inner]) => [key, share(inner)]))
    // Where null may stand beside choices, it is one of them.
    if (Array.isArray(shared.enum) && Array.isArray(shared.type) && shared.type.includes('null'))
      shared.enum = [...new Set([...shared.enum, null])]
    const { title } = shared
    if (typeof title !== 'string' || shared.type !== 'object') return shared
    schemas[title] = shared
    return { $ref: `#/components/schemas/${title}` }
  }
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, share(value)]))
}
