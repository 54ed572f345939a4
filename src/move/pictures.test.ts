import { afterEach, beforeEach, describe, expect, spyOn, test } from 'bun:test'
import * as fs from 'node:fs'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from '../../test/support/stores.ts'
import { createMemoryFileStore } from '../files/memory.ts'
import { manualClock } from '../lib/clock.ts'
import { picturesInBucket, picturesOnDisk } from './pictures.ts'

let folder: ReturnType<typeof makeFolder>
const at = (path: string) => join(folder.path, path)

beforeEach(() => {
  folder = makeFolder()
  for (const name of ['data', 'work', 'work/uploads']) mkdirSync(at(name), { mode: 0o700 })
})
afterEach(() => folder.remove())

const read = (path: string) => readFileSync(at(path), 'utf8')

describe('the pictures of a data folder', () => {
  beforeEach(() => {
    mkdirSync(at('data/uploads'))
    for (const name of ['a.png', 'b.png']) writeFileSync(at(`data/uploads/${name}`), name)
  })

  test('are held although they are deleted, and of them only the named ones are fetched', async () => {
    rmSync(at('work/uploads'), { recursive: true })
    const pictures = picturesOnDisk(at('data'))
    pictures.hold(at('work'))
    expect((statSync(at('work/uploads')).mode & 0o777).toString(8)).toBe('700')
    rmSync(at('data/uploads/a.png'))
    writeFileSync(at('data/uploads/later.png'), 'later')
    await pictures.fetch(['a.png', 'later.png', 'none.png'], at('work'), () => {})
    expect(readdirSync(at('work/uploads')).sort()).toEqual(['a.png', 'later.png'])
    expect(read('work/uploads/a.png')).toBe('a.png')
    expect(readdirSync(at('data/uploads')).sort()).toEqual(['b.png', 'later.png'])
  })

  test('are stored once; one of another length in their place was never whole', async () => {
    const pictures = picturesOnDisk(at('data'))
    writeFileSync(at('work/uploads/a.png'), 'A.PNG')
    writeFileSync(at('work/uploads/b.png'), 'longer')
    expect(await pictures.store('a.png', at('work'))).toBe(false)
    expect(await pictures.store('b.png', at('work'))).toBe(true)
    expect([read('data/uploads/a.png'), read('data/uploads/b.png')]).toEqual(['a.png', 'longer'])
  })

  test('are removed, also one that is not there', async () => {
    const pictures = picturesOnDisk(at('data'))
    for (const name of ['a.png', 'none.png']) await pictures.remove(name)
    expect(readdirSync(at('data/uploads'))).toEqual(['b.png'])
  })
})

test('the first picture of a data folder makes the folder of them, for its owner alone', async () => {
  const pictures = picturesOnDisk(at('data'))
  writeFileSync(at('work/uploads/a.png'), 'a')
  expect(await pictures.store('a.png', at('work'))).toBe(true)
  expect(read('data/uploads/a.png')).toBe('a')
  expect((statSync(at('data/uploads')).mode & 0o777).toString(8)).toBe('700')
  expect(existsSync(at('work/uploads/a.png'))).toBe(false)
})

test('a picture is on the disk before it has its name', async () => {
  writeFileSync(at('work/uploads/a.png'), 'a')
  const usual = fs.fsyncSync
  const synced: boolean[] = []
  const watched = spyOn(fs, 'fsyncSync').mockImplementation(descriptor => {
    synced.push(existsSync(at('data/uploads/a.png')))
    usual(descriptor)
  })
  await picturesOnDisk(at('data')).store('a.png', at('work'))
  watched.mockRestore()
  expect(synced).toEqual([false])
})

// Left out: only root may give files away.
test.skipIf(process.getuid?.() !== 0)('root stores pictures for the user of the data folder', async () => {
  const user = 61_234
  chownSync(at('data'), user, user)
  for (const name of ['a.png', 'b.png']) writeFileSync(at(`work/uploads/${name}`), name)
  const pictures = picturesOnDisk(at('data'))
  const ownerOf = (path: string) => [statSync(at(path)).uid, statSync(at(path)).gid]
  await pictures.store('a.png', at('work'))
  expect([ownerOf('data/uploads'), ownerOf('data/uploads/a.png')]).toEqual([
    [user, user],
    [user, user],
  ])
  chownSync(at('data/uploads'), user, 0)
  await pictures.store('b.png', at('work'))
  expect(ownerOf('data/uploads')).toEqual([user, 0])
})

describe('the pictures of a bucket that move', () => {
  test('are fetched eight at a time, past one that is gone, and told to be done', async () => {
    const bucket = createMemoryFileStore(manualClock(0))
    const names = Array.from({ length: 20 }, (_, n) => `${n}.png`)
    for (const name of names.slice(1)) await bucket.write('uploads', name, Uint8Array.from(Buffer.from(name)))
    const running = { now: 0, most: 0 }
    const pictures = picturesInBucket({
      ...bucket,
      read: async (place, name) => {
        running.now += 1
        running.most = Math.max(running.most, running.now)
        await Promise.resolve()
        const found = await bucket.read(place, name)
        running.now -= 1
        return found
      },
    })
    const shares: number[] = []
    rmSync(at('work/uploads'), { recursive: true })
    pictures.hold(at('work'))
    expect((statSync(at('work/uploads')).mode & 0o777).toString(8)).toBe('700')
    await pictures.fetch(names, at('work'), share => shares.push(share))
    expect(readdirSync(at('work/uploads')).sort()).toEqual(names.slice(1).sort())
    expect(read('work/uploads/7.png')).toBe('7.png')
    expect(running).toEqual({ now: 0, most: 8 })
    expect(shares).toEqual(names.map((_, n) => (n + 1) / names.length))
  })

  test('are stored once; one of another length in their place was never whole', async () => {
    const bucket = createMemoryFileStore(manualClock(0))
    const pictures = picturesInBucket(bucket)
    const textOf = async (name: string) =>
      Buffer.from((await (await bucket.read('uploads', name))?.bytes()) ?? []).toString()
    await bucket.write('uploads', 'a.png', Uint8Array.of(65))
    await bucket.write('uploads', 'b.png', Uint8Array.of(66))
    for (const [name, text] of [
      ['a.png', 'a'],
      ['b.png', 'bb'],
      ['c.png', 'c'],
    ] as const)
      writeFileSync(at(`work/uploads/${name}`), text)
    expect(
      await Promise.all(['a.png', 'b.png', 'c.png'].map(name => pictures.store(name, at('work')))),
    ).toEqual([false, true, true])
    expect([await textOf('a.png'), await textOf('b.png'), await textOf('c.png')]).toEqual(['A', 'bb', 'c'])
    await pictures.remove('c.png')
    expect((await bucket.list('uploads')).map(({ name }) => name).sort()).toEqual(['a.png', 'b.png'])
  })
})
