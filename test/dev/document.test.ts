import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Client } from '../support/client.ts'
import { startTestDevServer, type TestDevServer } from '../support/dev-server.ts'
import { startTestServer } from '../support/server.ts'

interface Document {
  tags: { name: string }[]
  paths: Record<
    string,
    Record<
      string,
      {
        tags: string[]
        operationId: string
        description: string
        parameters?: { $ref?: string }[]
        requestBody?: { content: Record<string, { example?: unknown }> }
      }
    >
  >
  components: { parameters: object }
}

let devServer: TestDevServer
let document: Document
beforeAll(async () => {
  devServer = await startTestDevServer()
  document = (await new Client(devServer.url).get<Document>('/openapi.json')).body
})
afterAll(() => devServer.stop())

const controls = () => Object.entries(document.paths).filter(([path]) => path.startsWith('/api/_dev'))

describe('the OpenAPI document of a development server', () => {
  test('lists every control under the tag dev, and is valid', async () => {
    const paths = controls().map(([path]) => path.replace('/api/_dev', ''))
    expect(paths.sort()).toEqual([
      '/cast',
      '/checkpoints',
      '/checkpoints/{name}',
      '/checkpoints/{name}/restore',
      '/city',
      '/clock',
      '/errors/{code}',
      '/gigs/{gig_id}/history',
      '/hints',
      '/log',
      '/login-as',
      '/personas',
      '/reset',
      '/rules',
      '/rules/{rule_id}',
      '/sockets/kill',
      '/worlds',
      '/worlds/{name}',
    ])
    for (const [, methods] of controls())
      for (const { tags, description } of Object.values(methods)) {
        expect(tags).toEqual(['dev'])
        expect(description).not.toBe('')
      }
    const ids = Object.values(document.paths)
      .flatMap(Object.values)
      .map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
    const result = await new Validator().validate(JSON.parse(JSON.stringify(document)))
    expect(result.valid, JSON.stringify(result.errors)).toBe(true)
  })

  test('equals that of production except for the controls, their headers and the examples', async () => {
    const server = await startTestServer()
    const production = (await new Client(server.url).get<Document>('/openapi.json')).body
    await server.stop()
    expect(production.tags.map(({ name }) => name)).not.toContain('dev')
    const rest = Object.entries(document.paths).filter(([path]) => !path.startsWith('/api/_dev'))
    expect(plain(Object.fromEntries(rest))).toEqual(plain(production.paths))
    expect(bodiesWithExample(Object.fromEntries(rest))).toEqual(bodiesWithExample(production.paths))
  })

  test('has Prefer and X-World as parameters of every operation, and of the controls X-World alone', () => {
    for (const [path, methods] of Object.entries(document.paths))
      for (const { parameters = [] } of Object.values(methods)) {
        const added = parameters.flatMap(({ $ref }) => $ref ?? [])
        const expected = path.startsWith('/api/_dev') ? ['X-World'] : ['Prefer', 'X-World']
        expect([path, added]).toEqual([path, expected.map(name => `#/components/parameters/${name}`)])
      }
    expect(Object.keys(document.components.parameters)).toEqual(['Prefer', 'X-World'])
  })
})

/** Without what a development server adds. */
const plain = (paths: Document['paths']): unknown =>
  JSON.parse(JSON.stringify(paths), (key, value) => {
    if (key === 'example') return undefined
    if (key !== 'parameters') return value
    const own = value.filter((one: { $ref?: string }) => one.$ref === undefined)
    return own.length > 0 ? own : undefined
  })

/** A form with a file has none. */
const bodiesWithExample = (paths: Document['paths']): string[] =>
  Object.values(paths)
    .flatMap(Object.values)
    .flatMap(({ operationId, requestBody: { content } = { content: {} } }) =>
      Object.keys(content)
        .filter(type => content[type]?.example !== undefined)
        .map(type => `${operationId} ${type}`),
    )

describe('a production server', () => {
  test('has no controls and ignores their headers', async () => {
    const server = await startTestServer()
    const client = new Client(server.url)
    for (const [path, methods] of controls())
      for (const method of Object.keys(methods)) {
        const answer = await client.send(method.toUpperCase(), path.replace(/\{[^}]+\}/g, 'any'))
        expect([path, answer.status, answer.body.error_code]).toEqual([path, 404, 'RESOURCE_NOT_FOUND'])
      }
    const answer = await client.get('/health', {
      headers: { prefer: 'code=503', 'x-world': 'No Name!' },
    })
    expect([answer.status, answer.headers.get('preference-applied')]).toEqual([200, null])
    expect((await client.get('/health?__prefer=code%3D503&__world=No+Name')).status).toBe(200)
    await server.stop()
  })
})
