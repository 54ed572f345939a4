import { afterAll, describe, expect, spyOn, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { manualClock } from '../lib/clock.ts'
import { createDiskFileStore } from './disk.ts'
import { createMemoryFileStore } from './memory.ts'

const folder = await mkdtemp(join(tmpdir(), 'chayenity-store-'))
afterAll(() => rm(folder, { recursive: true }))

const stores = {
  disk: createDiskFileStore(folder),
  memory: createMemoryFileStore(manualClock(0)),
}
const bytes = Uint8Array.of(1, 2, 3)

for (const [name, store] of Object.entries(stores)) {
  describe(`files in ${name}`, () => {
    test('are read as they were written, in the folder they were written to', async () => {
      await store.write('uploads', 'a.jpg', bytes)
      expect(await (await store.read('uploads', 'a.jpg'))?.bytes()).toEqual(bytes)
      expect(await store.read('thumbnails', 'a.jpg')).toBeNull()
      expect(await store.read('uploads', 'b.jpg')).toBeNull()
    })

    test('are listed with their size', async () => {
      await store.write('thumbnails', 'b.jpg', bytes)
      await store.write('thumbnails', 'c.jpg', Uint8Array.of(1))
      const listed = (await store.list('thumbnails')).map(file => [file.name, file.sizeBytes])
      expect(listed.sort()).toEqual([
        ['b.jpg', 3],
        ['c.jpg', 1],
      ])
    })

    test('are listed alone that begin with a prefix, where one is given', async () => {
      await store.write('uploads', 'one-1.jpg', bytes)
      await store.write('uploads', 'one-2.jpg', bytes)
      await store.write('uploads', 'another-one-1.jpg', bytes)
      const namesOf = async (prefix: string) => (await store.list('uploads', prefix)).map(({ name }) => name)
      expect((await namesOf('one-')).sort()).toEqual(['one-1.jpg', 'one-2.jpg'])
      expect(await namesOf('two-')).toEqual([])
    })

    test('are gone when they were removed, however often', async () => {
      await store.write('uploads', 'd.jpg', bytes)
      await store.remove('uploads', 'd.jpg')
      await store.remove('uploads', 'd.jpg')
      expect(await store.read('uploads', 'd.jpg')).toBeNull()
    })
  })
}

test('files are listed with the moment at which they were written, by the clock of their storage', async () => {
  const clock = manualClock(1000)
  const inMemory = createMemoryFileStore(clock)
  await inMemory.write('uploads', 'a.jpg', bytes)
  clock.advance(5)
  await inMemory.write('uploads', 'b.jpg', bytes)
  expect((await inMemory.list('uploads')).map(({ writtenAtMs }) => writtenAtMs)).toEqual([1000, 1005])
  await stores.disk.write('uploads', 'timed.jpg', bytes)
  const [onDisk] = await stores.disk.list('uploads', 'timed')
  expect(onDisk?.writtenAtMs).toBe(statSync(join(folder, 'uploads/timed.jpg')).mtimeMs)
})

test('neither store is shared with other servers', () => {
  expect(Object.values(stores).map(({ isShared }) => isShared)).toEqual([false, false])
})

describe('files on a disk', () => {
  const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)

  test('and their folders can be read by the user of the server alone', async () => {
    const data = join(folder, 'made/below')
    const disk = createDiskFileStore(data)
    await disk.write('uploads', 'a.jpg', bytes)
    const paths = ['uploads', 'thumbnails', 'uploads/a.jpg']
    expect(paths.map(path => modeOf(join(data, path)))).toEqual(['700', '700', '600'])
  })

  test('are synced before they have their name, and so is their folder after it', async () => {
    const handle = await open(folder)
    const synced: string[] = []
    const syncing = spyOn(Object.getPrototypeOf(handle), 'sync').mockImplementation(async () => {
      synced.push(existsSync(join(folder, 'uploads/synced.jpg')) ? 'after' : 'before')
    })
    await handle.close()
    const closing = spyOn(Object.getPrototypeOf(handle), 'close')
    await stores.disk.write('uploads', 'synced.jpg', bytes)
    const closed = closing.mock.calls.length
    for (const watched of [syncing, closing]) watched.mockRestore()
    expect([synced, closed]).toEqual([['before', 'after'], 2])
  })

  test('are listed with the leftovers of interrupted writes, and folders are not', async () => {
    await Bun.write(join(folder, 'uploads', 'half.jpg.new'), 'half')
    mkdirSync(join(folder, 'uploads', 'half.folder'))
    expect((await stores.disk.list('uploads', 'half')).map(({ name }) => name)).toEqual(['half.jpg.new'])
  })
})

describe('files on a disk that cannot be written', () => {
  test('are a STORAGE_FAILED', async () => {
    const brokenDir = join(folder, 'broken')
    const broken = createDiskFileStore(brokenDir)
    // A folder without write permission would not stop root.
    await rm(join(brokenDir, 'uploads'), { recursive: true })
    await Bun.write(join(brokenDir, 'uploads'), 'no folder')
    const writing = broken.write('uploads', 'e.jpg', bytes)
    await expect(writing).rejects.toMatchObject({ code: 'STORAGE_FAILED' })
  })

  test('leave no half file behind, and what is in their place stays', async () => {
    mkdirSync(join(folder, 'uploads', 'taken.jpg'))
    const writing = stores.disk.write('uploads', 'taken.jpg', bytes)
    await expect(writing).rejects.toMatchObject({ code: 'STORAGE_FAILED', cause: expect.any(Error) })
    expect(readdirSync(join(folder, 'uploads')).filter(name => name.startsWith('taken'))).toEqual([
      'taken.jpg',
    ])
    const removing = stores.disk.remove('uploads', 'taken.jpg')
    await expect(removing).rejects.toMatchObject({ code: 'STORAGE_FAILED', cause: expect.any(Error) })
  })
})
