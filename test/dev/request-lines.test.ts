import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createLog } from '../../src/lib/log.ts'
import { Client } from '../support/client.ts'
import { startTestDevServer, type TestDevServer } from '../support/dev-server.ts'

const lines: Record<string, unknown>[] = []
let server: TestDevServer
let client: Client

beforeAll(async () => {
  server = await startTestDevServer({
    log: createLog('info', { write: line => lines.push(JSON.parse(line)) }),
  })
  client = new Client(server.url)
})
afterAll(() => server.stop())

/** The lines that a request caused. */
const linesOf = async (path: string, headers: Record<string, string> = {}, body?: unknown) => {
  lines.length = 0
  await client.send(body === undefined ? 'GET' : 'POST', path, { headers, body })
  return lines.map(({ requestId: _, time: __, level: ___, ms: ____, msg: _____, ...rest }) => rest)
}

describe('the line of a request in a development server', () => {
  test('has the code of an error, and none where there is none', async () => {
    const rest = { method: 'GET', userId: null }
    expect(await linesOf('/api/gigs')).toEqual([
      { ...rest, path: '/api/gigs', status: 401, error_code: 'NOT_AUTHENTICATED' },
    ])
    expect(await linesOf('/health')).toEqual([{ ...rest, path: '/health', status: 200 }])
  })

  test('has the hint that the response carries', async () => {
    const [line] = await linesOf('/api/auth/login', {}, { username: 'a@example.com', password: 'x' })
    expect(line).toMatchObject({
      path: '/api/auth/login',
      hint: expect.stringContaining('A login is a form'),
    })
  })

  test('names the path that was called when Prefer asked for an error', async () => {
    expect(await linesOf('/api/gigs/search?q=x', { prefer: 'error=OVERLOADED' })).toEqual([
      { method: 'GET', path: '/api/gigs/search', status: 503, error_code: 'OVERLOADED', userId: null },
    ])
  })

  test('is there for the request and for the lost response when it fails afterwards', async () => {
    const found = await linesOf('/health', { prefer: 'error=OVERLOADED, when=after' })
    expect(found.map(({ path, status }) => [path, status])).toEqual([
      ['/health', 200],
      ['/health', 503],
    ])
  })

  test('is there for a world that cannot be', async () => {
    expect(await linesOf('/health', { 'x-world': 'No Name!' })).toMatchObject([
      { path: '/health', status: 400 },
    ])
  })
})
