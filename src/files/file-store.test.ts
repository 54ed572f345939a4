import { afterAll, describe, expect, test } from 'bun:test'
import { mkdtemp, rm } from 'node:fs/promises'
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
})
