import { afterAll, afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { exampleGig, type GigJson } from '../support/gigs.ts'
import { runToEnd, type ServerProcess, startProcess, temporaryFolder } from '../support/process.ts'

const folder = temporaryFolder()
afterAll(folder.remove)
const [cert, key] = [join(folder.path, 'cert.pem'), join(folder.path, 'key.pem')]
const tls = { TLS_CERT: cert, TLS_KEY: key }
const trustAll = { tls: { rejectUnauthorized: false } }

const install = (name: '' | 'renewed-') => {
  copyFileSync(`test/support/tls/${name}cert.pem`, cert)
  copyFileSync(`test/support/tls/${name}key.pem`, key)
}

/** The name in the certificate that a new connection is shown. */
const nameOn = (host: string, port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port, rejectUnauthorized: false }, () => {
      resolve(String(socket.getPeerCertificate().subject?.CN))
      socket.end()
    })
    socket.on('error', reject)
  })

let server: ServerProcess
beforeEach(async () => {
  install('')
  server = await startProcess(['serve'], { DATA_DIR: ':memory:', RATE_LIMIT: 'off', ...tls })
})
afterEach(() => server.end('SIGTERM'))

const send = async <Body>(path: string, body: unknown, token = ''): Promise<Body> => {
  const isForm = body instanceof URLSearchParams
  const response = await fetch(server.url + path, {
    method: 'POST',
    ...trustAll,
    headers: {
      authorization: `Bearer ${token}`,
      ...(isForm ? {} : { 'content-type': 'application/json' }),
    },
    body: isForm ? body : JSON.stringify(body),
  })
  const parsed: Body = JSON.parse(await response.text())
  return parsed
}

const logIn = async (email: string): Promise<string> => {
  const password = 'a good password'
  await send('/api/auth/register', { email, password, full_name: 'Somebody' })
  const tokens = await send<{ access_token: string }>(
    '/api/auth/login',
    new URLSearchParams({ username: email, password }),
  )
  return tokens.access_token
}

/** A socket with what it hears. */
const openSocket = async (token: string) => {
  const url = `${server.url.replace('https', 'wss')}/ws/notifications?token=${token}`
  const socket = new WebSocket(url, trustAll)
  const heard: string[] = []
  let wake = () => {}
  socket.onmessage = ({ data }) => {
    heard.push(String(data))
    wake()
  }
  await new Promise(resolve => {
    socket.onopen = resolve
  })
  const hears = async (text: string) => {
    while (!heard.some(line => line.includes(text)))
      await new Promise<void>(resolve => {
        wake = resolve
      })
  }
  return { socket, hears }
}

const untilLogged = async (text: string) => {
  while (!server.out().includes(text)) await Bun.sleep(5)
}

