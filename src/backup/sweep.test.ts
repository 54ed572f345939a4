import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { testNow } from '../../test/support/server.ts'
import { makeFile, makeFolder, makeUser, makeWrite, openStore } from '../../test/support/stores.ts'
import { filenameOf } from '../domain/uploads/rules.ts'
import { databaseFileName } from '../storage/sqlite/folder.ts'
import { isSmallFolder, sweep } from './sweep.ts'

const owner = makeUser()
const [one, two] = [makeFile(owner), makeFile(owner)]

let folder: ReturnType<typeof makeFolder>
let base: ReturnType<typeof makeFolder>
const at = (name: string) => join(folder.path, name)

/** A database with two rows of pictures. */
beforeAll(async () => {
  base = makeFolder()
  const store = openStore(base.path)
  await store.users.register(makeWrite(), owner, 'hash')
  for (const file of [one, two]) await store.uploads.add(makeWrite(), file, () => {})
  await store.close()
})
afterAll(() => base.remove())

beforeEach(() => {
  folder = makeFolder()
  for (const name of ['uploads', 'thumbnails']) mkdirSync(at(name))
})
afterEach(() => folder.remove())

const nameTwo = () => copyFileSync(join(base.path, databaseFileName), at(databaseFileName))

const hourMs = 3_600_000

const leave = (path: string, ageMs = hourMs) => {
  writeFileSync(at(path), 'x')
  const time = new Date(testNow - ageMs)
  utimesSync(at(path), time, time)
}

const job = (changes: Partial<Parameters<typeof sweep>[0]> = {}) => ({
  dataDir: folder.path,
  databaseUrl: null,
  nowMs: testNow,
  pictures: 'folder' as const,
  ...changes,
})

describe('a sweep of the data folder', () => {
  test('removes what nobody names after an hour, and not a millisecond before', async () => {
    nameTwo()
    leave(`uploads/${filenameOf(one)}`)
    leave('uploads/old.png')
    leave('uploads/young.png', hourMs - 1)
    leave(`thumbnails/${one.id}.32x21.png`)
    leave(`thumbnails/${one.id}.9x9.png.new`)
    leave(`thumbnails/${one.id}.8x8.png.new`, hourMs - 1)
    leave('thumbnails/nobody.32x21.png')
    expect(await sweep(job())).toEqual({ damage: [], removed: 3, missing: [two.id] })
    expect(readdirSync(at('uploads')).sort()).toEqual([filenameOf(one), 'young.png'].sort())
    expect(readdirSync(at('thumbnails')).sort()).toEqual(
      [`${one.id}.32x21.png`, `${one.id}.8x8.png.new`].sort(),
    )
  })

  test('leaves folders alone', async () => {
    nameTwo()
    for (const file of [one, two]) leave(`uploads/${filenameOf(file)}`)
    mkdirSync(at('uploads/mine'))
    utimesSync(at('uploads/mine'), new Date(0), new Date(0))
    expect(await sweep(job())).toEqual({ damage: [], removed: 0, missing: [] })
    expect(existsSync(at('uploads/mine'))).toBe(true)
  })

  test('names all pictures as missing where there is no folder of them', async () => {
    nameTwo()
    rmSync(at('uploads'), { recursive: true })
    rmSync(at('thumbnails'), { recursive: true })
    const { missing, removed } = await sweep(job())
    expect([[...missing].sort(), removed]).toEqual([[one.id, two.id].map(String).sort(), 0])
  })

  test('removes nothing while the pictures are in a bucket, or when not all rows can be read', async () => {
    nameTwo()
    leave('uploads/old.png')
    expect(await sweep(job({ pictures: 'bucket' }))).toEqual({ damage: [], removed: 0, missing: [] })
    writeFileSync(at(databaseFileName), 'this is no database'.repeat(1000))
    expect(await sweep(job())).toEqual({
      damage: ['The database cannot be read (SQLITE_NOTADB).'],
      removed: 0,
      missing: [],
    })
    expect(existsSync(at('uploads/old.png'))).toBe(true)
  })
})

describe('a folder is small', () => {
  test('up to a database of 4 MiB', () => {
    expect(isSmallFolder(folder.path)).toBe(true)
    writeFileSync(at(databaseFileName), '')
    truncateSync(at(databaseFileName), 4 * 1024 ** 2)
    expect(isSmallFolder(folder.path)).toBe(true)
    truncateSync(at(databaseFileName), 4 * 1024 ** 2 + 1)
    expect(isSmallFolder(folder.path)).toBe(false)
  })

  test('up to 500 pictures and variants together', () => {
    for (let n = 0; n < 300; n += 1) writeFileSync(at(`uploads/${n}`), '')
    for (let n = 0; n < 200; n += 1) writeFileSync(at(`thumbnails/${n}`), '')
    expect(isSmallFolder(folder.path)).toBe(true)
    writeFileSync(at('thumbnails/200'), '')
    expect(isSmallFolder(folder.path)).toBe(false)
    rmSync(at('uploads'), { recursive: true })
    expect(isSmallFolder(folder.path)).toBe(true)
  })
})
