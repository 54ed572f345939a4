import { KindGuard, type TObject, type TSchema } from '@sinclair/typebox'
import { AppError, invalidFields, requiredMessage } from '../errors.ts'
import { ApiErrorView } from '../schema/api-error.ts'
import { messageOf } from '../schema/kinds.ts'
import type { BodyType } from './body.ts'
import type { DocumentedError, Endpoint } from './endpoint.ts'
import { changedExample, exampleValueOf } from './example-values.ts'
import { idempotencyKeyParameter, invalidKey, replayedHeader } from './idempotency.ts'
import type { Json } from './shared-schemas.ts'

/** The OpenAPI plugin uses `parameters` for the schemas of Elysia. */
export const parametersKey = 'x-parameters'

const securityOf = {
  anyone: [],
  user: [{ AccessToken: [] }],
  refresh: [{ RefreshToken: [] }],
} as const

const statusMeanings: Record<string, string> = {
  302: 'A browser is redirected to `/docs`.',
  400: 'The request cannot be read, or a rule of the marketplace forbids it now',
  401: 'Nobody is logged in, or the token is not good any more',
  403: 'The caller may not do this',
  404: 'There is nothing with this id or at this address',
  405: 'The path does not know that method; `Allow` names those it knows',
  408: 'The body took too long to arrive',
  409: 'It is there already',
  413: 'The body or the file is too large, or there is no room for it',
  415: 'That type of file, or an encoded body, is not taken',
  416: 'The file has no such part; `Content-Range` says how long it is',
  422: 'Fields are missing or not right',
  426: 'The address is a WebSocket',
  429: 'Too many requests; `Retry-After` says how many seconds to wait',
  500: 'The server is at fault',
  503: 'Nothing can be done at the moment; `Retry-After` says when to try again',
}

export const responseHeaders = {
  'X-Request-Id': {
    schema: { type: 'string', format: 'uuid', examples: ['7c9e6679-7425-40de-944b-e07fc1f90ae7'] },
    description: 'The request’s id in the log of the server.',
  },
  'RateLimit-Limit': {
    schema: { type: 'integer', examples: [100] },
    description: 'How many requests are allowed in a minute.',
  },
  'RateLimit-Remaining': {
    schema: { type: 'integer', examples: [99] },
    description: 'How many requests are left of them.',
  },
  'RateLimit-Reset': {
    schema: { type: 'integer', examples: [60] },
    description: 'In how many seconds all are allowed again.',
  },
  'Retry-After': {
    schema: { type: 'integer', examples: [1] },
    description: 'In how many seconds to try again.',
  },
  ...replayedHeader,
}

export const operationOf = (endpoint: Endpoint): Json => ({
  tags: [endpoint.tag],
  summary: endpoint.summary,
  description: endpoint.description,
  operationId: operationIdOf(endpoint.summary),
  security: securityOf[endpoint.access],
  [parametersKey]: parametersOf(endpoint),
  ...(endpoint.body && { requestBody: requestBodyOf(endpoint, endpoint.body) }),
  responses: { ...successesOf(endpoint), ...errorResponses(endpoint) },
})

const operationIdOf = (summary: string) =>
  summary.toLowerCase().replace(/[^a-z0-9]+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** "Create gig" becomes CreateGigRequest, the contract's name. */
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

/** Swagger UI shows a parameter's own example and description. */
const parametersIn = (place: 'path' | 'query', schema: TObject | undefined): Json[] =>
  Object.entries(schema?.properties ?? {}).map(([name, property]) => {
    const { description, examples, ...shown } = property
    return {
      name,
      in: place,
      required: place === 'path' || isRequired(schema, name),
      ...(description && { description }),
      ...(Array.isArray(examples) && { example: examples[0] }),
      schema: shown,
    }
  })

const headerParameter = ({
  name,
  description,
  isRequired,
  example,
}: NonNullable<Endpoint['headers']>[number]): Json => ({
  name,
  in: 'header',
  required: isRequired,
  description,
  ...(example !== undefined && { example }),
  schema: { type: 'string', minLength: 1 },
})

const mediaTypes: Record<BodyType, string> = {
  json: 'application/json',
  urlencoded: 'application/x-www-form-urlencoded',
  formdata: 'multipart/form-data',
}

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
  const names = ['X-Request-Id']
  if (rateClass !== 'none') names.push('RateLimit-Limit', 'RateLimit-Remaining', 'RateLimit-Reset')
  if (idempotent) names.push(...Object.keys(replayedHeader))
  return referTo(names)
}

