import { afterAll, beforeAll, beforeEach, describe, expect, spyOn, test } from 'bun:test'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { errorOfS3, startFakeBucket } from '../../test/support/fake-bucket.ts'
import { testNow } from '../../test/support/server.ts'
import { makeTwoPictures } from '../../test/support/two-pictures.ts'
import { readConfig } from '../config.ts'
import { serverVersion } from '../version.ts'
import { readManifestOf } from './archive.ts'
import { bucketOf } from './bucket.ts'
import { makeBackup } from './make.ts'
import { backupFormat } from './manifest.ts'
import { makeScheduledBackup } from './scheduled-backup.ts'

let data: Awaited<ReturnType<typeof makeTwoPictures>>
const bucket = startFakeBucket()

beforeAll(async () => {
  data = await makeTwoPictures()
})
afterAll(async () => {
  data.remove()
  await bucket.stop()
})

describe('a backup', () => {
  test('is on the disk before it has its name, tells how far it is, and names its files in order', async () => {
    const target = data.at('archives/it.tar.gz')
    const shares = new Map<string, number[]>()
    const synced: boolean[] = []
    const usual = fs.fsyncSync
    const watched = spyOn(fs, 'fsyncSync').mockImplementation(descriptor => {
      synced.push(fs.existsSync(target))
      usual(descriptor)
    })
    const manifest = await makeBackup(data.copy('live'), target, testNow, (part, share) =>
      shares.set(part, [...(shares.get(part) ?? []), share]),
    )
    watched.mockRestore()
    expect(synced).toEqual([false, true])
    expect([shares.get('packing'), shares.get('unpacking')]).toEqual([
      [0, 1],
      [0, 1],
    ])
    expect(shares.get('hashing')).toEqual([0.5, 1, 1])
    expect([shares.get('copying')?.[0], shares.get('verifying')?.at(-1)]).toEqual([0, 1])
    expect(manifest).toMatchObject({
      format: 1,
      version: serverVersion,
      createdAt: '2025-10-01T10:00:00.000000Z',
    })
    expect(manifest.files.map(({ path }) => path)).toEqual([
      'chayenity.db',
      ...[data.hashed, data.unhashed].map(data.pathOf).sort(),
    ])
    expect([manifest.damage, manifest.pictures]).toEqual([undefined, undefined])
    expect(await readManifestOf(target, backupFormat)).toEqual(manifest)
    expect(fs.readdirSync(data.at('archives'))).toEqual(['it.tar.gz'])
    expect(fs.readdirSync(data.at('live')).filter(name => name.includes('staging'))).toEqual([])
  })

  test('has no pictures that are in a bucket, and says so', async () => {
    const target = data.at('bucket.tar.gz')
    const manifest = await makeBackup(data.copy('of-bucket'), target, testNow, undefined, 'bucket')
    expect([manifest.pictures, manifest.files.map(({ path }) => path)]).toEqual(['bucket', ['chayenity.db']])
  })
})

describe('a backup of pictures that come and go', () => {
  /** @param awayIn the picture that is away while the database is copied for the n-th time */
  const backUp = async (name: string, awayIn: (copy: number) => string | null) => {
    const dataDir = data.copy(name)
    const all = [data.hashed, data.unhashed].map(data.pathOf)
    const away = (path: string) => join(dataDir, `${path}.away`.replace('uploads/', ''))
    const takeAway = () => {
      for (const path of all)
        if (fs.existsSync(join(dataDir, path))) fs.renameSync(join(dataDir, path), away(path))
    }
    takeAway()
    let copies = 0
    const { damage } = await makeBackup(dataDir, data.at('changing.tar.gz'), testNow, (part, share) => {
      // The files are linked before the copy and after it.
      if (part === 'hashing') takeAway()
      if (part !== 'copying' || share !== 0) return
      copies += 1
      for (const path of all) if (path !== awayIn(copies)) fs.renameSync(away(path), join(dataDir, path))
    })
    return { copies, missing: damage?.fileIds }
  }

  test('looks three times when others are missing each time, and no more', async () => {
    const [one, two] = [data.hashed, data.unhashed]
    const changing = await backUp('changing', copy => data.pathOf(copy % 2 === 1 ? one : two))
    expect(changing).toEqual({ copies: 3, missing: [one.id] })
  })

  test('looks twice when the same one is missing, and once when none is', async () => {
    const { id } = data.hashed
    expect(await backUp('missing', () => data.pathOf(data.hashed))).toEqual({ copies: 2, missing: [id] })
    expect(await backUp('there', () => null)).toEqual({ copies: 1, missing: undefined })
  })
})

describe('a scheduled backup', () => {
  beforeEach(() => bucket.objects.clear())

  const run = (dataDir: string) =>
    makeScheduledBackup({
      dataDir,
      nowMs: testNow,
      pictures: 'folder',
      retention: { newest: 1, days: 0, weeks: 0, months: 0 },
      bucket: bucketOf(
        readConfig(
          {
            S3_ENDPOINT: bucket.access.endpoint ?? '',
            S3_ACCESS_KEY_ID: bucket.access.accessKeyId,
            S3_SECRET_ACCESS_KEY: bucket.access.secretAccessKey,
          },
          'production',
        ),
        's3://fake/backups',
      ),
    })

  test('takes the place of an expired one, here and in the bucket', async () => {
    const dataDir = data.copy('scheduled')
    const expired = 'chayenity-20250930T100000.tar.gz'
    fs.mkdirSync(join(dataDir, 'backups'))
    fs.writeFileSync(join(dataDir, 'backups', expired), '')
    bucket.put(`backups/${expired}`, '')
    const name = 'chayenity-20251001T100000.tar.gz'
    const made = await run(dataDir)
    expect(fs.readdirSync(join(dataDir, 'backups'))).toEqual([name])
    const bytes = fs.statSync(join(dataDir, 'backups', name)).size
    expect(made).toEqual({ name, files: 3, bytes, problems: [] })
    expect([...bucket.objects.keys()]).toEqual([`backups/${name}`])
  })

  test('of damaged data says so in its name, takes no place of a good one, and is copied too', async () => {
    const dataDir = data.copy('damaged')
    fs.rmSync(join(dataDir, data.pathOf(data.hashed)))
    const good = 'chayenity-20250930T100000.tar.gz'
    fs.mkdirSync(join(dataDir, 'backups'))
    fs.writeFileSync(join(dataDir, 'backups', good), '')
    const damaged = 'chayenity-20251001T100000-damaged.tar.gz'
    expect(await run(dataDir)).toMatchObject({
      name: damaged,
      files: 2,
      problems: [`The file ${data.hashed.id} is missing.`],
    })
    expect(fs.readdirSync(join(dataDir, 'backups')).sort()).toEqual([good, damaged].sort())
    expect([...bucket.objects.keys()]).toEqual([`backups/${damaged}`])
  })

  test('is kept in the folder where the bucket does not take it', async () => {
    const dataDir = data.copy('kept')
    bucket.state.intercept = () => errorOfS3(403, 'AccessDenied', 'Access denied.')
    await expect(run(dataDir)).rejects.toThrow('The bucket "fake" cannot be written')
    bucket.state.intercept = () => null
    expect(fs.readdirSync(join(dataDir, 'backups'))).toEqual(['chayenity-20251001T100000.tar.gz'])
  })
})
