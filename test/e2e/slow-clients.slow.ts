import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { ErrorBody } from '../../src/http/reply.ts'
import { startTestDevServer, type TestDevServer } from '../support/dev-server.ts'
import { bytesOf, keepFile, noise, sendFile, still } from '../support/images.ts'
import { join as joinAs, type Person } from '../support/people.ts'
import { type ServerProcess, startProcess, temporaryFolder } from '../support/process.ts'
import { speakRaw } from '../support/raw.ts'

/** Real seconds pass here: the limit that must not be in force is one of Bun's own timers. All pauses begin at once. */

const folder = temporaryFolder()
let server: ServerProcess
let somchai: Person
let demo: TestDevServer
let mali: Person

beforeAll(async () => {
  server = await startProcess(['serve'], { DATA_DIR: join(folder.path, 'data'), RATE_LIMIT: 'off' })
  somchai = await joinAs(server, 'somchai@example.com', 'Somchai')
  demo = await startTestDevServer()
  mali = await joinAs(demo, 'mali@example.com', 'Mali')
})
afterAll(async () => {
  await demo?.stop()
  await server?.end('SIGTERM')
  folder.remove()
})

const formOf = (picture: Uint8Array) =>
  Buffer.concat([
    Buffer.from(
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n',
    ),
    picture,
    Buffer.from('\r\n--x--\r\n'),
  ])

/** Uploads a form in pieces with a pause before each but the first. @returns everything that was answered */
const uploadInPieces = async (url: string, person: Person, pieces: Buffer[], pauseMs: number) => {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const closed = new Promise(resolve => socket.once('close', resolve))
  let heard = ''
  socket.on('error', error => {
    heard += error.message
  })
  socket.on('data', bytes => {
    heard += bytes.toString()
    socket.end()
  })
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  socket.write(
    `POST /api/upload/gig HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${person.tokens.access_token}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: ${length}\r\n\r\n`,
  )
  for (const [at, piece] of pieces.entries()) {
    if (at > 0) await Bun.sleep(pauseMs)
    socket.write(piece)
  }
  await closed
  return heard
}

const split = (bytes: Buffer, count: number): Buffer[] => {
  const length = Math.ceil(bytes.length / count)
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * length, (at + 1) * length))
}

const begun: Promise<unknown>[] = []

/** Begins something before the first test, with all others: their pauses would add up. */
const together = <Result>(act: () => Promise<Result>) => {
  let result: Promise<Result>
  beforeAll(() => {
    result = act()
    begun.push(result.catch(() => null))
  })
  return () => result
}

const noiseInTwo = async (url: string, person: Person) =>
  uploadInPieces(url, person, split(formOf(await bytesOf(noise(200, 200).png())), 2), 12_000)

