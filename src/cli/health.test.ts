import { expect, test } from 'bun:test'
import { runHere } from '../../test/support/command-here.ts'
import { freePort } from '../../test/support/ports.ts'
import { health, localUrlOf } from './health.ts'

test.each([
  [null, null, 'http://127.0.0.1:8000'],
  ['0.0.0.0', null, 'http://127.0.0.1:8000'],
  ['::', null, 'http://[::1]:8000'],
  ['::', 'cert.pem', 'https://[::1]:8000'],
  ['192.168.1.7', 'cert.pem', 'https://192.168.1.7:8000'],
  ['localhost', null, 'http://localhost:8000'],
])('a server with HOST %p and TLS_CERT %p is asked at %s', (host, tlsCert, url) => {
  expect(localUrlOf({ host, port: 8000, tlsCert })).toBe(url)
})

const askWith = async (answer: (request: Request) => Response) => {
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: answer })
  try {
    return await runHere({}, () => health(server.port))
  } finally {
    await server.stop(true)
  }
}

test('health prints what the server answers at /health', async () => {
  const answer = ({ url }: Request) => new Response(new URL(url).pathname)
  expect(await askWith(answer)).toEqual({ out: '/health\n', err: '', exitCode: 0 })
})

test('health says that a server is unhealthy which answers with an error or leads elsewhere', async () => {
  for (const status of [204, 302, 503])
    await expect(askWith(() => new Response(null, { status, headers: { location: '/' } }))).rejects.toThrow(
      new RegExp(`^The server at http://127\\.0\\.0\\.1:\\d+ is unhealthy \\(${status}\\)\\.$`),
    )
})

test('health says that no server answers at the port of the option, or else of PORT', async () => {
  const port = freePort()
  const sentence = `No server answers at http://127.0.0.1:${port}.`
  await expect(runHere({ PORT: String(port) }, () => health(undefined))).rejects.toThrow(sentence)
  await expect(runHere({ PORT: '1' }, () => health(port))).rejects.toThrow(sentence)
})
