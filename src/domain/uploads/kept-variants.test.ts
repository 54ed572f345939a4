import { describe, expect, test } from 'bun:test'
import { testNow } from '../../../test/support/server.ts'
import { newId, silentLog } from '../../../test/support/stores.ts'
import { readConfig } from '../../config.ts'
import { createMemoryFileStore } from '../../files/memory.ts'
import { manualClock } from '../../lib/clock.ts'
import { createLog } from '../../lib/log.ts'
import type { FileId } from '../ids.ts'
import { createBucketVariants } from './bucket-variants.ts'
import { createKeptVariants, type KeptVariants, maxPerFile, smallBytes } from './kept-variants.ts'

const clock = manualClock(testNow)
const mib = 1024 * 1024

const start = (megabytes = 1) => {
  const files = createMemoryFileStore(clock)
  const config = readConfig({ DATA_DIR: ':memory:', THUMBNAILS_MIB: String(megabytes) }, 'production')
  const make = () => createKeptVariants({ config, files, log: silentLog })
  return { files, make, kept: make() }
}

const names = (id: FileId, count: number) => Array.from({ length: count }, (_, at) => `${id}.${at}x16.webp`)

/** As `variants.ts` does: the bytes first. */
const keep = async (
  { files, kept }: { files: ReturnType<typeof createMemoryFileStore>; kept: KeptVariants },
  name: string,
  bytes = 10,
) => {
  clock.advance(1)
  await files.write('thumbnails', name, new Uint8Array(bytes))
  kept.add(name, new Uint8Array(bytes))
}

const stored = async ({ files }: ReturnType<typeof start>) =>
  (await files.list('thumbnails')).map(({ name }) => name).sort()

const diskBytes = ({ bounds }: KeptVariants) =>
  bounds.find(({ name }) => name === 'variant_disk_bytes')?.used() ?? -1
const memoryBytes = ({ bounds }: KeptVariants) =>
  bounds.find(({ name }) => name === 'variant_memory_bytes')?.used() ?? -1

describe('variants on the disk', () => {
  test('are twenty-four of a file; the least recently used goes, from the disk too', async () => {
    const opened = start()
    const [id, other] = [newId<'file'>(), newId<'file'>()]
    const [first = '', second = '', ...more] = names(id, maxPerFile + 1)
    await keep(opened, `${other}.16x16.webp`)
    for (const name of [first, second, ...more.slice(0, -1)]) await keep(opened, name)
    expect(opened.kept.namesOf(id)).toHaveLength(24)
    opened.kept.recall(first)
    await keep(opened, more.at(-1) ?? '')
    expect(opened.kept.namesOf(id)).toEqual([...more.slice(0, -1), first, more.at(-1) ?? ''])
    expect(await stored(opened)).toEqual([first, ...more, `${other}.16x16.webp`].sort())
    expect(opened.kept.recall(second)).toBeNull()
  })

  test('count by the blocks of the disk, and make room for others beyond the total', async () => {
    const opened = start()
    const ids = Array.from({ length: 257 }, () => newId<'file'>())
    const nameOf = (id?: FileId) => `${id}.16x16.webp`
    await keep(opened, nameOf(ids[0]), 1)
    expect(diskBytes(opened.kept)).toBe(4096)
    await keep(opened, nameOf(ids[1]), 4096)
    expect(diskBytes(opened.kept)).toBe(2 * 4096)
    for (const id of ids.slice(2, 256)) await keep(opened, nameOf(id), 1)
    expect(diskBytes(opened.kept)).toBe(mib)
    opened.kept.recall(nameOf(ids[0]))
    await keep(opened, nameOf(ids[256]), 1)
    expect(diskBytes(opened.kept)).toBe(mib)
    const names = await stored(opened)
    expect([names.length, names.includes(nameOf(ids[0])), names.includes(nameOf(ids[1]))]).toEqual([
      256,
      true,
      false,
    ])
  })

  test('that are larger than the total are not kept', async () => {
    const opened = start()
    const id = newId<'file'>()
    const name = `${id}.2048x2048.png`
    await keep(opened, name, mib + 1)
    expect([
      opened.kept.recall(name),
      await opened.kept.read(name),
      opened.kept.namesOf(id),
      await stored(opened),
    ]).toEqual([null, null, [], []])
  })

  test('from before are found again, in the order in which they were written', async () => {
    const before = start()
    const id = newId<'file'>()
    const [first = '', ...more] = names(id, maxPerFile)
    for (const name of [first, ...more]) await keep(before, name)
    await before.files.write('thumbnails', `${id}.9x9.webp.new`, new Uint8Array(5))
    await before.files.write('thumbnails', `${id}.9x9.webp`, new Uint8Array())
    const kept = before.make()
    await Promise.all([kept.loaded(), kept.loaded()])
    expect(kept.namesOf(id)).toEqual([first, ...more])
    expect(kept.recall(first)).toBeNull()
    const bytes = await kept.read(more[0] ?? '')
    expect(bytes).toEqual(new Uint8Array(10))
    expect(kept.recall(more[0] ?? '')).toEqual(new Uint8Array(10))
    expect(await kept.read(`${id}.9x9.webp`)).toBeNull()
    await keep({ files: before.files, kept }, `${id}.300x300.webp`)
    expect(kept.namesOf(id)).not.toContain(more[1] ?? '')
  })

  test('stay in memory up to 64 KiB each', async () => {
    const opened = start()
    const [small, large] = [`${newId<'file'>()}.1x1.png`, `${newId<'file'>()}.1x1.png`]
    await keep(opened, small, smallBytes)
    await keep(opened, large, smallBytes + 1)
    expect([opened.kept.recall(small)?.length, opened.kept.recall(large)]).toEqual([65_536, null])
    expect(memoryBytes(opened.kept)).toBe(65_536)
    const again = opened.make()
    await again.loaded()
    expect((await again.read(small)) instanceof Uint8Array).toBeTrue()
    const read = await again.read(large)
    expect([read instanceof Uint8Array, again.recall(large)]).toEqual([false, null])
  })

  test('that somebody has removed from the disk are forgotten', async () => {
    const opened = start()
    const id = newId<'file'>()
    const [name = ''] = names(id, 1)
    await keep(opened, name)
    await opened.files.remove('thumbnails', name)
    expect(await opened.kept.read(name)).toBeNull()
    expect([opened.kept.namesOf(id), diskBytes(opened.kept), opened.kept.recall(name)]).toEqual([[], 0, null])
  })

  test('of a file go with it, and no others', async () => {
    const opened = start()
    const [id, other] = [newId<'file'>(), newId<'file'>()]
    for (const name of [...names(id, 3), ...names(other, 1)]) await keep(opened, name)
    await opened.kept.forget(id)
    expect(opened.kept.namesOf(id)).toEqual([])
    expect(names(id, 3).map(opened.kept.recall)).toEqual([null, null, null])
    expect(await stored(opened)).toEqual(names(other, 1))
    expect(memoryBytes(opened.kept)).toBe(10)
  })
})

