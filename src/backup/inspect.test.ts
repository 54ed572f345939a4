import { afterAll, beforeAll, describe, expect, spyOn, test } from 'bun:test'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { testNow } from '../../test/support/server.ts'
import { makeTwoPictures } from '../../test/support/two-pictures.ts'
import { filenameOf } from '../domain/uploads/rules.ts'
import { createMemoryFileStore } from '../files/memory.ts'
import { manualClock, systemClock } from '../lib/clock.ts'
import { inspectFolder } from './inspect.ts'

let data: Awaited<ReturnType<typeof makeTwoPictures>>

beforeAll(async () => {
  data = await makeTwoPictures()
})
afterAll(() => data.remove())

describe('a check of a folder', () => {
  test('counts its rows and its whole files', async () => {
    const found = await inspectFolder(data.copy('whole'))
    expect(found).toMatchObject({
      files: 2,
      orphans: 0,
      problems: [],
      tables: { users: 1, files: 2, gigs: 0 },
    })
    expect(found.schema).toBeGreaterThan(0)
  })

  test('names a file that is still missing at the second look, once', async () => {
    const dataDir = data.copy('missing')
    fs.rmSync(join(dataDir, data.pathOf(data.hashed)))
    expect(await inspectFolder(dataDir)).toMatchObject({
      files: 1,
      problems: [`The file ${data.hashed.id} is missing.`],
    })
  })

  test('does not name a file that a server deletes meanwhile', async () => {
    const dataDir = data.copy('deleted')
    const gone = join(dataDir, data.pathOf(data.hashed))
    fs.rmSync(gone)
    const usual = fs.statSync
    const looking = spyOn(fs, 'statSync').mockImplementation(((
      path: string,
      options: { throwIfNoEntry: false },
    ) => {
      if (path === gone) data.deleteRow(dataDir, data.hashed)
      return usual(path, options)
    }) as never) // of its many forms the one that is used
    const { problems } = await inspectFolder(dataDir)
    looking.mockRestore()
    expect(problems).toEqual([])
  })
})

describe('a check of pictures in a bucket', () => {
  const bucketWith = async (...names: string[]) => {
    const bucket = createMemoryFileStore(manualClock(testNow - 2 * 3_600_000))
    for (const name of names) await bucket.write('uploads', name, data.content)
    return bucket
  }
  const inspectWith = async (dataDir: string, bucket: Awaited<ReturnType<typeof bucketWith>>) => {
    const clock = spyOn(systemClock, 'now').mockReturnValue(testNow)
    const found = await inspectFolder(dataDir, bucket)
    clock.mockRestore()
    return found
  }

  test('counts what no row names, and names what is missing', async () => {
    const bucket = await bucketWith(filenameOf(data.unhashed), 'more.png')
    expect(await inspectWith(data.copy('of-bucket'), bucket)).toMatchObject({
      files: 1,
      orphans: 1,
      problems: [`The file ${data.hashed.id} is missing.`],
    })
  })

  test('does not name a picture that a server deletes meanwhile', async () => {
    const dataDir = data.copy('deleted-of-bucket')
    const bucket = await bucketWith(filenameOf(data.unhashed))
    const changing = {
      ...bucket,
      list: (place: 'uploads' | 'thumbnails') => {
        data.deleteRow(dataDir, data.hashed)
        return bucket.list(place)
      },
    }
    expect((await inspectWith(dataDir, changing)).problems).toEqual([])
  })
})
