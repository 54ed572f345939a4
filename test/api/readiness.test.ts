import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { Client } from '../support/client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const ready = async ({ url }: TestServer = server) => {
  const { status, body } = await new Client(url).get<object>('/health/ready')
  return [status, body] as const
}

describe('a server is ready (H1)', () => {
  test('while its database works and nothing of it is damaged, and it lives in any case', async () => {
    expect(await ready()).toEqual([200, { status: 'ok', disk: 'plenty', database: 'ok' }])
    server.ctx.upkeep.damage = ['A page cannot be read.']
    expect(await ready()).toEqual([503, { status: 'unhealthy', disk: 'plenty', database: 'damaged' }])
    const [health, live] = await Promise.all(
      ['/health', '/health/live'].map(path => new Client(server.url).get<object>(path)),
    )
    expect([health?.status, live?.status, live?.body]).toEqual([200, 200, { status: 'ok' }])
    server.ctx.upkeep.damage = []
    expect((await ready())[0]).toBe(200)
  })

  test('no more when its database is gone', async () => {
    const broken = await startTestServer()
    await broken.ctx.store.close()
    expect(await ready(broken)).toEqual([503, { status: 'unhealthy', disk: 'plenty', database: 'ok' }])
    expect((await new Client(broken.url).get('/health/live')).status).toBe(200)
    await broken.stop().catch(() => {})
  })

  test('and tells a program where to begin, and a browser alone is redirected', async () => {
    for (const accept of ['application/json', '*/*']) {
      const answer = await new Client(server.url).get<object>('/', { headers: { accept } })
      expect([answer.status, answer.body]).toEqual([
        200,
        {
          name: 'Chayenity',
          docs: '/docs',
          guide: '/docs/guide',
          openapi: '/openapi.json',
          health: '/health',
        },
      ])
    }
  })
})
