import type { AnyElysia } from 'elysia'
import { isJsonObject } from '../lib/json.ts'
import { describedRoutesOf } from './adapter.ts'
import { documentInfo } from './document-info.ts'
import { changedExample } from './example-values.ts'
import { introduction, tags } from './openapi-introduction.ts'
import { operationOf, parametersKey, responseHeaders } from './openapi-operation.ts'
import { type Json, SharedSchemas } from './shared-schemas.ts'

export interface OpenApiDocument extends Json {
  info: Json & { description: string }
  paths: Record<string, Record<string, Json>>
}

export interface DocumentAdditions {
  parameters: Record<string, Json>
  parametersAt(path: string): string[]
  /** What fits the present data. */
  current(): Promise<CurrentAdditions>
}

interface CurrentAdditions {
  introduction: string
  /** Values that work, by operation id. Undefined leaves the usual example. */
  examples: Record<string, Json>
  logins: DemoLogin[]
}

interface DemoLogin {
  email: string
  password: string
  name: string
  description: string
}

interface DocumentOptions {
  publicUrl: string | null
  /** Where the server is that shows the document; without a PUBLIC_URL a request says so. */
  ownUrl?: string | null
  /** Only for forms that people log in with, since generators mix the schemes up (ruling A3). */
  hasPasswordFlow?: boolean
  additions?: DocumentAdditions | undefined
}

export const createOpenApiDocument = async (
  app: AnyElysia,
  { publicUrl, ownUrl = publicUrl, hasPasswordFlow = false, additions }: DocumentOptions,
): Promise<OpenApiDocument> => {
  // Most servers are never asked for a document.
  const { toOpenAPISchema } = await import('@elysiajs/openapi')
  const described = toOpenAPISchema(describedRoutesOf(app, operationOf))
  // A copy, without the symbols of the schemas.
  const routes: Record<string, Record<string, Json>> = JSON.parse(JSON.stringify(described.paths))
  const schemas = new SharedSchemas()
  const paths = mapOperations(routes, ({ [parametersKey]: own, ...operation }, path) => {
    const added =
      additions?.parametersAt(path).map(name => ({ $ref: `#/components/parameters/${name}` })) ?? []
    const parameters = [...(Array.isArray(own) ? own : []), ...added]
    const secured = hasPasswordFlow ? withPasswordFlow(operation) : operation
    return schemas.share({ ...secured, ...(parameters.length > 0 && { parameters }) })
  })
  const used = new Set(
    Object.values(paths)
      .flatMap(Object.values<Json>)
      .flatMap(operation => operation.tags),
  )
  return {
    openapi: '3.1.1',
    info: {
      title: 'Chayenity',
      // The contract's version, which client generators see; the server's own is in /health.
      version: '1.0.0',
      description: introduction.replaceAll('](/', `](${publicUrl ?? ''}/`),
      ...documentInfo(ownUrl),
    },
    servers: [{ url: publicUrl ?? '/' }],
    tags: tags.filter(({ name }) => used.has(name)),
    paths,
    components: {
      schemas: schemas.byName,
      securitySchemes: securitySchemesAt(publicUrl ?? '', hasPasswordFlow),
      headers: responseHeaders,
      ...(additions && { parameters: additions.parameters }),
    },
  }
}

export const mapOperations = (
  routes: Record<string, Record<string, Json>>,
  change: (operation: Json, path: string) => Json,
) =>
  Object.fromEntries(
    Object.entries(routes).map(([path, methods]) => [
      path,
      Object.fromEntries(
        Object.entries(methods).map(([method, operation]) => [method, change(operation, path)]),
      ),
    ]),
  )

export const withCurrent = (
  { info, ...document }: OpenApiDocument,
  { introduction: addition, examples, logins }: CurrentAdditions,
  { hasPasswordFlow }: Pick<DocumentOptions, 'hasPasswordFlow'>,
): OpenApiDocument => ({
  ...document,
  info: { ...info, description: `${info.description}\n\n${addition}` },
  ...(hasPasswordFlow && { 'x-demo-logins': logins }),
  paths: mapOperations(document.paths, operation =>
    withExample(operation, definedOf(examples[String(operation.operationId)] ?? {})),
  ),
})

const definedOf = (values: Json): Json =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))

const withExample = ({ parameters, requestBody, ...operation }: Json, values: Json): Json => ({
  ...operation,
  ...(Array.isArray(parameters) && {
    parameters: parameters.map(one => (one.name in values ? { ...one, example: values[one.name] } : one)),
  }),
  ...(isJsonObject(requestBody) && { requestBody: bodyWithExample(requestBody, parameters, values) }),
})

const bodyWithExample = (body: Json, parameters: unknown, values: Json): Json => {
  const isParameter = (name: string) => Array.isArray(parameters) && parameters.some(one => one.name === name)
  const fields = Object.fromEntries(Object.entries(values).filter(([name]) => !isParameter(name)))
  // A form of a file has no example, and gets none of no fields.
  if (Object.keys(fields).length === 0) return body
  const content = Object.entries(isJsonObject(body.content) ? body.content : {}).map(([type, media]) => {
    const { example, ...rest } = isJsonObject(media) ? media : {}
    return [type, { ...rest, example: changedExample(example, fields) }]
  })
  return { ...body, content: Object.fromEntries(content) }
}

const isForUsers = ({ security }: Json): boolean => JSON.stringify(security).includes('"AccessToken"')

const withPasswordFlow = (operation: Json): Json =>
  isForUsers(operation) ? { ...operation, security: [{ Password: [] }, { AccessToken: [] }] } : operation

const bearer = (description: string) => ({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description })

const securitySchemesAt = (baseUrl: string, hasPasswordFlow: boolean) => ({
  ...(hasPasswordFlow && {
    Password: {
      type: 'oauth2',
      description:
        'Log in with an e-mail address (as username) and a password. Leave the client fields empty.',
      flows: { password: { tokenUrl: `${baseUrl}/api/auth/login`, scopes: {} } },
    },
  }),
  AccessToken: bearer('The `access_token` of a login.'),
  RefreshToken: bearer('The `refresh_token` of a login, for `POST /api/auth/refresh` alone.'),
})
