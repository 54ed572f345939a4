import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../test/support/process.ts'
import { BodyMemory, HeldBody } from './body-memory.ts'

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
