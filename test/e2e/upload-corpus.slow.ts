import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import sharp from 'sharp'
import { measureDamagedPictures } from '../../scripts/damaged-files.ts'
import { imagePool } from '../../src/domain/uploads/image-pool.ts'
import { rejectedImages } from '../support/hostile-images.ts'
import {
  animation,
  bytesOf,
  type Corner,
  corners,
  type FileJson,
  keepFile,
  noise,
  secrets,
  sendFile,
  still,
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

  test('a picture that is made to cost the decoder much is rejected by its structure (F8)', async () => {
    const answers = (await rejectedImages()).map(async ({ title, bytes, expected }) => {
      const { status } = await sendFile(somchai, bytes)
      return { title, status, expected }
    })
    for (const { title, status, expected } of await Promise.all(answers)) {
      expect<unknown[]>([title, status]).toEqual([title, expected])
    }
  }, 30_000)

  test('a GIF whose frames are whole is accepted without its trailer (F1 trailer)', async () => {
    const one = await bytesOf(still(40, 30).gif())
    const five = await bytesOf(animation(40, 30, 5).gif())
    for (const [gif, frames] of [
      [one, 1],
      [five, 5],
    ] as const) {
      const { url, width, height } = await keepFile(somchai, gif.slice(0, -1))
      const { pages = 1 } = await sharp(await fetchBytes(url)).metadata()
      expect([width, height, pages]).toEqual([40, 30, frames])
      expect((await sendFile(somchai, gif.slice(0, -2))).status).toBe(415)
    }
  })

  test.each([false, true])(
    'a JPEG that lacks a part is refused, also with an end behind it; bytes between markers change nothing (F1, progressive: %p)',
    async progressive => {
      const whole = Buffer.from(await bytesOf(noise(300, 200).jpeg({ progressive })))
      const end = Buffer.from([0xff, 0xd9])
      const scan = whole.indexOf(Buffer.from([0xff, 0xda]))
      const middle = whole.length >> 1
      const lacking = [
        whole.subarray(0, middle),
        Buffer.concat([whole.subarray(0, middle), end]),
        Buffer.concat([whole.subarray(0, middle), whole.subarray(middle + 4000)]),
        Buffer.from(whole).fill(0xff, middle, middle + 30),
        // The marker of a restart, of which this picture has none.
        Buffer.concat([whole.subarray(0, middle), Buffer.from([0xff, 0xd3]), whole.subarray(middle + 2)]),
      ]
      for (const bytes of lacking) expect((await sendFile(somchai, new Uint8Array(bytes))).status).toBe(415)
      const harmless = [
        whole,
        Buffer.concat([whole.subarray(0, scan), Buffer.from([0, 0, 0]), whole.subarray(scan)]),
        Buffer.concat([whole.subarray(0, -2), Buffer.from([1, 2, 3, 4]), end]),
        Buffer.concat([whole, Buffer.alloc(1000, 7)]),
      ]
      for (const bytes of harmless) {
        const { width, height } = await keepFile(somchai, new Uint8Array(bytes))
        expect([width, height]).toEqual([300, 200])
      }
    },
  )

  test('no damaged or hostile picture brings anything but 201, 413 and 415, or ends a decoder', async () => {
    const { statuses, deaths, isHealthy } = await measureDamagedPictures(42, 200)
    expect([...statuses.keys()].filter(status => ![201, 413, 415].includes(status))).toEqual([])
    // Both kinds came, or the damage was none, or too much.
    expect(statuses.get(201) ?? 0).toBeGreaterThan(10)
    expect(statuses.get(415) ?? 0).toBeGreaterThan(10)
    expect([deaths, isHealthy]).toEqual([0, true])
  }, 60_000)
})

describe('a decoder that dies', () => {
  /** The image processes of this one. */
  const decoders = () =>
    Bun.spawnSync(['pgrep', '-P', String(process.pid), '-f', 'main.ts images'])
      .stdout.toString()
      .split('\n')
      .filter(line => line !== '')
      .map(Number)

  test('costs no picture: another decoder takes it', async () => {
    const large = await bytesOf(noise(1600, 1200).jpeg())
    const sending = Promise.all([1, 2, 3].map(() => sendFile(somchai, large)))
    while (imagePool.count() === 0) await Bun.sleep(1)
    const killed = decoders()
    expect(killed.length).toBeGreaterThan(0)
    for (const pid of killed) process.kill(pid, 'SIGKILL')
    expect((await sending).map(({ status }) => status)).toEqual([201, 201, 201])
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
