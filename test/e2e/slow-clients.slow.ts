import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { connect } from 'node:net'
import { join } from 'node:path'
import { startTestDevServer, type TestDevServer } from '../support/dev-server.ts'
import { bytesOf, keepFile, noise, still } from '../support/images.ts'
import { join as joinAs, type Person } from '../support/people.ts'
import { type ServerProcess, startProcess, temporaryFolder } from '../support/process.ts'

/** Real seconds pass here: the limit that must not be in force is one of Bun's own timers. All tests pause at once. */

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

describe('a pause of twelve seconds', () => {
  test.concurrent('in an upload to a server is waited for', async () => {
    const form = formOf(await bytesOf(noise(200, 200).png()))
    expect(await uploadInPieces(server.url, somchai, split(form, 2), 12_000)).toStartWith('HTTP/1.1 201')
  })

  test.concurrent('in an upload to the demo is waited for', async () => {
    const form = formOf(await bytesOf(noise(200, 200).png()))
    expect(await uploadInPieces(demo.url, mali, split(form, 2), 12_000)).toStartWith('HTTP/1.1 201')
  })

  test.concurrent('is one that `Prefer: delay` can make', async () => {
    const answer = await mali.client.get('/api/gigs', { headers: { prefer: 'delay=12000' } })
    expect([answer.status, answer.headers.get('preference-applied')]).toEqual([200, 'delay=12000'])
  })

  test.concurrent('between the reads of a large picture is waited for', async () => {
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
    expect(length).toBeGreaterThan(picture.file_size)
  })
})

test.concurrent('an upload of some bytes a second is taken', async () => {
  const form = formOf(await bytesOf(still().png()))
  expect(await uploadInPieces(server.url, somchai, split(form, 30), 500)).toStartWith('HTTP/1.1 201')
})

test.concurrent('twelve variants of a large picture that are asked for at once are all answered', async () => {
  const { url } = await keepFile(somchai, await bytesOf(noise(1600, 1600).png()))
  const sizes = Array.from({ length: 12 }, (_, at) => 300 + 100 * at)
  const answers = await Promise.all(sizes.map(size => fetch(`${url}?w=${size}&format=avif`)))
  expect(answers.map(({ status }) => status)).toEqual(sizes.map(() => 200))
  for (const answer of answers) expect((await answer.bytes()).length).toBeGreaterThan(1000)
})
