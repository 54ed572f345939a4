import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { control, startTestDevServer, type TestDevServer } from '../support/dev-server.ts'

const startServers = async () => ({
  open: await startTestDevServer(),
  named: await startTestDevServer({
    env: {
      CORS_ORIGINS: 'https://app.example.com',
      ALLOWED_HOSTS: 'demo.example.com',
      PUBLIC_URL: 'https://public.example.com/api-of-ours',
    },
  }),
})
let servers: Awaited<ReturnType<typeof startServers>>
beforeAll(async () => {
  servers = await startServers()
})
afterAll(async () => {
  await servers.open.stop()
  await servers.named.stop()
})

type Headers = Record<string, string>

/** The status of a request to a control, and for an error its text. */
const askControl = async (server: TestDevServer, headers: Headers, method = 'GET') => {
  const path = method === 'GET' ? '/hints' : '/reset'
  const answer = await fetch(`${server.url}/api/_dev${path}`, { method, headers })
  return {
    status: answer.status,
    text: await answer.text(),
    cors: answer.headers.get('access-control-allow-origin'),
  }
}
const statusOf = async (server: TestDevServer, headers: Headers, method?: string) =>
  (await askControl(server, headers, method)).status

describe('the controls of a development server', () => {
  test('can be used by programs, which send neither Origin nor Sec-Fetch-Site', async () => {
    expect(await statusOf(servers.open, {})).toBe(200)
    expect(await statusOf(servers.open, {}, 'POST')).toBe(200)
  })

  test.each(['http://localhost:3000', 'http://127.0.0.1:5173', 'http://[::1]:8080', 'https://app.localhost'])(
    'can be used by pages of this machine: %s',
    async origin => {
      const headers = { origin, 'sec-fetch-site': 'cross-site' }
      expect(await statusOf(servers.open, headers, 'POST')).toBe(200)
    },
  )

  test('can be used by their own pages, under any address of the server', async () => {
    for (const host of [
      '192.168.1.7:8000',
      '[fe80::1]:8000',
      'host.docker.internal:8000',
      'demo:8000',
      '10.0.2.2',
    ]) {
      const headers = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }
      expect([host, await statusOf(servers.open, headers, 'POST')]).toEqual([host, 200])
    }
  })

  test.each([
    'https://evil.example',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'http://evil.example:8000',
    'null',
    'nonsense',
  ])('cannot be used by a page of %s, although CORS_ORIGINS is *', async origin => {
    const before = await control<{ worlds: string[] }>(servers.open, 'GET', '/worlds')
    const answer = await askControl(servers.open, { origin, 'x-world': 'made-by-a-page' }, 'POST')
    expect([answer.status, answer.text]).toEqual([403, expect.stringContaining('CORS_ORIGINS')])
    // The page may read why.
    expect(answer.cors).toBe('*')
    expect((await control<{ worlds: string[] }>(servers.open, 'GET', '/worlds')).body).toEqual(before.body)
  })

  test('cannot be reached by images, links and forms of other sites', async () => {
    expect(await statusOf(servers.open, { 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await statusOf(servers.open, { host: '192.168.1.7', 'sec-fetch-site': 'same-site' })).toBe(403)
    expect(await statusOf(servers.open, { 'sec-fetch-site': 'same-site' })).toBe(200)
    expect(await statusOf(servers.open, { 'sec-fetch-site': 'none' })).toBe(200)
  })

  test('cannot be reached under a name that somebody else may have pointed at this machine', async () => {
    for (const host of [
      'evil.example',
      'evil.example:8000',
      'localhost.evil.example',
      '127.0.0.1.nip.example',
    ]) {
      const headers: Headers = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }
      expect([host, await statusOf(servers.open, headers, 'POST')]).toEqual([host, 403])
      expect((await askControl(servers.open, { host })).text).toContain('ALLOWED_HOSTS')
    }
  })

  test('can be used under the names and by the pages of the settings', async () => {
    const { named } = servers
    for (const host of ['demo.example.com', 'DEMO.example.com:8000', 'public.example.com'])
      expect([host, await statusOf(named, { host, origin: `https://${host}` }, 'POST')]).toEqual([host, 200])
    for (const origin of ['https://app.example.com', 'https://public.example.com'])
      expect([origin, await statusOf(named, { origin }, 'POST')]).toEqual([origin, 200])
    for (const origin of ['http://app.example.com', 'https://other.example.com'])
      expect([origin, await statusOf(named, { origin }, 'POST')]).toEqual([origin, 403])
    expect(await statusOf(named, { host: 'other.example.com' })).toBe(403)
  })

  test('are guarded as worlds are: a page of another site cannot open one', async () => {
    const worlds = async () =>
      (await control<{ worlds: string[] }>(servers.open, 'GET', '/worlds')).body.worlds
    const before = await worlds()
    const ask = async (name: string, headers: Headers, method = 'GET') =>
      (await fetch(`${servers.open.url}/health?__world=${name}`, { method, headers })).status
    const foreign = [
      { origin: 'https://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { host: 'evil.example' },
    ]
    for (const headers of foreign) {
      expect([headers, await ask('of-another-site', headers)]).toEqual([headers, 403])
      const header = await fetch(`${servers.open.url}/health`, {
        headers: { ...headers, 'x-world': 'other' },
      })
      expect([headers, header.status]).toEqual([headers, 403])
    }
    const preflight = { origin: 'https://evil.example', 'access-control-request-method': 'GET' }
    expect(await ask('of-a-preflight', preflight, 'OPTIONS')).toBe(204)
    expect(await worlds()).toEqual(before)
    // A world that is open already is as open as the main one.
    expect(await ask('of-this-machine', { origin: 'http://localhost:3000' })).toBe(200)
    for (const headers of foreign) expect(await ask('of-this-machine', headers)).toBe(200)
    expect(await worlds()).toEqual(['of-this-machine', ...before])
  })

  test('cannot be reached by another spelling of their path', async () => {
    const headers = { origin: 'https://evil.example' }
    for (const path of [
      '/%61pi/_dev/hints',
      '/api/%5fdev/hints',
      '/api//_dev/hints',
      '//api/_dev/hints',
      '/API/_dev/hints',
    ]) {
      const { status } = await fetch(servers.open.url + path, { headers })
      expect([path, status === 404 || status === 403]).toEqual([path, true])
    }
  })

  test('do not close the API itself, which follows CORS_ORIGINS', async () => {
    const headers = { origin: 'https://evil.example', host: 'evil.example' }
    const answer = await fetch(`${servers.open.url}/health`, { headers })
    expect(answer.status).toBe(200)
    const preflight = await fetch(`${servers.open.url}/api/_dev/reset`, {
      method: 'OPTIONS',
      headers: { ...headers, 'access-control-request-method': 'POST' },
    })
    expect(preflight.status).toBeLessThan(300)
  })
})
