import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import sharp from 'sharp'
import type { ErrorBody } from '../../src/http/reply.ts'
import {
  bytesOf,
  type Corner,
  corners,
  damagedFiles,
  type FileJson,
  keepFile,
  noise,
  secrets,
  sendFile,
  type UploadCase,
  uploadCases,
  withMetadata,
} from '../support/images.ts'
import { joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let somchai: Person

beforeAll(async () => {
  server = await startTestServer({ env: { QUOTA_FILES: '5000' } })
  somchai = await joinSomchai(server)
})
afterAll(() => server.stop())

const fetchBytes = async (url: string) => {
  const answer = await fetch(url)
  expect(answer.status).toBe(200)
  return answer.bytes()
}

const expectNoSecrets = (bytes: Uint8Array) => {
  const content = Buffer.from(bytes).toString('latin1')
  expect(secrets.filter(secret => content.includes(secret))).toEqual([])
}

/** Sends a case; where it is taken, looks at what is stored and served. */
const expectCase = async ({ title, bytes, name, expected, stored }: UploadCase) => {
  const answer = await sendFile<FileJson & { error_code?: string }>(somchai, bytes, name)
  const codes = { 413: 'FILE_TOO_LARGE', 415: 'INVALID_FILE_TYPE', 201: undefined }
  expect({ title, status: answer.status, code: answer.body.error_code }).toEqual({
    title,
    status: expected,
    code: codes[expected],
  })
  if (!stored) return
  const { content_type, width, height, file_size, url } = answer.body
  expect([title, content_type]).toEqual([title, stored.type])
  if (stored.width) expect([title, width, height]).toEqual([title, stored.width, stored.height ?? 0])
  const served = await fetchBytes(url)
  expect([title, served.length]).toEqual([title, file_size])
  expectNoSecrets(served)
  const { pages = 1, space, depth } = await sharp(served).metadata()
  if (stored.frames) expect([title, pages]).toEqual([title, stored.frames])
  expect([title, depth]).toEqual([title, 'uchar'])
  expect(['srgb', 'b-w']).toContain(space)
}

describe('what is taken and what is refused (F1, F2)', () => {
  test('each file of the corpus, more than forty, is answered as it has to be', async () => {
    const cases = await uploadCases()
    expect(cases.length).toBeGreaterThan(100)
    for (const one of cases) await expectCase(one)
  }, 30_000)

  test('no damage to a file brings anything but 201, 413 and 415, and the server stays well', async () => {
    const statuses = new Map<number, number>()
    for (const bytes of await damagedFiles(42, 150)) {
      const { status } = await sendFile(somchai, bytes)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
    expect([...statuses.keys()].filter(status => ![201, 413, 415].includes(status))).toEqual([])
    // Both kinds came, or the damage was none, or too much.
    expect(statuses.get(201) ?? 0).toBeGreaterThan(10)
    expect(statuses.get(415) ?? 0).toBeGreaterThan(10)
    expect((await somchai.client.get('/health')).status).toBe(200)
  }, 30_000)
})

describe('a decoder that dies', () => {
  test('costs the pictures it was at, and nothing else', async () => {
    await keepFile(somchai, await bytesOf(withMetadata().jpeg()))
    const large = await bytesOf(noise(1600, 1200).jpeg())
    const sending = Promise.all([1, 2].map(() => sendFile<ErrorBody>(somchai, large)))
    await Bun.sleep(30)
    const children = Bun.spawnSync(['pgrep', '-P', String(process.pid), '-f', 'images']).stdout.toString()
    expect(children.trim()).toMatch(/^\d+$/)
    process.kill(Number(children), 'SIGKILL')
    const answers = await sending
    // One that had not been handed over yet is taken by the next decoder.
    expect(answers.filter(({ status }) => status !== 201 && status !== 503)).toEqual([])
    expect((await sendFile(somchai, large)).status).toBe(201)
    expect((await somchai.client.get('/health')).status).toBe(200)
  }, 20_000)
})

describe('what is stored (F2)', () => {
  test('is upright for each of the eight orientations', async () => {
    const shownAt: Record<number, [Corner, Corner]> = {
      1: ['tl', 'tr'],
      2: ['tr', 'tl'],
      3: ['br', 'bl'],
      4: ['bl', 'br'],
      5: ['tl', 'bl'],
      6: ['bl', 'tl'],
      7: ['br', 'tr'],
      8: ['tr', 'br'],
    }
    for (const [turn, expected] of Object.entries(shownAt)) {
      const { url, width } = await keepFile(somchai, await bytesOf(withMetadata(Number(turn)).png()))
      const pixels = await sharp(await fetchBytes(url))
        .removeAlpha()
        .raw()
        .toBuffer()
      const seen = [8, width - 8].map(x => nearestCorner(pixels.subarray((8 * width + x) * 3)))
      expect([turn, ...seen]).toEqual([turn, ...expected])
    }
  })

  test('has no trace of what stood in the metadata, in no variant either', async () => {
    for (const image of [withMetadata(6).jpeg(), withMetadata().png(), withMetadata().webp()]) {
      const bytes = await bytesOf(image)
      const sent = Buffer.from(bytes).toString('latin1')
      expect(['SecretOwner', 'SecretPlace'].filter(secret => !sent.includes(secret))).toEqual([])
      const { url } = await keepFile(somchai, bytes)
      for (const query of ['', '?w=32', '?format=webp', '?w=32&format=jpeg', '?format=avif']) {
        expectNoSecrets(await fetchBytes(url + query))
      }
    }
  })

  test('keeps the frames of an animation, their times and its turns', async () => {
    for (const one of (await uploadCases()).filter(({ stored }) => stored?.frames)) {
      const before = await sharp(one.bytes, { animated: true }).metadata()
      const { url } = await keepFile(somchai, one.bytes)
      for (const query of ['', '?w=24']) {
        const after = await sharp(await fetchBytes(url + query), { animated: true }).metadata()
        expect([after.pages, after.delay, after.loop]).toEqual([before.pages, before.delay, before.loop])
      }
    }
  })
})

/** Which corner's colour a pixel is nearest to; colour profiles and JPEG move it a little. */
const nearestCorner = (pixel: Uint8Array): string => {
  const distance = (color: readonly number[]) =>
    color.reduce((sum, value, at) => sum + Math.abs(value - (pixel[at] ?? 0)), 0)
  return Object.entries(corners).sort(([, a], [, b]) => distance(a) - distance(b))[0]?.[0] ?? ''
}