describe('SIGHUP', () => {
  test('serves the renewed certificate on both addresses; requests under way and sockets go on and hear everything', async () => {
    const port = Number(new URL(server.url).port)
    const before = await nameOn('127.0.0.1', port)
    const [seeker, helper] = [await logIn('seeker@example.com'), await logIn('helper@example.com')]
    const old = await openSocket(seeker)
    // A request whose body ends only after the swap.
    const rest = Promise.withResolvers<void>()
    const text = JSON.stringify(exampleGig)
    const posting = fetch(`${server.url}/api/gigs`, {
      method: 'POST',
      ...trustAll,
      headers: { authorization: `Bearer ${seeker}`, 'content-type': 'application/json' },
      body: new ReadableStream({
        start: async controller => {
          controller.enqueue(new TextEncoder().encode(text.slice(0, 20)))
          await rest.promise
          controller.enqueue(new TextEncoder().encode(text.slice(20)))
          controller.close()
        },
      }),
    })
    await Bun.sleep(200)
    install('renewed-')
    server.signal('SIGHUP')
    await untilLogged('serving the renewed certificate')
    expect(before).not.toBe('renewed')
    for (const host of ['127.0.0.1', '::1']) expect(await nameOn(host, port)).toBe('renewed')
    rest.resolve()
    const posted = await posting
    expect(posted.status).toBe(201)
    const gig: GigJson = JSON.parse(await posted.text())
    // A socket of the old server and one of the new hear the same news.
    const fresh = await openSocket(seeker)
    await send(`/api/gigs/${gig.id}/accept`, undefined, helper)
    await old.hears('gig_accepted')
    await fresh.hears('gig_accepted')
    const closed = new Promise<number>(resolve => {
      old.socket.onclose = ({ code }) => resolve(code)
    })
    await server.end('SIGTERM')
    expect(await closed).toBe(1001)
  })

  test('renews again and again, and leaves no warning', async () => {
    const port = Number(new URL(server.url).port)
    for (let round = 0; round < 24; round += 1) {
      install(round % 2 === 0 ? 'renewed-' : '')
      server.signal('SIGHUP')
      while (server.out().split('serving the renewed certificate').length <= round + 1) await Bun.sleep(5)
    }
    expect(await nameOn('127.0.0.1', port)).not.toBe('renewed')
    expect(server.out()).not.toContain('Warning')
  })

  test.each([
    ['a key that does not fit', () => copyFileSync('test/support/tls/renewed-key.pem', key), 'does not fit'],
    ['a key that is none', () => writeFileSync(key, 'none'), 'holds no private key in PEM form'],
    ['a certificate that is none', () => writeFileSync(cert, 'none'), 'holds no certificate in PEM form'],
  ])('keeps the old certificate and says why: %s', async (_, damage, reason) => {
    const port = Number(new URL(server.url).port)
    const before = await nameOn('127.0.0.1', port)
    damage()
    server.signal('SIGHUP')
    await untilLogged(reason)
    expect(server.out()).toContain('The certificate was not renewed, the old one stays in use.')
    expect(await nameOn('127.0.0.1', port)).toBe(before)
  })
})

describe('a start with a certificate', () => {
  test('refuses a key that does not fit', async () => {
    copyFileSync('test/support/tls/renewed-key.pem', key)
    const { exitCode, err } = await runToEnd(['serve'], { DATA_DIR: ':memory:', ...tls })
    expect([exitCode, err.trim()]).toEqual([
      1,
      `The key in "${key}" (TLS_KEY) does not fit the certificate in "${cert}" (TLS_CERT). The server’s own certificate must be the first in its file.`,
    ])
  })

  test('finds its port taken by another server with a certificate', async () => {
    const { port } = new URL(server.url)
    const { exitCode, err } = await runToEnd(['serve'], { DATA_DIR: ':memory:', PORT: port, ...tls })
    expect([exitCode, err]).toEqual([1, expect.stringContaining(`Port ${port} is taken on 127.0.0.1.`)])
  })

  test('redirects HTTP_REDIRECT_PORT to HTTPS, and needs the certificate for it', async () => {
    const free = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() })
    const redirectPort = String(free.port)
    await free.stop(true)
    const env = { DATA_DIR: ':memory:', HTTP_REDIRECT_PORT: redirectPort }
    const secure = await startProcess(['serve'], { ...env, ...tls })
    for (const host of ['127.0.0.1', '[::1]']) {
      const answer = await fetch(`http://${host}:${redirectPort}/docs?a=1`, { redirect: 'manual' })
      const { port } = new URL(secure.url)
      expect([answer.status, answer.headers.get('location')]).toEqual([
        308,
        `https://${host}:${port}/docs?a=1`,
      ])
    }
    const taken = await runToEnd(['serve'], { ...env, ...tls })
    expect(taken.err.trim()).toBe(
      `Port ${redirectPort} is taken on 127.0.0.1. Stop what uses it, or set HTTP_REDIRECT_PORT to another one.`,
    )
    await secure.end('SIGTERM')
    const plain = await runToEnd(['serve'], env)
    expect([plain.exitCode, plain.err.trim()]).toEqual([
      1,
      'HTTP_REDIRECT_PORT needs TLS_CERT and TLS_KEY: there is no HTTPS.',
    ])
  })
})