describe('a pause of twelve seconds', () => {
  const sentToServer = together(() => noiseInTwo(server.url, somchai))
  const sentToDemo = together(() => noiseInTwo(demo.url, mali))
  // Bun's own client would send a request again whose connection broke.
  const delayed = together(() =>
    speakRaw(demo.url, [
      `GET /api/gigs HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${mali.tokens.access_token}\r\nPrefer: delay=12000\r\n\r\n`,
    ]),
  )
  const read = together(async () => {
    const picture = await keepFile(somchai, await bytesOf(noise(1600, 1600).png()))
    const { hostname, port, pathname } = new URL(picture.url)
    const socket = connect(Number(port), hostname)
    let length = 0
    socket.on('data', bytes => {
      if (length === 0) {
        socket.pause()
        setTimeout(() => socket.resume(), 12_000)
      }
      length += bytes.length
    })
    const closed = new Promise(resolve => socket.once('close', resolve))
    socket.write(`GET ${pathname} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)
    await closed
    return { length, fileSize: picture.file_size }
  })

  test('in an upload to a server is waited for', async () => {
    expect(await sentToServer()).toStartWith('HTTP/1.1 201')
  })

  test('in an upload to the demo is waited for', async () => {
    expect(await sentToDemo()).toStartWith('HTTP/1.1 201')
  })

  test('is one that `Prefer: delay` can make', async () => {
    const heard = await delayed()
    expect(heard).toStartWith('HTTP/1.1 200')
    expect(heard).toMatch(/^preference-applied: delay=12000\r$/im)
  })

  test('between the reads of a large picture is waited for', async () => {
    const { length, fileSize } = await read()
    expect(length).toBeGreaterThan(fileSize)
  })
})

const trickled = together(async () =>
  uploadInPieces(server.url, somchai, split(formOf(await bytesOf(still().png())), 30), 500),
)

test('an upload of some bytes a second is taken', async () => {
  expect(await trickled()).toStartWith('HTTP/1.1 201')
})

test('twelve variants of a large picture that are asked for at once are all answered', async () => {
  const { url } = await keepFile(somchai, await bytesOf(noise(1600, 1600).png()))
  const sizes = Array.from({ length: 12 }, (_, at) => 300 + 100 * at)
  const answers = await Promise.all(sizes.map(size => fetch(`${url}?w=${size}&format=avif`)))
  expect(answers.map(({ status }) => status)).toEqual(sizes.map(() => 200))
  for (const answer of answers) expect((await answer.bytes()).length).toBeGreaterThan(1000)
})

/** Sends all but the last byte of an upload of 10 MiB, and waits. */
const stall = (url: string, person: Person) => {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  const length = 10 * 1024 * 1024
  socket.write(
    `POST /api/upload/gig HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${person.tokens.access_token}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: ${length}\r\n\r\n`,
  )
  const piece = Buffer.alloc(128 * 1024)
  const send = (left: number) => {
    const bytes = piece.subarray(0, Math.min(left, piece.length))
    if (bytes.length > 0) socket.write(bytes, () => send(left - bytes.length))
  }
  send(length - 1)
  return socket
}

const figuresOf = async (url: string) => {
  const text = await (await fetch(`${url}/metrics`)).text()
  const figure = (line: string) => Number(new RegExp(`^${line} (.+)$`, 'm').exec(text)?.[1]) / 1024 ** 2
  return {
    memory: figure('chayenity_bound_used{bound="body_memory_bytes",.*}'),
    disk: figure('chayenity_bound_used{bound="body_disk_bytes",.*}'),
    resident: figure('process_resident_memory_bytes'),
  }
}

describe('a hundred uploads that stall before their last byte', () => {
  test('fill what bodies may hold, and neither the memory nor the folder; others are served, and then all is released', async () => {
    await Promise.all(begun)
    const before = await figuresOf(server.url)
    const sockets = Array.from({ length: 100 }, () => stall(server.url, somchai))
    while ((await figuresOf(server.url)).disk < 480) await Bun.sleep(50)
    const figures = await figuresOf(server.url)
    const grownMib = figures.resident - before.resident
    expect(figures.memory).toBeLessThanOrEqual(64)
    expect(figures.disk).toBeLessThanOrEqual(512)
    expect(grownMib).toBeLessThan(500)
    expect(readdirSync(join(folder.path, 'data')).filter(name => name.startsWith('.body'))).toEqual([])
    expect((await somchai.client.put('/api/users/availability', { is_available: true })).status).toBe(200)
    const rejected = await sendFile<ErrorBody>(somchai, await bytesOf(noise(1600, 1600).png()))
    expect([rejected.status, rejected.body.error_code]).toEqual([503, 'OVERLOADED'])
    expect(rejected.headers.get('retry-after')).toBe('5')
    for (const socket of sockets) socket.destroy()
    while ((await figuresOf(server.url)).disk > 0) await Bun.sleep(50)
    expect((await figuresOf(server.url)).memory).toBe(0)
    expect((await sendFile(somchai, await bytesOf(still().png()))).status).toBe(201)
  })
})
