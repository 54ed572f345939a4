import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import type { ValidateFunction } from 'ajv/dist/2020.js'
import { createSchemas } from '../../scripts/figures/answers.ts'
import { Client } from '../support/client.ts'
import { startTestDevServer, type TestDevServer } from '../support/dev-server.ts'

setDefaultTimeout(60_000)

/** What generators and readers need of the document, held for the operations of production and the controls alike. */

interface Media {
  schema: { $ref?: string; type?: string; items?: { $ref?: string } }
  example?: unknown
  examples?: Record<string, { value: { error_code: string; field_errors?: Record<string, string[]> } }>
}
interface Schema {
  description?: string
  type?: string
  enum?: unknown[]
  properties?: Record<string, Schema>
}
interface Operation {
  operationId: string
  parameters?: { name?: string }[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, { description: string; content?: Record<string, Media> }>
}
interface Document {
  info: { description: string; contact: { name: string } }
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

let server: TestDevServer
let document: Document
let operations: Operation[]

beforeAll(async () => {
  server = await startTestDevServer()
  document = (await new Client(server.url).get<Document>('/openapi.json')).body
  operations = Object.values(document.paths).flatMap(methods => Object.values(methods))
})
afterAll(() => server.stop())

/** Names that a client's language, its libraries or a browser have already. */
const taken = new Set([
  ...Object.getOwnPropertyNames(globalThis),
  ...['Notification', 'Location', 'Comment', 'Image', 'Option', 'Range', 'Text', 'Node', 'Element'],
  ...['Any', 'Unit', 'Nothing', 'Pair', 'Triple', 'Result', 'List', 'Map', 'Set', 'Sequence', 'Throwable'],
  ...['Int', 'Long', 'Double', 'Float', 'Boolean', 'Char', 'Byte', 'Short', 'Exception', 'Thread', 'Process'],
  ...['Type', 'Data', 'Date', 'URL', 'Optional', 'Never', 'Self', 'Protocol', 'Decimal', 'ErrorResponse'],
  ...['Future', 'Stream', 'Duration', 'DateTime', 'Iterable', 'Enum', 'Record', 'Null', 'Void'],
])

/** Every schema in a part of the document, wherever it stands. */
const enumsInline = (part: unknown, path: string): string[] => {
  if (Array.isArray(part)) return part.flatMap((item, at) => enumsInline(item, `${path}[${at}]`))
  if (typeof part !== 'object' || part === null) return []
  if ('enum' in part && Array.isArray(part.enum)) return [path]
  return Object.entries(part).flatMap(([key, inner]) => enumsInline(inner, `${path}.${key}`))
}

describe('the names in the document', () => {
  test('are those of no language, library or browser', () => {
    expect(Object.keys(document.components.schemas).filter(name => taken.has(name))).toEqual([])
  })

  test('are there for every body and for every enum', () => {
    for (const { operationId, requestBody } of operations)
      for (const media of Object.values(requestBody?.content ?? {}))
        expect([operationId, media.schema.$ref]).toEqual([operationId, expect.stringMatching(/Request$/)])
    const inline = Object.entries(document.components.schemas)
      .filter(([, schema]) => schema.enum === undefined)
      .flatMap(([name, schema]) => enumsInline(schema, name))
    expect([...inline, ...enumsInline(document.paths, 'paths')]).toEqual([])
  })

  test('of operations read as functions', () => {
    const ids = operations.map(({ operationId }) => operationId)
    expect(ids.filter(id => !/^[a-z]+([A-Z][a-z]+)*$/.test(id))).toEqual([])
    const ofTheContract = [
      'login',
      'refreshAccessToken',
      'logout',
      'createGig',
      'searchGigs',
      'uploadProfileImage',
    ]
    expect(ids).toEqual(expect.arrayContaining(ofTheContract))
  })
})

describe('the descriptions of the document', () => {
  test('are there for every schema and every property', () => {
    const gaps = Object.entries(document.components.schemas).flatMap(([name, schema]) => [
      ...(schema.description ? [] : [name]),
      ...Object.entries(schema.properties ?? {})
        .filter(([, property]) => !property.description)
        .map(([property]) => `${name}.${property}`),
    ])
    expect(gaps).toEqual([])
  })

  test('of responses say what was done', () => {
    const vague = operations.flatMap(({ operationId, responses }) =>
      Object.entries(responses)
        .filter(
          ([, { description }]) => !description || /^(Done|Refused|The result|undefined)/.test(description),
        )
        .map(([status]) => `${operationId} ${status}`),
    )
    expect(vague).toEqual([])
  })

  test('begin with contact, the flow of a gig, errors, pages and limits', () => {
    expect(document.info.contact.name).not.toBe('')
    for (const heading of ['The flow of a gig', 'Logging in', 'Errors', 'Pages', 'Limits', 'In this demo'])
      expect(document.info.description).toContain(`### ${heading}\n`)
  })
})

/** Says what is wrong with values by schemas of the document. Compiling one takes longer than everything else. */
const createChecks = () => {
  const schemas = createSchemas()
  schemas.addSchema(JSON.parse(JSON.stringify(document)), 'api')
  const compiled = new Map<string, ValidateFunction>()
  return ({ $ref, items }: Media['schema'], value: unknown): string => {
    const reference = `api${$ref ?? items?.$ref}`
    const fits = compiled.get(reference) ?? schemas.compile({ $ref: reference })
    compiled.set(reference, fits)
    const values = $ref === undefined && Array.isArray(value) ? value : [value]
    return values.every(one => fits(one)) ? '' : schemas.errorsText(fits.errors)
  }
}

describe('the examples of the document', () => {
  test('are there for every response with JSON, and fit its schema', () => {
    const check = createChecks()
    const problems: string[] = []
    for (const { operationId, responses } of operations)
      for (const [status, { content }] of Object.entries(responses)) {
        const media = content?.['application/json']
        if (!media) continue
        const values = media.examples
          ? Object.values(media.examples).map(({ value }) => value)
          : [media.example]
        for (const value of values) {
          const problem = check(media.schema, value)
          if (problem) problems.push(`${operationId} ${status}: ${problem}`)
        }
      }
    expect(problems).toEqual([])
  })

  test('of bodies fit their schemas, and every JSON body has one', () => {
    const check = createChecks()
    for (const { operationId, requestBody } of operations) {
      const media = requestBody?.content['application/json']
      if (!media) continue
      expect([operationId, check(media.schema, media.example)]).toEqual([operationId, ''])
    }
  })

  test('of a 422 show a field of their own operation', () => {
    const schemas = document.components.schemas
    for (const { operationId, parameters = [], requestBody, responses } of operations) {
      const [media] = Object.values(requestBody?.content ?? {})
      const body = schemas[media?.schema.$ref?.split('/').at(-1) ?? '']
      const own = [...Object.keys(body?.properties ?? {}), ...parameters.flatMap(({ name }) => name ?? [])]
      const examples = Object.values(responses[422]?.content?.['application/json']?.examples ?? {})
      for (const { value } of examples)
        for (const field of Object.keys(value.field_errors ?? {}))
          expect([operationId, own.includes(field) ? '' : field]).toEqual([operationId, ''])
    }
  })
})
