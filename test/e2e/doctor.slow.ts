import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { join } from 'node:path'
import { runToEnd, type ServerProcess, startProcess, temporaryFolder } from '../support/process.ts'
import { type Proxies, startProxies } from '../support/proxies.ts'
import { requireTools } from '../support/tools.ts'

const folder = temporaryFolder()
const token = 'q8Zr2LwT6vXn4KsB9mHd1YcJ7fGp3QaE'
const settings = {
  DATA_DIR: join(folder.path, 'data'),
  TRUST_PROXY: '1',
  METRICS_TOKEN: token,
  BACKUP_SCHEDULE: '0 3 * * *',
}

let server: ServerProcess
let proxies: Proxies
beforeAll(async () => {
  requireTools(import.meta.path)
  server = await startProcess(['serve'], settings)
  proxies = await startProxies(server.url, join(folder.path, 'proxies'))
})
afterAll(async () => {
  await proxies?.end()
  await server?.end('SIGTERM')
  folder.remove()
})

/** What the doctor says about a server and the way to it, without what it says about the machine. */
const examine = async (changes: Record<string, string>) => {
  const env = { ...settings, PORT: new URL(server.url).port, ...changes }
  const { exitCode, out } = await runToEnd(['doctor'], env)
  const lines = out.split('\n').filter(line => /^\w+ +(server|proxy) /.test(line))
  return { exitCode, lines: lines.map(line => line.replace(/ +/g, ' ').replaceAll(/:\d{4,5}/g, ':PORT')) }
}

const ready = 'ok server A server answers at http://127.0.0.1:PORT and is ready.'

describe('the doctor', () => {
  test.each(['nginx, as documented', 'Caddy, as documented'])('finds nothing behind %s', async name => {
    const PUBLIC_URL = proxies.urls[name] ?? ''
    expect(await examine({ PUBLIC_URL })).toEqual({
      exitCode: 0,
      lines: [ready, 'ok proxy Requests to http://127.0.0.1:PORT arrive as they should.'],
    })
  })

  test('finds a proxy that passes on whatever address a client claims, and no WebSockets', async () => {
    const PUBLIC_URL = proxies.urls['nginx, plain'] ?? ''
    expect(await examine({ PUBLIC_URL })).toEqual({
      exitCode: 1,
      lines: [
        ready,
        'problem proxy The server believes any X-Forwarded-For of a client, so the rate limits do not hold.',
        'problem proxy WebSockets do not pass the proxy.',
      ],
    })
  })

  test('finds a proxy that the settings do not know of', async () => {
    const PUBLIC_URL = proxies.urls['Caddy, as documented'] ?? ''
    const { exitCode, lines } = await examine({ PUBLIC_URL, TRUST_PROXY: 'off' })
    expect(exitCode).toBe(1)
    expect(lines).toContainEqual(
      expect.stringMatching(/^problem proxy A proxy \(.*[Cc]addy.*\) is in front and TRUST_PROXY is off/),
    )
  })

  test('finds that nothing, or something else, answers', async () => {
    const free = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response('Hello') })
    const port = String(free.port)
    const PUBLIC_URL = `http://127.0.0.1:${port}`
    const other = await examine({ PUBLIC_URL })
    await free.stop(true)
    expect(other.lines).toContain(
      'problem proxy PUBLIC_URL http://127.0.0.1:PORT leads to something else: /health is answered with 200.',
    )
    const none = await examine({ PUBLIC_URL, PORT: port })
    expect(none).toEqual({
      exitCode: 1,
      lines: [
        'warning server No server answers at http://127.0.0.1:PORT.',
        'problem proxy Nothing answers at PUBLIC_URL http://127.0.0.1:PORT (ECONNREFUSED).',
      ],
    })
  })
})

describe('health', () => {
  const ask = (env: Record<string, string>) => runToEnd(['health'], env)

  test('is 0 with what the server says, and 1 with a sentence when none answers', async () => {
    const { port } = new URL(server.url)
    expect(await ask({ PORT: port })).toEqual({
      exitCode: 0,
      out: expect.stringContaining('"status":"ok"'),
      err: '',
    })
    // As in a container.
    expect((await ask({ PORT: port, HOST: '0.0.0.0' })).exitCode).toBe(0)
    const unused = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() })
    const PORT = String(unused.port)
    await unused.stop(true)
    expect(await ask({ PORT })).toEqual({
      exitCode: 1,
      out: '',
      err: `No server answers at http://127.0.0.1:${PORT}.\n`,
    })
  })

  test('reaches a server with a certificate', async () => {
    const tls = { TLS_CERT: 'test/support/tls/cert.pem', TLS_KEY: 'test/support/tls/key.pem' }
    const secure = await startProcess(['serve'], { DATA_DIR: ':memory:', ...tls })
    expect((await ask({ PORT: new URL(secure.url).port, ...tls })).exitCode).toBe(0)
    await secure.end('SIGTERM')
  })
})
