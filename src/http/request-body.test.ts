import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { temporaryFolder } from '../../test/support/process.ts'
import { BodyMemory } from './body-memory.ts'
import { RequestBody } from './request-body.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

/** New for each test, as not every one gives back what it took. */
let memory: BodyMemory
beforeEach(() => {
  memory = new BodyMemory(folder.path)
})
const nothing = { memoryBytes: 0, diskBytes: 0 }
const limits = { maxBytes: 10_000, deadlineMs: 5000, tooLarge: 'BODY_TOO_LARGE' } as const

const never = () => new ReadableStream<Uint8Array>({ pull: () => new Promise<void>(() => {}) })

const piecesOf = (...lengths: number[]) =>
  new ReadableStream<Uint8Array>({
    start: controller => {
      for (const length of lengths) controller.enqueue(new Uint8Array(length).fill(7))
      controller.close()
    },
  })

/** @param declared the length that the client says; null for chunks */
const bodyOf = (body: ReadableStream<Uint8Array> | null, declared: number | null) =>
  new RequestBody(
    new Request('http://a/', {
      method: 'POST',
      body,
      headers:
        declared === null ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(declared) },
    }),
  )

const released = async (body: RequestBody, withinMs = 1000) => {
  const isOpen = await body.finish(withinMs)
  await Bun.sleep(0)
  return [isOpen, memory.figures()]
}

describe('the body of a request', () => {
  test.each([
    [1, 1],
    [4096, 4096],
    [4097, 4097],
    [10_000, null],
  ])(
    'of %d bytes is read whole, and what it took is given back when it is finished',
    async (length, declared) => {
      const body = bodyOf(piecesOf(length), declared)
      const bytes = await body.read(limits, memory, null)
      expect([bytes.length, bytes.every(byte => byte === 7)]).toEqual([length, true])
      expect(await released(body)).toEqual([true, nothing])
      // A second time gives nothing back twice.
      expect(await released(body)).toEqual([true, nothing])
    },
  )

  test('takes memory from the share of short bodies up to 4096 bytes that were declared', async () => {
    const shortBytes = () => memory.bounds.find(({ name }) => name === 'short_body_bytes')?.used()
    for (const [declared, used] of [
      [4096, 4096],
      [4097, 0],
      [null, 0],
    ] as const) {
      const body = bodyOf(piecesOf(10), declared)
      await body.read(limits, memory, null)
      expect([declared, shortBytes()]).toEqual([declared, used])
      expect(await released(body)).toEqual([true, nothing])
    }
  })

  test('that is declared to be empty is not waited for', async () => {
    const body = bodyOf(null, 0)
    expect(await body.read(limits, memory, null)).toHaveLength(0)
    expect(await released(body)).toEqual([true, nothing])
  })

  test('is too large where its pieces are, not a byte earlier', async () => {
    expect(await bodyOf(piecesOf(9000, 1000), null).read(limits, memory, null)).toHaveLength(10_000)
    const body = bodyOf(piecesOf(9000, 1001), null)
    await expect(body.read(limits, memory, null)).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' })
    await released(body)
  })

  test('that breaks off is a BAD_REQUEST, and its connection ends', async () => {
    const broken = new ReadableStream<Uint8Array>({
      pull: () => {
        throw new Error('The connection was reset.')
      },
    })
    const body = bodyOf(broken, null)
    await expect(body.read(limits, memory, null)).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      message: 'The body broke off.',
    })
    expect((await released(body))[0]).toBeFalse()
  })

  test.each([1000, 5000, null])(
    'that does not come in time is a REQUEST_TIMEOUT, and its connection ends, declared as %p',
    async declared => {
      const body = bodyOf(never(), declared)
      const reading = body.read({ ...limits, deadlineMs: 1 }, memory, null)
      await expect(reading).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT', retryAfterSeconds: 1 })
      expect((await released(body))[0]).toBeFalse()
    },
  )
})

describe('a body that nobody has read', () => {
  test('is read to its end, so that the connection can go on', async () => {
    expect(await bodyOf(piecesOf(100_000, 5), 100_005).finish(1000)).toBeTrue()
    expect(await bodyOf(piecesOf(100_000), null).finish(1000)).toBeTrue()
  })

  test('ends its connection when its end does not come in time', async () => {
    expect(await bodyOf(never(), 100).finish(1)).toBeFalse()
    expect(await bodyOf(never(), null).finish(-5)).toBeFalse()
  })

  test('ends its connection at once when more than 64 MiB of it are declared', () => {
    expect(bodyOf(never(), 64 * 1024 ** 2 + 1).finish(1000)).toBeFalse()
    expect(bodyOf(piecesOf(1), 64 * 1024 ** 2).finish(1000)).toBeInstanceOf(Promise)
  })

  test('that was never sent is not waited for', () => {
    expect(bodyOf(null, 0).finish(1000)).toBeTrue()
    expect(new RequestBody(new Request('http://a/', { method: 'DELETE' })).finish(1000)).toBeTrue()
  })
})
