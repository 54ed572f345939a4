import { describe, expect, test } from 'bun:test'
import { connect } from 'node:tls'
import { freePort } from '../../test/support/ports.ts'
import { readConfig } from '../config.ts'
import { Listeners } from '../http/listeners.ts'
import { readCertificate } from './certificate.ts'
import {
  addressesOf,
  assertHasAddress,
  assertPortFree,
  type ListeningHost,
  type ListenTarget,
  OpenPorts,
  startServers,
  urlOf,
} from './listen.ts'
import { secureUrlOf, startRedirect } from './redirect.ts'

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

  test.each(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EPROTONOSUPPORT'])(
    'do without IPv6 on a machine that says %s',
    async code => {
      const servers = startServers({ ...localhost, port: 0 }, (hostname, port) => {
        if (hostname === '::1') throw failure(code)
        return start(hostname, port)
      })
      expect([...servers.keys()]).toEqual(['127.0.0.1'])
      await stopAll(servers)
    },
  )

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

  test('are tried for twenty times, and then the last error is told', () => {
    let asked = 0
    const run: typeof start = (hostname, port) => {
      asked += 1
      if (hostname === '::1') throw failure('EADDRINUSE')
      return start(hostname, port)
    }
    expect(messageOf({ ...localhost, port: 0 }, run)).toMatch(/^Port \d+ is taken on ::1\./)
    expect(asked).toBe(40)
  })

  test('are tried for once on a port that was asked for, and where even the first address fails', () => {
    const asked: string[] = []
    const takenOn = (taken: string): typeof start => {
      asked.length = 0
      return (hostname, port) => {
        asked.push(hostname)
        if (hostname === taken) throw failure('EADDRINUSE')
        return start(hostname, port)
      }
    }
    const port = freePort()
    expect(messageOf({ ...localhost, port }, takenOn('::1'))).toStartWith(`Port ${port} is taken on ::1.`)
    expect(asked).toEqual(['127.0.0.1', '::1'])
    expect(messageOf({ ...localhost, port: 0 }, takenOn('127.0.0.1'))).toContain('is taken on 127.0.0.1.')
    expect(asked).toEqual(['127.0.0.1'])
  })

  test('leave nothing open when one of them cannot start', () => {
    const port = freePort()
    messageOf({ ...localhost, port }, (hostname, at) => {
      if (hostname === '::1') throw failure('EADDRINUSE')
      return start(hostname, at)
    })
    expect(() => void start('127.0.0.1', port).stop(true)).not.toThrow()
  })

  test('name the setting of their port, and the code of an error where it has one', () => {
    const failing = (error: unknown) => () => {
      throw error
    }
    const target = { addresses: ['127.0.0.1'], port: 8000, variable: 'OPS_PORT' as const }
    expect(messageOf(target, failing(failure('EADDRINUSE')))).toBe(
      'Port 8000 is taken on 127.0.0.1. Stop what uses it, or set OPS_PORT to another one.',
    )
    expect(messageOf(target, failing(failure('EACCES')))).toBe(
      'The server cannot listen on 127.0.0.1 port 8000 (EACCES). Check HOST and OPS_PORT.',
    )
    expect(messageOf(target, failing(new Error('planted')))).toBe(
      'The server cannot listen on 127.0.0.1 port 8000. Check HOST and OPS_PORT.',
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

test('the address of a server is a URL, with brackets around one of IPv6', () => {
  expect(urlOf('http', '127.0.0.1', 8000)).toBe('http://127.0.0.1:8000')
  expect(urlOf('https', '::1', 443)).toBe('https://[::1]:443')
  expect(urlOf('http', 'localhost', 80)).toBe('http://localhost:80')
})

test('HOST may be unset, an address or a name that has one, and nothing else', async () => {
  for (const host of [null, '0.0.0.0', '::1', 'localhost']) await assertHasAddress({ host })
  await expect(assertHasAddress({ host: 'a..b' })).rejects.toThrow(
    'HOST is "a..b", a name without an address. Set it to an address of this machine, such as 0.0.0.0 for all of them.',
  )
})

describe('a port that is looked at before the start', () => {
  test('is free, and stays so', () => {
    const port = freePort()
    assertPortFree({ ...localhost, port })
    assertPortFree({ ...localhost, port })
    expect(() => void start('127.0.0.1', port).stop(true)).not.toThrow()
  })

  test('is not looked at where any will do', () => {
    expect(() => assertPortFree({ addresses: ['192.0.2.1'], port: 0, variable: 'PORT' })).not.toThrow()
  })

  test('is named when another program has it', () => {
    const other = start('127.0.0.1', 0)
    const target = { ...localhost, port: other.port ?? 0 }
    expect(() => assertPortFree(target)).toThrow(`Port ${other.port} is taken on 127.0.0.1.`)
    void other.stop(true)
  })
})

describe('the open ports of a server', () => {
  const makeHost = (): ListeningHost & { listeners: Listeners } => ({
    listeners: new Listeners(),
    listen: options => Bun.serve({ ...options, fetch: () => new Response('hello') }),
  })
  const certificateOf = (name: string) =>
    readCertificate({
      tlsCert: `test/support/tls/${name}cert.pem`,
      tlsKey: `test/support/tls/${name}key.pem`,
    })
  const nameOn = (port: number) => {
    const { promise, resolve } = Promise.withResolvers<string>()
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject.CN))
      socket.destroy()
    })
    return promise
  }

  test('are on every address until they stop', async () => {
    const host = makeHost()
    const ports = new OpenPorts(host, { ...localhost, port: 0 }, null)
    expect(ports.addresses).toEqual(['127.0.0.1', '::1'])
    for (const address of ports.addresses)
      expect(await (await fetch(urlOf('http', address, ports.port))).text()).toBe('hello')
    ports.stop()
    await host.listeners.close()
    await expect(fetch(urlOf('http', '127.0.0.1', ports.port))).rejects.toThrow()
  })

  test('have another certificate from when it is renewed on, again and again', async () => {
    const host = makeHost()
    const [first, renewed] = [certificateOf(''), certificateOf('renewed-')]
    if (!first || !renewed) throw new Error('There are two certificates.')
    const ports = new OpenPorts(host, { ...localhost, port: 0 }, first)
    const before = await nameOn(ports.port)
    ports.renew(renewed)
    expect([before === 'renewed', await nameOn(ports.port)]).toEqual([false, 'renewed'])
    ports.renew(first)
    expect(await nameOn(ports.port)).toBe(before)
    ports.stop()
    await host.listeners.close()
  })

  test('are redirected to from another one, until that stops', async () => {
    const host = makeHost()
    const ports = new OpenPorts(host, { addresses: ['127.0.0.1'], port: 0, variable: 'PORT' }, null)
    const port = freePort()
    const tls = { TLS_CERT: 'a.pem', TLS_KEY: 'a.key' }
    const config = readConfig({ HTTP_REDIRECT_PORT: String(port), ...tls }, 'production')
    const redirect = startRedirect(config, ports)
    const { status, headers } = await fetch(`http://127.0.0.1:${port}/a?b=1`, { redirect: 'manual' })
    expect([status, headers.get('location'), headers.get('connection')]).toEqual([
      308,
      `https://127.0.0.1:${ports.port}/a?b=1`,
      'close',
    ])
    expect(() => startRedirect(config, ports)).toThrow('set HTTP_REDIRECT_PORT to another one.')
    redirect.stop()
    void start('127.0.0.1', port).stop(true)
    startRedirect(readConfig({}, 'production'), ports).stop()
    ports.stop()
    await host.listeners.close()
  })
})
