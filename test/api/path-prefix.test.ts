import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { openRoom, say } from '../support/chat.ts'
import { bytesOf, keepFile, still } from '../support/images.ts'
import { join, type Person } from '../support/people.ts'
import { startReverseProxy } from '../support/reverse-proxy.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { TestSocket } from '../support/sockets.ts'

const prefix = '/chayenity'

interface OpenApi {
  servers: { url: string }[]
  info: { description: string }
  components: { securitySchemes: { Password: { flows: { password: { tokenUrl: string } } } } }
}

describe.each([
  ['strips the prefix', true],
  ['leaves the prefix in the path', false],
])('behind a proxy that %s, with PUBLIC_URL (F3)', (_name, strips) => {
  let server: TestServer
  let base: string
  let seen: { url: string }
  let stop: () => void
  let nok: Person
  let dao: Person

  beforeAll(async () => {
    // The proxy has to know the server's port and the server the proxy's address: a first server gives a free port.
    const scout = await startTestServer()
    const proxy = await startReverseProxy({ upstream: scout.url, prefix, strips })
    await scout.stop()
    base = `${proxy.origin}${prefix}`
    server = await startTestServer({ env: { PUBLIC_URL: `${base}/` }, port: Number(new URL(scout.url).port) })
    stop = proxy.stop
    seen = { url: base }
    nok = await join(seen, 'nok@example.com', 'Nok')
    dao = await join(seen, 'dao@example.com', 'Dao')
  })
  afterAll(async () => {
    stop()
    await server.stop()
  })

  test('the API, its errors and the addresses of files lie below it', async () => {
    const file = await keepFile(nok, await bytesOf(still().jpeg()))
    expect(file.url).toBe(`${base}/api/upload/${file.file_id}`)
    expect((await fetch(file.url)).status).toBe(200)
    expect((await fetch(`${file.url}?w=64`)).status).toBe(200)
    expect((await nok.client.get('/api/gigs/')).status).toBe(200)
    expect((await nok.client.get('/api/gigs/x')).status).toBe(422)
    const wrong = await nok.client.send('PATCH', '/api/gigs')
    expect([wrong.status, wrong.body.error_code]).toEqual([405, 'METHOD_NOT_ALLOWED'])
    expect((await nok.client.get('/nothing')).body.error_code).toBe('RESOURCE_NOT_FOUND')
  })

  test('a WebSocket connects below it', async () => {
    const room = await openRoom(nok, dao)
    const address = `${base.replace('http', 'ws')}/ws/chat/${room.id}?token=${dao.tokens.access_token}`
    const socket = await new TestSocket(address).opened()
    await say(nok, room, 'hello')
    expect((await socket.next('message')).content).toBe('hello')
    await socket.close()
  })

  test('the documents name it', async () => {
    const { body } = await nok.client.get<OpenApi>('/openapi.json')
    expect(body.servers).toEqual([{ url: base }])
    const ofDocs = (await nok.client.get<OpenApi>('/docs/openapi.json')).body
    const { tokenUrl } = ofDocs.components.securitySchemes.Password.flows.password
    const form = new URLSearchParams({ username: 'nok@example.com', password: nok.password })
    expect((await fetch(tokenUrl, { method: 'POST', body: form })).status).toBe(200)
    const links = [...body.info.description.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => link)
    expect(links).toHaveLength(5)
    for (const link of links) expect([link, (await fetch(link)).status]).toEqual([link, 200])
    const sockets = await nok.client.get<{ servers: { chayenity: object } }>('/asyncapi.json')
    expect(sockets.body.servers.chayenity).toMatchObject({ host: new URL(base).host, pathname: prefix })
  })

  test('the start of the server leads into it', async () => {
    for (const path of ['', '/']) {
      const welcome = await (await fetch(base + path)).json()
      expect(welcome).toMatchObject({ docs: `${prefix}/docs`, openapi: `${prefix}/openapi.json` })
      const asBrowser = await fetch(base + path, { headers: { accept: 'text/html' } })
      expect([asBrowser.url, asBrowser.status]).toEqual([`${base}/docs`, 200])
    }
  })

  test('every link and every part of every page is found below it', async () => {
    const origin = new URL(base).origin
    const waiting = ['/docs', '/docs/', '/docs/ws', '/docs/guide'].map(path => base + path)
    const found = new Set<string>()
    for (let address = waiting.pop(); address !== undefined; address = waiting.pop()) {
      if (found.has(address)) continue
      found.add(address)
      const answer = await fetch(address)
      expect([address, answer.status]).toEqual([address, 200])
      const type = answer.headers.get('content-type') ?? ''
      const text = await answer.text()
      if (type.startsWith('text/html')) {
        for (const [, link = ''] of text.matchAll(/ (?:href|src)="([^"]+)"/g)) {
          const { href, origin: of, pathname } = new URL(link.replace(/#.*/, ''), answer.url)
          if (of !== origin) continue
          expect(pathname).toStartWith(`${prefix}/`)
          waiting.push(href)
        }
      }
    }
    expect(found.size).toBeGreaterThan(12)
    const page = await fetch(`${base}/docs`)
    const again = await fetch(`${base}/docs`, {
      headers: { 'if-none-match': page.headers.get('etag') ?? '' },
    })
    expect(again.status).toBe(304)
  })
})
