import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Client } from '../support/client.ts'
import { startTestDevServer, type TestDevServer } from '../support/dev-server.ts'
import { startTestServer } from '../support/server.ts'

interface Document {
  tags: { name: string }[]
  paths: Record<string, Record<string, { tags: string[]; operationId: string; description: string }>>
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
      '/clock',
      '/errors/{code}',
      '/hints',
      '/login-as',
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

  test('equals that of production except for the controls', async () => {
    const server = await startTestServer()
    const production = (await new Client(server.url).get<Document>('/openapi.json')).body
    await server.stop()
    expect(production.tags.map(({ name }) => name)).not.toContain('dev')
    const rest = Object.fromEntries(
      Object.entries(document.paths).filter(([path]) => !path.startsWith('/api/_dev')),
    )
    expect(rest).toEqual(production.paths)
  })
})

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
