import { describe, expect, test } from 'bun:test'
import { addressesOf, type ListenTarget, startServers } from './listen.ts'
import { secureUrlOf } from './redirect.ts'

const localhost = { addresses: addressesOf({ host: null }), variable: 'PORT' as const }

const start = (hostname: string, port: number) =>
  Bun.serve({ hostname, port, reusePort: false, fetch: () => new Response(hostname) })

const failure = (code: string) => Object.assign(new Error(code), { code })

const stopAll = (servers: Map<string, Bun.Server<unknown>>) =>
  Promise.all([...servers.values()].map(server => server.stop(true)))

const messageOf = (target: ListenTarget, run: typeof start = start): string => {
  try {
    startServers(target, run)
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
  return ''
}

describe('the servers of one port', () => {
  test('are on both addresses of localhost, with one number', async () => {
    const servers = startServers({ ...localhost, port: 0 }, start)
    const [first] = servers.values()
    for (const host of ['127.0.0.1', '[::1]'])
      expect(await (await fetch(`http://${host}:${first?.port}`)).text()).toBe(host.replace(/[[\]]/g, ''))
    await stopAll(servers)
  })

  test('take another free port when the first is taken on the second address', async () => {
    const asked: string[] = []
    const servers = startServers({ ...localhost, port: 0 }, (hostname, port) => {
      asked.push(hostname)
      if (asked.length === 2) throw failure('EADDRINUSE')
      return start(hostname, port)
    })
    expect(asked).toEqual(['127.0.0.1', '::1', '127.0.0.1', '::1'])
    expect(new Set([...servers.values()].map(({ port }) => port)).size).toBe(1)
    await stopAll(servers)
  })

  test.each(['EADDRNOTAVAIL', 'EAFNOSUPPORT'])('do without IPv6 on a machine that says %s', async code => {
    const servers = startServers({ ...localhost, port: 0 }, (hostname, port) => {
      if (hostname === '::1') throw failure(code)
      return start(hostname, port)
    })
    expect([...servers.keys()]).toEqual(['127.0.0.1'])
    await stopAll(servers)
  })

  test.each(['127.0.0.1', '::1'])('name the address on which the port is taken: %s', async address => {
    const other = start(address, 0)
    const port = other.port ?? 0
    expect(messageOf({ ...localhost, port })).toBe(
      `Port ${port} is taken on ${address}. Stop what uses it, or set PORT (or --port) to another one.`,
    )
    await other.stop(true)
    await stopAll(startServers({ ...localhost, port }, start))
  })

  test('say so when no address can be had', () => {
    expect(messageOf({ addresses: ['192.0.2.1'], port: 8000, variable: 'PORT' })).toBe(
      'The server cannot listen on 192.0.2.1 port 8000 (EADDRNOTAVAIL). Check HOST and PORT.',
    )
  })

  test('are on the address of HOST alone where it is set', () => {
    expect(addressesOf({ host: '0.0.0.0' })).toEqual(['0.0.0.0'])
  })
})

test.each([
  ['http://example.com/gigs?a=%20b', 443, null, 'https://example.com/gigs?a=%20b'],
  ['http://example.com:8080/', 8443, null, 'https://example.com:8443/'],
  ['http://[::1]:8080/a', 8443, null, 'https://[::1]:8443/a'],
  ['http://example.com//evil.com/', 443, null, 'https://example.com//evil.com/'],
  ['http://10.0.0.1/a', 8443, 'https://api.example.com', 'https://api.example.com/a'],
  ['http://10.0.0.1/a', 8443, 'http://api.example.com', 'https://10.0.0.1:8443/a'],
  ['http://', 443, null, null],
])('%s is redirected over HTTPS on port %d with PUBLIC_URL %p to %p', (url, port, publicUrl, expected) => {
  expect(secureUrlOf(url, port, publicUrl)).toBe(expected)
})