describe('variants in a bucket', () => {
  const startBucket = () => {
    const files = createMemoryFileStore(clock)
    const lines: string[] = []
    const log = createLog('warn', { write: line => lines.push(line) })
    const kept = createBucketVariants({ files, log })
    const warnings = () => lines.map(line => JSON.parse(line).msg)
    return { files, kept, warnings }
  }

  test('are twenty-four of a file as far as this process has seen; the first seen goes', async () => {
    const { files, kept } = startBucket()
    const id = newId<'file'>()
    const all = names(id, maxPerFile + 1)
    for (const name of all) await keep({ files, kept }, name)
    expect(kept.namesOf(id)).toEqual(all.slice(1))
    expect((await files.list('thumbnails')).map(({ name }) => name).sort()).toEqual(all.slice(1).sort())
    expect(kept.recall(all[0] ?? '')).toBeNull()
  })

  test('that another process has made are read, and kept in memory up to 64 KiB each', async () => {
    const { files, kept } = startBucket()
    const id = newId<'file'>()
    const [small = '', large = '', none = ''] = names(id, 3)
    await files.write('thumbnails', small, new Uint8Array(smallBytes))
    await files.write('thumbnails', large, new Uint8Array(smallBytes + 1))
    expect([kept.recall(small), kept.namesOf(id)]).toEqual([null, []])
    expect((await kept.read(small)) instanceof Uint8Array).toBeTrue()
    expect((await kept.read(large)) instanceof Uint8Array).toBeFalse()
    expect(await kept.read(none)).toBeNull()
    expect([kept.recall(small)?.length, kept.recall(large)]).toEqual([smallBytes, null])
    expect(kept.namesOf(id)).toEqual([small, large])
  })

  test('of a file go with it, those of other processes too, and no others', async () => {
    const { files, kept } = startBucket()
    const [id, other] = [newId<'file'>(), newId<'file'>()]
    const [mine = '', theirs = ''] = names(id, 2)
    await keep({ files, kept }, mine)
    await files.write('thumbnails', theirs, new Uint8Array(3))
    await keep({ files, kept }, `${other}.16x16.webp`)
    await kept.forget(id)
    expect([kept.recall(mine), kept.namesOf(id)]).toEqual([null, []])
    expect((await files.list('thumbnails')).map(({ name }) => name)).toEqual([`${other}.16x16.webp`])
  })

  test('that cannot be removed are told of in the log, and nobody waits for them in vain', async () => {
    const { files, kept, warnings } = startBucket()
    const id = newId<'file'>()
    const [name = ''] = names(id, 1)
    await keep({ files, kept }, name)
    files.remove = () => Promise.reject(new Error('The bucket is away.'))
    await kept.forget(id)
    expect(warnings()).toEqual(['A variant was not removed.'])
    files.list = () => Promise.reject(new Error('The bucket is away.'))
    await kept.forget(id)
    expect(warnings()).toEqual(['A variant was not removed.', 'The variants of a file were not removed.'])
  })
})
