import type { JsonSchema } from './json-schema.ts'

/** A part of the OpenAPI document, as far as programs here read it. */
export interface OpenApiDocument {
  paths: Record<string, Record<string, DocumentedOperation>>
  components: { schemas: Record<string, JsonSchema> }
}

interface DocumentedOperation {
  operationId: string
  security?: Record<string, string[]>[]
  parameters?: DocumentedParameter[]
  requestBody?: { required?: boolean; content: Record<string, { schema: JsonSchema; example?: unknown }> }
  responses: Record<string, DocumentedResponse>
}

export interface DocumentedParameter {
  name: string
  in: 'path' | 'query' | 'header'
  required?: boolean
  example?: unknown
  schema: JsonSchema
}

interface DocumentedResponse {
  content?: Record<string, { schema: JsonSchema; examples?: Record<string, unknown> }>
}

/** One operation with its method and path, such as `GET /api/gigs/{gig_id}`. */
export interface Operation extends DocumentedOperation {
  name: string
  method: string
  path: string
}

/** The operations of a document. The schemas of what they take stand in place of the references to them. */
export const operationsOf = ({ paths, components }: OpenApiDocument): Operation[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      ...operation,
      ...(operation.parameters && { parameters: resolved(operation.parameters, components.schemas) }),
      ...(operation.requestBody && { requestBody: resolved(operation.requestBody, components.schemas) }),
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
    })),
  )

const resolved = <Part>(part: Part, schemas: Record<string, JsonSchema>): Part =>
  JSON.parse(JSON.stringify(part), (_, value) => {
    const name = /^#\/components\/schemas\/(\w+)$/.exec(value?.$ref)?.[1]
    return name === undefined ? value : { ...resolved(schemas[name], schemas), ...value, $ref: undefined }
  })
