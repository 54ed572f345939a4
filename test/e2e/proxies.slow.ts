import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '../support/client.ts'
import { bytesOf, formFile, keepFile, noise, still } from '../support/images.ts'
import { join as joinAs, type Person } from '../support/people.ts'
import { type ServerProcess, startProcess, temporaryFolder } from '../support/process.ts'
import { type Proxies, startProxies } from '../support/proxies.ts'
import { connectToNotifications } from '../support/sockets.ts'
import { requireTools } from '../support/tools.ts'
import { clientNames, sendWith } from '../support/uploading-clients.ts'

const folder = temporaryFolder()
const key = 'k3Qn8vTz5LpWx1YbRc7Fm2Hs9Jd4Ga6E'
const sizes = [100_000, 3_000_000, 30_000_000]
const fileOf = (length: number) => join(folder.path, `body-${length}`)

let server: ServerProcess
let proxies: Proxies
let somchai: Person
let expired: string

/** The token with a time of expiry that has passed. */
const expire = (token: string): string => {
  const [header = '', payload = ''] = token.split('.')
  const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), exp: 1_700_000_000 }
  const unsigned = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
  return `${unsigned}.${createHmac('sha256', key).update(unsigned).digest('base64url')}`
}

beforeAll(async () => {
  requireTools(import.meta.path)
  const settings = {
    DATA_DIR: join(folder.path, 'data'),
    RATE_LIMIT: 'off',
    TRUST_PROXY: '1',
    JWT_SECRET: key,
  }
  server = await startProcess(['serve'], settings)
  proxies = await startProxies(server.url, join(folder.path, 'proxies'))
  somchai = await joinAs(server, 'somchai@example.com', 'Somchai')
  expired = expire(somchai.tokens.access_token)
  for (const length of sizes) writeFileSync(fileOf(length), 'x'.repeat(length))
})
afterAll(async () => {
  await proxies?.end()
  await server?.end('SIGTERM')
  folder.remove()
})

const configurations = [
  'no proxy',
  'nginx, plain',
  'nginx, the usual WebSocket lines',
  'nginx, unbuffered',
  'nginx, as documented',
  'Caddy, as documented',
]
const urlOf = (configuration: string) => proxies.urls[configuration] ?? server.url

describe.each(configurations)('behind %s', configuration => {
  test.each(clientNames)('a rejected upload by %s is a 401 or a 413 in every try', async client => {
    const ways = [
      ...sizes.map(length => ({ length, isChunked: false })),
      { length: 3_000_000, isChunked: true },
    ]
    const tries = [...ways.map(way => ({ ...way, token: expired, answer: '401 TOKEN_EXPIRED' }))]
    const heard = await Promise.all(
      tries.map(({ answer: _, ...sending }) =>
        sendWith(client, { ...sending, url: urlOf(configuration), file: fileOf(sending.length) }),
      ),
    )
    expect(heard).toEqual(tries.map(({ answer }) => answer))
  })
})

describe.each(configurations.slice(-2))('%s', configuration => {
  test('takes a photo of megabytes, gives it an address and serves it', async () => {
    const photo = await bytesOf(noise(1600, 1200).jpeg({ quality: 95 }))
    const { url } = await keepFile({ ...somchai, client: somchai.client.at(urlOf(configuration)) }, photo)
    expect(url).toStartWith(`${urlOf(configuration)}/api/upload/`)
    expect((await fetch(url)).status).toBe(200)
  })

  test('keeps the connection of a client that was rejected', async () => {
    const client = new Client(urlOf(configuration), expired)
    const small = await bytesOf(still().png())
    for (let round = 0; round < 20; round += 1)
      expect((await client.post('/api/upload/gig', formFile(small, 'a.png'))).status).toBe(401)
  })

  test('forwards WebSockets', async () => {
    const at = { url: urlOf(configuration) }
    const socket = await connectToNotifications(at, somchai)
    await socket.settle()
    expect(socket.all('pong')).toHaveLength(1)
    await socket.close()
  })

  test('hides the metrics', async () => {
    expect((await fetch(`${urlOf(configuration)}/metrics`)).status).toBe(404)
  })
})
