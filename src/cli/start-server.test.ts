import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { copyFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { freePort } from '../../test/support/ports.ts'
import { makeFolder } from '../../test/support/stores.ts'
import { type Mode, readConfig } from '../config.ts'
import { createLog } from '../lib/log.ts'
import { serverVersion } from '../version.ts'
import { readMarker, writeMarker } from './folder-marker.ts'
import { announceStart } from './serve.ts'
import { type StartOptions, startServer } from './start-server.ts'

let folder: ReturnType<typeof makeFolder>
beforeEach(() => {
  folder = makeFolder()
})
afterEach(() => folder.remove())

const at = (name: string) => join(folder.path, name)
const configWith = (environment: Record<string, string> = {}, mode: Mode = 'production') =>
  readConfig({ PORT: '0', DATA_DIR: ':memory:', LOG_LEVEL: 'silent', ...environment }, mode)
const start = (environment: Record<string, string> = {}, options: StartOptions = {}) =>
  startServer(configWith(environment), options)

const takePort = () => {
  const taken = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response() })
  return { port: String(taken.port), giveBack: () => taken.stop(true) }
}

/** The certificate pair of a server that can be renewed. */
const install = (name: '' | 'renewed-') => {
  copyFileSync(`test/support/tls/${name}cert.pem`, at('cert.pem'))
  copyFileSync(`test/support/tls/${name}key.pem`, at('key.pem'))
  return { TLS_CERT: at('cert.pem'), TLS_KEY: at('key.pem') }
}

const nameOn = (port: number, host = '127.0.0.1') => {
  const { promise, resolve } = Promise.withResolvers<string>()
  const socket = connect({ host, port, rejectUnauthorized: false }, () => {
    resolve(String(socket.getPeerCertificate().subject.CN))
    socket.destroy()
  })
  return promise
}

describe('a start that cannot be', () => {
  test.each(['PORT', 'OPS_PORT', 'HTTP_REDIRECT_PORT'])(
    'names a taken %s before it makes a folder',
    async name => {
      const { port, giveBack } = takePort()
      const environment = { ...install(''), DATA_DIR: at('data'), [name]: port }
      await expect(start(environment)).rejects.toThrow(
        new RegExp(
          `^Port ${port} is taken on 127\\.0\\.0\\.1\\. .* set ${name}( \\(or --port\\))? to another one\\.$`,
        ),
      )
      expect(existsSync(at('data'))).toBe(false)
      await giveBack()
    },
  )

  test.each([
    [{ HOST: 'a..b' }, 'HOST is "a..b", a name without an address.'],
    [{ TLS_CERT: '/nowhere', TLS_KEY: '/nowhere' }, 'TLS_CERT names "/nowhere", which cannot be read.'],
    [
      {
        S3_BUCKET: 'pictures',
        S3_ENDPOINT: 'http://127.0.0.1:1',
        S3_ACCESS_KEY_ID: 'somchai',
        S3_SECRET_ACCESS_KEY: 'a key',
      },
      'The bucket "pictures" cannot be used: nothing listens at S3_ENDPOINT.',
    ],
  ])('makes no folder: %p', async (environment, sentence) => {
    await expect(start({ DATA_DIR: at('data'), ...environment })).rejects.toThrow(sentence)
    expect(existsSync(at('data'))).toBe(false)
  })

  test('lets go of the folder again', async () => {
    const environment = { DATA_DIR: at('data') }
    await expect(start({ ...environment, HOST: '192.0.2.1' })).rejects.toThrow(
      'The server cannot listen on 192.0.2.1 port',
    )
    const server = await start(environment)
    expect(readMarker(at('data'))).toEqual({ kind: 'production' })
    await server.stop()
  })

  test('leaves a folder of a demo as it is, unless it is adopted', async () => {
    writeMarker(folder.path, { kind: 'demo' })
    const environment = { DATA_DIR: folder.path }
    await expect(start(environment)).rejects.toThrow('is a demo’s')
    expect(readMarker(folder.path)).toEqual({ kind: 'demo' })
    await (await start(environment, { adopt: true })).stop()
    expect(readMarker(folder.path)).toEqual({ kind: 'production' })
  })
})

describe('a server that runs', () => {
  test('says where it listens, and is gone when it has stopped', async () => {
    const server = await start({ HOST: '127.0.0.1' })
    expect(server.urls).toEqual([server.url])
    expect((await fetch(`${server.url}/health`)).status).toBe(200)
    await server.stop()
    await expect(fetch(`${server.url}/health`)).rejects.toThrow()
  })

  test('has its desk at the addresses that it was given', async () => {
    const port = freePort()
    const server = await start({ OPS_PORT: String(port) }, { addresses: ['127.0.0.1'] })
    expect(server.urls).toHaveLength(1)
    expect((await fetch(`http://127.0.0.1:${port}/ops`)).status).toBe(404)
    await server.stop()
    await expect(fetch(`http://127.0.0.1:${port}/ops`)).rejects.toThrow()
  })

  test('renews the certificate of all its ports, keeps it when the new one is wrong, and redirects to it', async () => {
    const [deskPort, redirectPort] = [freePort(), freePort()]
    const server = await start({
      ...install(''),
      HOST: '127.0.0.1',
      OPS_PORT: String(deskPort),
      HTTP_REDIRECT_PORT: String(redirectPort),
    })
    const port = Number(new URL(server.url).port)
    expect(server.url).toStartWith('https://127.0.0.1:')
    const names = async () => [await nameOn(port), await nameOn(deskPort)]
    const [before = ''] = await names()
    expect(await names()).toEqual([before, before])
    install('renewed-')
    server.renewCertificate()
    expect(await names()).toEqual(['renewed', 'renewed'])
    writeFileSync(at('key.pem'), 'none')
    server.renewCertificate()
    expect(await names()).toEqual(['renewed', 'renewed'])
    const redirected = await fetch(`http://127.0.0.1:${redirectPort}/docs`, { redirect: 'manual' })
    expect(redirected.headers.get('location')).toBe(`https://127.0.0.1:${port}/docs`)
    await server.stop()
    await expect(fetch(`http://127.0.0.1:${redirectPort}/docs`)).rejects.toThrow()
  })
})

describe('the announcement of a start', () => {
  const announce = async (environment: Record<string, string>, mode: Mode = 'production') => {
    const server = await start()
    const lines: string[] = []
    const log = createLog('info', { write: line => lines.push(line) })
    const config = configWith({ LOG_LEVEL: 'info', ...environment }, mode)
    announceStart({ ...server, ctx: { ...server.ctx, log, config } })
    await server.stop()
    return { server, lines: lines.map(line => JSON.parse(line)) }
  }
  const unset = 'CORS_ORIGINS is unset: pages of other origins cannot call this server.'

  test('says where it listens, what it is, and what other pages cannot do', async () => {
    const { server, lines } = await announce({})
    expect(lines).toEqual([
      expect.objectContaining({
        version: serverVersion,
        url: server.url,
        urls: server.urls,
        docs: `${server.url}/docs`,
        dataDir: ':memory:',
        rateLimit: 'on',
      }),
      expect.objectContaining({ msg: unset }),
    ])
  })

  test('says nothing of other pages where they are named, nor in a demo', async () => {
    expect((await announce({ CORS_ORIGINS: 'https://app.example.com' })).lines).toHaveLength(1)
    const { lines } = await announce({ CORS_ORIGINS: '', RATE_LIMIT: 'off' }, 'demo')
    expect(lines).toEqual([expect.objectContaining({ rateLimit: 'off' })])
  })
})