const referTo = (names: string[]): Json =>
  Object.fromEntries(names.map(name => [name, { $ref: `#/components/headers/${name}` }]))

const statusesWithoutBody = new Set(['204', '302', '304'])

const successesOf = (endpoint: Endpoint): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(endpoint.responses).map(([status, schema]) => {
      const description = (status === '302' && statusMeanings[status]) || schema.description || 'The answer.'
      const content = !statusesWithoutBody.has(status) && { content: contentOf(endpoint, schema, status) }
      return [status, { description: String(description), headers: headersFor(endpoint), ...content }]
    }),
  )

const contentOf = ({ fileTypes, exampleResult }: Endpoint, schema: TSchema, status: string): Json => {
  if (fileTypes)
    return Object.fromEntries(fileTypes.map(type => [type, { schema: { type: 'string', format: 'binary' } }]))
  const changes = status.startsWith('2') ? exampleResult : { status: 'unhealthy' }
  return { [mediaTypes.json]: { schema, example: changedExample(exampleValueOf(schema), changes) } }
}

const errorsOf = (endpoint: Endpoint): DocumentedError[] => {
  const { access, body, method, idempotent, rateClass } = endpoint
  // Any request can name an impossible host.
  const errors: DocumentedError[] = [...endpoint.errors, 'BAD_REQUEST']
  if (access !== 'anyone') errors.push('NOT_AUTHENTICATED', 'INVALID_TOKEN', 'TOKEN_EXPIRED')
  if (body) errors.push('REQUEST_TIMEOUT', 'UNSUPPORTED_ENCODING')
  if (idempotent) errors.push('IDEMPOTENCY_KEY_REUSED')
  const invalid = invalidRequest(endpoint)
  if (invalid) errors.push(() => invalid)
  if (rateClass !== 'none') errors.push('RATE_LIMITED')
  // A body that nobody asked for is limited too.
  if (method !== 'GET') errors.push('BODY_TOO_LARGE', 'OVERLOADED', 'STORAGE_FAILED', 'STORAGE_FULL')
  return [...errors, 'INTERNAL_ERROR']
}

const invalidRequest = ({ body, query, params, idempotent }: Endpoint): AppError | null => {
  const fields = [body, query, params].flatMap(schema =>
    Object.entries<TSchema>(schema?.properties ?? {})
      .filter(([, field]) => !KindGuard.IsString(field))
      .map(([name, field]) => ({ name, field, isMissing: schema !== params && isRequired(schema, name) })),
  )
  const found = fields.find(({ isMissing }) => isMissing) ?? fields[0]
  if (found)
    return invalidFields({ [found.name]: [found.isMissing ? requiredMessage : messageOf(found.field)] })
  return idempotent ? invalidKey() : null
}

const isRequired = (schema: TObject | undefined, name: string): boolean =>
  schema?.required?.includes(name) === true && schema.properties[name]?.default === undefined

const errorResponses = (endpoint: Endpoint): Record<string, Json> => {
  const errors = errorsOf(endpoint).map(error => (typeof error === 'string' ? new AppError(error) : error()))
  const statuses = [...new Set(errors.map(({ status }) => status))].sort()
  return Object.fromEntries(
    statuses.map(status => {
      const found = errors.filter(error => error.status === status)
      const codes = [...new Set(found.map(({ code }) => `\`${code}\``))].join(', ')
      const content = { [mediaTypes.json]: { schema: ApiErrorView, examples: examplesOf(found) } }
      return [
        String(status),
        { description: `${statusMeanings[status]}: ${codes}.`, headers: headersOfError(status), content },
      ]
    }),
  )
}

const headersOfError = (status: number): Json =>
  referTo(
    status === 408 || status === 429 || status === 503 ? ['X-Request-Id', 'Retry-After'] : ['X-Request-Id'],
  )

const examplesOf = (errors: AppError[]): Record<string, Json> => {
  const examples = new Map<string, Json>()
  for (const error of errors) {
    const isKnown = [...examples.values()].some(({ summary }) => summary === error.message)
    if (isKnown) continue
    const count = [...examples.keys()].filter(key => key.split('-')[0] === error.code).length
    examples.set(count === 0 ? error.code : `${error.code}-${count + 1}`, exampleOf(error))
  }
  return Object.fromEntries(examples)
}

const exampleOf = ({ message, code, fieldErrors }: AppError): Json => ({
  summary: message,
  value: { detail: message, error_code: code, ...(fieldErrors && { field_errors: fieldErrors }) },
})
