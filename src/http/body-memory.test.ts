import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../test/support/process.ts'
import { BodyMemory, freeChunk, HeldBody } from './body-memory.ts'

const folder = temporaryFolder()
afterAll(folder.remove)

const limits = {
  shortBytes: 100,
  memoryBytes: 1000,
  diskBytes: 5000,
  userDiskBytes: 2500,
  loadedAtOnce: 1,
  maxWaiting: 1,
}
let memory: BodyMemory
beforeAll(() => {
  memory = new BodyMemory(folder.path, limits)
})

const chunk = (length: number, first = 1) => Uint8Array.from({ length }, (_, at) => (first + at) % 251)
const nothing = { memoryBytes: 0, diskBytes: 0 }

const hold = (...chunks: Uint8Array[]): Promise<HeldBody> => holdFor(null, ...chunks)
const holdFor = async (user: string | null, ...chunks: Uint8Array[]): Promise<HeldBody> => {
  const body = new HeldBody(memory, user)
  for (const each of chunks) await body.add(each)
  return body
}

describe('a body that fits into memory', () => {
  test('is there as it came, and is released once', async () => {
    const body = await hold(chunk(300), chunk(500))
    expect(memory.figures()).toEqual({ memoryBytes: 800, diskBytes: 0 })
    expect(await body.bytes()).toEqual(Buffer.concat([chunk(300), chunk(500)]))
    await body.release()
    await body.release()
    expect(memory.figures()).toEqual(nothing)
  })
})

describe('a body that does not fit', () => {
  test('moves to a file that has no name, and comes back as it was sent', async () => {
    const first = await hold(chunk(700))
    const second = await hold(chunk(200), chunk(200, 7), chunk(900, 9))
    expect(memory.figures()).toEqual({ memoryBytes: 700, diskBytes: 1300 })
    expect(readdirSync(folder.path)).toEqual([])
    expect(Buffer.from(await second.bytes())).toEqual(
      Buffer.concat([chunk(200), chunk(200, 7), chunk(900, 9)]),
    )
    await Promise.all([first.release(), second.release()])
    expect(memory.figures()).toEqual(nothing)
  })

  test('waits until the one before it has been answered; behind that one it is a 503', async () => {
    const bodies = await Promise.all([hold(chunk(1100)), hold(chunk(1200)), hold(chunk(1300))])
    const [first, second, third] = bodies
    expect((await first.bytes()).length).toBe(1100)
    const waiting = second.bytes()
    await expect(third.bytes()).rejects.toMatchObject({ code: 'OVERLOADED', retryAfterSeconds: 5 })
    await first.release()
    expect((await waiting).length).toBe(1200)
    await Promise.all(bodies.map(body => body.release()))
    expect(memory.figures()).toEqual(nothing)
  })

  test('is a 503 when the files are full too, and what it held is released', async () => {
    const full = await hold(chunk(4000))
    const body = await hold(chunk(900))
    await expect(body.add(chunk(1000))).rejects.toMatchObject({ code: 'OVERLOADED', retryAfterSeconds: 5 })
    await Promise.all([full.release(), body.release()])
    expect(memory.figures()).toEqual(nothing)
  })

  test('is a 503 when the files of its user are full, and nobody else is held up', async () => {
    const first = await holdFor('mali', chunk(1500))
    const second = await holdFor('mali', chunk(900))
    await expect(second.add(chunk(200))).rejects.toMatchObject({ code: 'OVERLOADED', retryAfterSeconds: 5 })
    const other = await holdFor('somchai', chunk(2500))
    expect(memory.figures()).toEqual({ memoryBytes: 0, diskBytes: 4000 })
    await Promise.all([first, second, other].map(body => body.release()))
    const again = await holdFor('mali', chunk(2500))
    await again.release()
    expect(memory.figures()).toEqual(nothing)
  })

  test('is a 503 when the folder cannot be written', async () => {
    const body = new HeldBody(new BodyMemory(join(folder.path, 'missing'), limits), null)
    await expect(body.add(chunk(2000))).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
    await body.release()
  })

  test('that is released while it is written is released whole', async () => {
    const body = new HeldBody(memory, null)
    const writing = body.add(chunk(2000))
    await body.release()
    await writing
    await expect(body.add(chunk(1))).rejects.toMatchObject({ code: 'REQUEST_TIMEOUT' })
    expect(memory.figures()).toEqual(nothing)
  })
})

