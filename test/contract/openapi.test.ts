import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { Validator } from '@seriousme/openapi-schema-validator'
import { errorCatalogue } from '../../src/errors.ts'
import { Client } from '../support/client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import checkedIn from './openapi.json'

setDefaultTimeout(60_000)

interface Answer {
  description: string
  content?: Record<string, { schema?: object; examples?: Record<string, { value: { error_code: string } }> }>
}

interface Operation {
  tags?: string[]
  summary?: string
  description?: string
  operationId?: string
  security?: object[]
  parameters?: { name: string; in: string; description?: string; schema?: object }[]
  requestBody?: { content: Record<string, { schema?: object; example?: unknown }> }
  responses: Record<string, Answer>
}

let server: TestServer
let client: Client
let document: {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, object>; securitySchemes: Record<string, object> }
}

const noId = '00000000-0000-4000-8000-000000000000'

const eachOperation = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path: path.replace(/\{[^}]+\}/g, noId),
      operation,
    })),
  )

beforeAll(async () => {
  server = await startTestServer()
  client = new Client(server.url)
  document = (await client.get<typeof document>('/openapi.json')).body
})
afterAll(() => server.stop())

describe('the document about the API', () => {
  test('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate(JSON.parse(JSON.stringify(document)))
    expect(result.valid, JSON.stringify(result.errors)).toBe(true)
    expect(document.openapi).toStartWith('3.1.')
  })

  test('is the checked-in one; after a change on purpose: bun run --silent openapi > test/contract/openapi.json', () => {
    // The command knows no server, so it has the address of the contract in place of this one.
    const text = JSON.stringify(document).replaceAll(server.url, 'https://api.chayenity.com')
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(checkedIn)))
  })

  test('has links of contact and licence that lead to the server that was asked, by the name it was asked by', async () => {
    for (const url of [server.url, server.url.replace('127.0.0.1', 'localhost')])
      for (const path of ['/openapi.json', '/docs/openapi.json']) {
        const response = await fetch(`${server.url}${path}`, { headers: { host: new URL(url).host } })
        const { info }: { info: { contact: { url: string }; license: { url: string } } } = JSON.parse(
          await response.text(),
        )
        expect([path, info.contact.url, info.license.url]).toEqual([
          path,
          `${url}/docs/guide`,
          `${url}/docs/guide`,
        ])
      }
  })

  test('says for every operation what it is, what it takes and what it gives', () => {
    const gaps: string[] = []
    for (const { name, operation } of eachOperation()) {
      const { tags, summary, description, security, parameters = [], requestBody, responses } = operation
      if (tags?.length !== 1) gaps.push(`${name} has not one tag`)
      if (!summary) gaps.push(`${name} has no summary`)
      if (!description) gaps.push(`${name} has no description`)
      if (!security) gaps.push(`${name} does not say who may call it`)
      for (const parameter of parameters) {
        if (!parameter.description) gaps.push(`${name}: ${parameter.name} has no description`)
      }
      for (const [type, body] of Object.entries(requestBody?.content ?? {})) {
        if (!body.schema) gaps.push(`${name}: the ${type} body has no schema`)
        if (body.example === undefined && type === 'application/json') gaps.push(`${name} has no example`)
      }
      for (const [status, answer] of Object.entries(responses)) {
        const [content] = Object.values(answer.content ?? {})
        if (!['204', '302', '304'].includes(status) && !content?.schema)
          gaps.push(`${name}: ${status} has no schema`)
        if (Number(status) >= 400 && status !== '503' && !content?.examples)
          gaps.push(`${name}: ${status} has no example`)
      }
    }
    expect(gaps).toEqual([])
  })

  test('gives every operation a name of its own', () => {
    const ids = eachOperation().map(({ operation }) => operation.operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('shows every error with its own status, and leaves none of the catalogue out', () => {
    // No operation answers with these: a path without that method, a socket without an upgrade, a preflight.
    const shown = new Set<string>(['METHOD_NOT_ALLOWED', 'UPGRADE_REQUIRED', 'ORIGIN_NOT_ALLOWED'])
    for (const { operation } of eachOperation()) {
      for (const [status, answer] of Object.entries(operation.responses)) {
        for (const { value } of Object.values(answer.content?.['application/json']?.examples ?? {})) {
          shown.add(value.error_code)
          const known = Object.entries(errorCatalogue).find(([code]) => code === value.error_code)
          expect(String(known?.[1].status)).toBe(status)
        }
      }
    }
    expect(Object.keys(errorCatalogue).filter(code => !shown.has(code))).toEqual([])
  })

  test('asks for the bearer token alone, and at /docs for a password too (A3)', async () => {
    const { body: ofDocs } = await client.get<typeof document>('/docs/openapi.json')
    const search = { AccessToken: [] }
    expect(document.paths['/api/gigs/search']?.get?.security).toEqual([search])
    expect(ofDocs.paths['/api/gigs/search']?.get?.security).toEqual([{ Password: [] }, search])
    expect(Object.keys(document.components.securitySchemes)).toEqual(['AccessToken', 'RefreshToken'])
    expect(ofDocs.components.securitySchemes.Password).toMatchObject({
      type: 'oauth2',
      flows: { password: { tokenUrl: '/api/auth/login' } },
    })
  })
})

describe('every operation of the document', () => {
  test('that needs a login refuses a stranger with 401 before it looks at anything else (G10)', async () => {
    const closed = eachOperation().filter(({ operation }) => operation.security?.length !== 0)
    expect(closed.length).toBeGreaterThan(10)
    for (const { name, method, path } of closed) {
      const answer = await client.send(method, path, method === 'GET' ? {} : { body: '{ broken' })
      expect([name, answer.status, answer.body.error_code]).toEqual([name, 401, 'NOT_AUTHENTICATED'])
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    }
  })

  test('answers the same with a slash at its end, without a redirect (G1)', async () => {
    for (const { name, method, path } of eachOperation()) {
      if (path === '/') continue
      const plain = await client.send(method, path)
      const slashed = await client.send(method, `${path}/`)
      expect([name, slashed.status, slashed.body]).toEqual([name, plain.status, plain.body])
    }
  })
})
