import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { testNow } from '../../test/support/server.ts'
import { makeTwoPictures } from '../../test/support/two-pictures.ts'
import { filenameOf } from '../domain/uploads/rules.ts'
import type { FileStore } from '../files/file-store.ts'
import { createMemoryFileStore } from '../files/memory.ts'
import { manualClock } from '../lib/clock.ts'
import { lockFolder } from '../storage/sqlite/folder.ts'
import { readManifestOf } from './archive.ts'
import { backupFormat } from './manifest.ts'
import { repairFolder } from './repair.ts'

let data: Awaited<ReturnType<typeof makeTwoPictures>>

beforeAll(async () => {
  data = await makeTwoPictures()
})
afterAll(() => data.remove())

const repair = (dataDir: string, isApplied: boolean, bucket: FileStore | null = null) =>
  repairFolder(dataDir, { isApplied, nowMs: testNow, report: () => {}, bucket })

describe('a repair of a folder with pictures', () => {
  test('stores the hashes that are missing, and counts those of whole files alone', async () => {
    const { hashed, copy, pathOf, hashesIn } = data
    const dataDir = copy('lost')
    rmSync(join(dataDir, pathOf(hashed)))
    const mended = [
      `The file ${hashed.id} is missing: its row is dropped.`,
      '1 files of an earlier version have no hash: it is stored now.',
    ]
    mkdirSync(join(dataDir, '.chayenity-staging-00000001'))
    writeFileSync(join(dataDir, '.chayenity-staging-00000001/.lock'), '')
    const parts = new Set<string>()
    const dry = await repairFolder(dataDir, {
      isApplied: false,
      nowMs: testNow,
      report: (part, share) => parts.add(share === 0 || share === 1 ? `${part} ${share}` : part),
    })
    expect(dry).toEqual({ mended, left: [], backup: null })
    expect([...parts]).toEqual(
      expect.arrayContaining(['copying 0', 'hashing 1', 'repairing 0', 'repairing 1']),
    )
    expect(hashesIn(dataDir)).toEqual([hashed.sha256, null])
    const backup = join(dataDir, 'backups/before-repair-20251001T100000.tar.gz')
    expect(await repair(dataDir, true)).toEqual({ mended, left: [], backup })
    expect(hashesIn(dataDir)).toEqual([hashed.sha256])
    expect((await readManifestOf(backup, backupFormat)).damage?.fileIds).toEqual([hashed.id])
    expect(readdirSync(dataDir).filter(name => name.includes('staging'))).toEqual([])
    lockFolder(dataDir).close()
  })

  test('stores no hash of a file of another length, so it has nothing to do', async () => {
    const dataDir = data.copy('short')
    const name = filenameOf(data.unhashed)
    writeFileSync(join(dataDir, 'uploads', name), 'ab')
    expect(await repair(dataDir, true)).toEqual({
      mended: [],
      left: [`The file ${name} has 2 bytes, not 3.`],
      backup: null,
    })
    expect(existsSync(join(dataDir, 'backups'))).toBe(false)
  })
})

test('a repair with pictures in a bucket deletes what no row names, and stores no hashes', async () => {
  const { hashed, unhashed, copy, content, hashesIn } = data
  const dataDir = copy('bucket')
  const bucket = createMemoryFileStore(manualClock(testNow - 2 * 3_600_000))
  for (const name of [filenameOf(hashed), filenameOf(unhashed), 'one.png', 'two.png'])
    await bucket.write('uploads', name, content)
  const mended = ['2 objects of the bucket have no row: they are deleted.']
  expect(await repair(dataDir, false, bucket)).toEqual({ mended, left: [], backup: null })
  expect(await bucket.list('uploads')).toHaveLength(4)
  const { backup, ...told } = await repair(dataDir, true, bucket)
  expect(told).toEqual({ mended, left: [] })
  const manifest = await readManifestOf(backup ?? '', backupFormat)
  expect([manifest.pictures, manifest.damage]).toEqual(['bucket', undefined])
  expect((await bucket.list('uploads')).map(({ name }) => name).sort()).toEqual(
    [hashed, unhashed].map(filenameOf).sort(),
  )
  expect(hashesIn(dataDir)).toContain(null)
})