test('short bodies have a share of their own', async () => {
  const long = await hold(chunk(1000))
  memory.reserveShort(60)
  expect(() => memory.reserveShort(41)).toThrow('Too many bodies are arriving')
  expect(memory.figures()).toEqual({ memoryBytes: 1060, diskBytes: 0 })
  memory.releaseShort(60)
  await long.release()
  expect(memory.figures()).toEqual(nothing)
})

describe('the bounds of bodies', () => {
  test('are reached exactly, in memory, on the disk and for a user', async () => {
    const first = await holdFor('mali', chunk(999))
    expect(memory.reserve(1)).toBeTrue()
    expect(memory.reserve(1)).toBeFalse()
    memory.release(1)
    const second = await holdFor('mali', chunk(1001))
    const third = await holdFor('mali', chunk(1499))
    expect(memory.figures()).toEqual({ memoryBytes: 999, diskBytes: 2500 })
    await expect(third.add(chunk(1))).rejects.toMatchObject({ code: 'OVERLOADED' })
    const others = await holdFor('somchai', chunk(2500))
    expect(memory.figures().diskBytes).toBe(5000)
    await expect(hold(chunk(1001))).rejects.toMatchObject({ code: 'OVERLOADED' })
    await Promise.all([first, second, third, others].map(body => body.release()))
    expect(memory.figures()).toEqual(nothing)
  })

  test('are told with what is used of them', async () => {
    const usedOf = () => Object.fromEntries(memory.bounds.map(({ name, used }) => [name, used()]))
    expect(memory.bounds.map(({ name, max, atBound }) => [name, max, atBound])).toEqual([
      ['short_body_bytes', 100, 'rejects'],
      ['body_memory_bytes', 1000, 'waits'],
      ['body_disk_bytes', 5000, 'rejects'],
      ['bodies_waiting', 1, 'rejects'],
    ])
    memory.reserveShort(100)
    const bodies = await Promise.all([hold(chunk(900)), hold(chunk(1100)), hold(chunk(1200))])
    const [, loaded, waiting] = bodies
    await loaded.bytes()
    const next = waiting.bytes()
    expect(usedOf()).toEqual({
      short_body_bytes: 100,
      body_memory_bytes: 900,
      body_disk_bytes: 2300,
      bodies_waiting: 1,
    })
    memory.releaseShort(100)
    await loaded.release()
    await next
    await Promise.all(bodies.map(body => body.release()))
    expect(usedOf()).toEqual({
      short_body_bytes: 0,
      body_memory_bytes: 0,
      body_disk_bytes: 0,
      bodies_waiting: 0,
    })
  })
})

describe('the memory of a long chunk', () => {
  test('is free at once, unless others look at it too or it is short', () => {
    const long = new Uint8Array(32 * 1024)
    freeChunk(long)
    expect(long.buffer.byteLength).toBe(0)
    const short = new Uint8Array(32 * 1024 - 1)
    freeChunk(short)
    expect(short.buffer.byteLength).toBe(32 * 1024 - 1)
    const shared = new Uint8Array(64 * 1024)
    freeChunk(shared.subarray(0, 32 * 1024))
    expect(shared).toHaveLength(64 * 1024)
    expect(() => freeChunk(null)).not.toThrow()
  })

  test('is free when it is on the disk, when it was read and when nobody wants it', async () => {
    const roomy = new BodyMemory(folder.path, { ...limits, memoryBytes: 100_000, diskBytes: 200_000 })
    const holdLong = async () => {
      const bytes = new Uint8Array(40_000).fill(7)
      const body = new HeldBody(roomy, null)
      await body.add(bytes)
      return { bytes, body }
    }
    const read = await holdLong()
    expect(await read.body.bytes()).toEqual(Buffer.alloc(40_000, 7))
    const unwanted = await holdLong()
    await unwanted.body.release()
    const written = await holdLong()
    await written.body.add(new Uint8Array(90_000))
    expect([read, unwanted, written].map(({ bytes }) => bytes.buffer.byteLength)).toEqual([0, 0, 0])
    await Promise.all([read, written].map(({ body }) => body.release()))
    expect(roomy.figures()).toEqual(nothing)
  })
})
