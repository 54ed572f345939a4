import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { existsSync, readFileSync, rmSync, statfsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '../../test/support/process.ts'
import { manualClock } from '../lib/clock.ts'
import { createDiskSpace } from './disk-space.ts'

const mib = 1024 ** 2
let folder: ReturnType<typeof temporaryFolder>
const reserve = () => join(folder.path, '.reserve')

beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder.remove())

const open = (minFreeMb: number) => {
  const clock = manualClock(0)
  const disk = { free: 0, measured: 0 }
  const space = createDiskSpace(folder.path, minFreeMb, clock, async () => {
    disk.measured += 1
    return disk.free
  })
  const levelWith = (free: number) => {
    disk.free = free
    clock.advance(1000)
    return space.level()
  }
  return { clock, disk, space, levelWith }
}

describe('the space of the data folder', () => {
  test('is low below MIN_FREE_MB', async () => {
    const { levelWith } = open(100)
    expect(await levelWith(100 * mib)).toBe('plenty')
    expect(await levelWith(100 * mib - 1)).toBe('low')
  })

  test('is full below the reserve, which makes room; and usable again with three times as much', async () => {
    const { levelWith } = open(100)
    expect(await levelWith(24 * mib)).toBe('low')
    expect(await levelWith(8 * mib)).toBe('low')
    expect([statSync(reserve()).size, statSync(reserve()).mode & 0o777]).toEqual([8 * mib, 0o600])
    expect(await levelWith(8 * mib - 1)).toBe('full')
    expect(existsSync(reserve())).toBe(false)
    expect(await levelWith(24 * mib - 1)).toBe('full')
    expect(existsSync(reserve())).toBe(false)
    expect(await levelWith(24 * mib)).toBe('low')
    expect(existsSync(reserve())).toBe(true)
  })

  test('is measured once a second', async () => {
    const { clock, disk, space } = open(1)
    await Promise.all([space.level(), space.freeBytes()])
    clock.advance(999)
    await space.level()
    expect(disk.measured).toBe(1)
    clock.advance(1)
    disk.free = 7
    expect(await space.freeBytes()).toBe(7)
    expect(disk.measured).toBe(2)
  })

  test('is not measured when that is switched off, nor for data in memory', async () => {
    const { disk, space, levelWith } = open(0)
    expect([await levelWith(0), await space.freeBytes(), disk.measured]).toEqual(['plenty', null, 0])
    const inMemory = createDiskSpace(':memory:', 100, manualClock(0))
    expect([await inMemory.level(), await inMemory.freeBytes()]).toEqual(['plenty', null])
  })

  test('is an error where the folder is gone, and that of its file system where it is there', async () => {
    const there = createDiskSpace(folder.path, 1, manualClock(0))
    const { bavail, bsize } = statfsSync(folder.path)
    const free = Number(await there.freeBytes())
    // Others write to the same disk meanwhile.
    expect(Math.abs(free / (bavail * bsize) - 1)).toBeLessThan(0.1)
    const gone = createDiskSpace(join(folder.path, 'gone'), 1, manualClock(0))
    await expect(gone.level()).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
  })

  test('has a reserve of changing bytes, which no file system stores as nothing', async () => {
    await open(1).levelWith(100 * mib)
    const bytes = readFileSync(reserve())
    const beginning = bytes.subarray(0, 65_536)
    expect(new Set(beginning).size).toBeGreaterThan(200)
    expect(bytes.subarray(-65_536).equals(beginning)).toBe(true)
  })

  test('keeps its reserve as it is while there is room', async () => {
    const { levelWith } = open(1)
    await levelWith(100 * mib)
    const { ino, mtimeMs } = statSync(reserve())
    await levelWith(8 * mib)
    const after = statSync(reserve())
    expect([after.ino, after.mtimeMs]).toEqual([ino, mtimeMs])
  })

  test('has a level also where the reserve cannot be written', async () => {
    const { levelWith } = open(1)
    rmSync(folder.path, { recursive: true })
    expect(await levelWith(100 * mib)).toBe('plenty')
  })
})
