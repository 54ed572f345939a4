import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, spyOn, test } from 'bun:test'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { errorOfS3, type FakeBucket, startFakeBucket } from '../../test/support/fake-bucket.ts'
import { makeFolder } from '../../test/support/stores.ts'
import { readConfig } from '../config.ts'
import { bucketOf, copyToBucket, decrypt, isBucketUrl, isEncrypted, readFromBucket } from './bucket.ts'

let store: FakeBucket
let folder: ReturnType<typeof makeFolder>
let identity: string
let publicKey: string
const at = (name: string) => join(folder.path, name)

beforeAll(async () => {
  store = startFakeBucket()
  identity = await generateIdentity()
  publicKey = await identityToRecipient(identity)
})
afterAll(() => store.stop())

beforeEach(() => {
  folder = makeFolder()
  store.objects.clear()
  store.requests.length = 0
})
afterEach(() => {
  store.state.intercept = () => null
  folder.remove()
})

const configWith = (more: Record<string, string> = {}) =>
  readConfig(
    {
      S3_ENDPOINT: store.access.endpoint ?? '',
      S3_ACCESS_KEY_ID: store.access.accessKeyId,
      S3_SECRET_ACCESS_KEY: store.access.secretAccessKey,
      ...more,
    },
    'production',
  )

const keysIn = () => [...store.objects.keys()].sort()
const textOf = (key: string) => Buffer.from(store.objects.get(key)?.bytes ?? []).toString()
const keepTwo = { newest: 2, days: 0, weeks: 0, months: 0 }
const nameOf = (day: number, ending = '.tar.gz') =>
  `chayenity-202510${String(day).padStart(2, '0')}T030000${ending}`

describe('the address of a bucket', () => {
  test('begins with s3:, and what follows its name is a folder, whatever slashes it has', () => {
    expect(['s3://a', 'S3://a', '/s3://a', 'https://a'].map(isBucketUrl)).toEqual([true, false, false, false])
    for (const [url, prefix] of [
      ['s3://fake', ''],
      ['s3://fake/', ''],
      ['s3://fake//', ''],
      ['s3://fake/one', 'one/'],
      ['s3://fake/one/two/', 'one/two/'],
      ['s3://fake//one///two', 'one/two/'],
    ] as const)
      expect(bucketOf(configWith(), url)).toMatchObject({ bucket: 'fake', prefix })
  })

  test('is used with the server and the keys of the settings', () => {
    const bucket = bucketOf(configWith({ S3_REGION: 'ap-1', BACKUP_PUBLIC_KEY: publicKey }), 's3://fake')
    expect(bucket).toEqual({ ...store.access, region: 'ap-1', prefix: '', publicKey })
    expect(bucketOf(configWith(), 's3://fake').publicKey).toBeNull()
  })
})

describe('a copy of a backup in a bucket', () => {
  const copy = (name: string, more: Record<string, string> = {}, url = 's3://fake/backups') =>
    copyToBucket(bucketOf(configWith(more), url), at('it.tar.gz'), name, keepTwo)

  test('has the bytes of the archive, and the expired ones beside it go', async () => {
    writeFileSync(at('it.tar.gz'), 'the archive')
    for (const day of [1, 2, 3]) store.put(`backups/${nameOf(day)}`, 'x')
    for (const key of [nameOf(1), 'backups/note.txt', `others/${nameOf(1)}`]) store.put(key, 'x')
    store.state.pageSize = 2
    await copy(nameOf(4))
    store.state.pageSize = 1000
    expect(keysIn()).toEqual(
      [
        `backups/${nameOf(3)}`,
        `backups/${nameOf(4)}`,
        'backups/note.txt',
        nameOf(1),
        `others/${nameOf(1)}`,
      ].sort(),
    )
    expect(textOf(`backups/${nameOf(4)}`)).toBe('the archive')
  })

  test('may lie at the top of the bucket', async () => {
    writeFileSync(at('it.tar.gz'), 'the archive')
    await copy(nameOf(1), {}, 's3://fake')
    expect(keysIn()).toEqual([nameOf(1)])
  })

  test('is encrypted for the key, and nothing of that is left beside the archive', async () => {
    writeFileSync(at('it.tar.gz'), 'the archive')
    await copy(nameOf(1), { BACKUP_PUBLIC_KEY: publicKey })
    expect(keysIn()).toEqual([`backups/${nameOf(1, '.tar.gz.age')}`])
    expect(textOf(keysIn()[0] ?? '')).toStartWith('age-encryption.org/v1')
    expect(readdirSync(folder.path)).toEqual(['it.tar.gz'])
  })

  test('of another length than the archive deletes no other one', async () => {
    writeFileSync(at('it.tar.gz'), 'the archive')
    for (const day of [1, 2, 3]) store.put(`backups/${nameOf(day)}`, 'x')
    store.state.intercept = ({ method }) =>
      method === 'HEAD' ? new Response('1234567', { headers: { 'content-length': '7' } }) : null
    await expect(copy(nameOf(4))).rejects.toThrow(`The object "backups/${nameOf(4)}" has 7 bytes, not 11.`)
    expect(keysIn()).toHaveLength(4)
  })

  test('that fails is told with the bucket, the code and the reason', async () => {
    writeFileSync(at('it.tar.gz'), 'the archive')
    store.state.intercept = () => errorOfS3(403, 'AccessDenied', 'Access denied.')
    await expect(copy(nameOf(1))).rejects.toMatchObject({
      name: 'StorageError',
      message: 'The bucket "fake" cannot be written (AccessDenied): Access denied.',
    })
    const reading = readFromBucket(configWith(), 's3://fake/backups', at('read'))
    await expect(reading).rejects.toMatchObject({
      name: 'StorageError',
      message: 'The bucket "fake" cannot be read (AccessDenied): Access denied.',
    })
  })

  test('for a key that is none is refused, and nothing is left behind', async () => {
    writeFileSync(at('it.tar.gz'), 'the archive')
    const bucket = { ...bucketOf(configWith(), 's3://fake/backups'), publicKey: 'age1none' }
    await expect(copyToBucket(bucket, at('it.tar.gz'), nameOf(1), keepTwo)).rejects.toMatchObject({
      name: 'StorageError',
      message: 'BACKUP_PUBLIC_KEY is not a public key of age: "age1none".',
    })
    expect([keysIn(), readdirSync(folder.path)]).toEqual([[], ['it.tar.gz']])
  })
})

describe('a backup that is read from a bucket', () => {
  test('is the newest of undamaged data, however many there are', async () => {
    for (const name of [
      nameOf(2),
      nameOf(9, '.tar.gz.age'),
      nameOf(10),
      nameOf(1),
      nameOf(11, '-damaged.tar.gz'),
      'chayenity-mine.tar.gz',
    ])
      store.put(`backups/${name}`, name)
    store.put(nameOf(12), 'elsewhere')
    store.state.pageSize = 2
    expect(await readFromBucket(configWith(), 's3://fake/backups/', at('read'))).toBe(nameOf(10))
    store.state.pageSize = 1000
    expect(readFileSync(at('read'), 'utf8')).toBe(nameOf(10))
  })

  test('is the named one, under whatever name', async () => {
    for (const name of [
      nameOf(1),
      nameOf(2),
      nameOf(3, '-damaged.tar.gz.age'),
      'mine.tar.gz',
      'mine.tar.gz.age',
    ]) {
      store.put(`backups/${name}`, name)
      expect(await readFromBucket(configWith(), `s3://fake/backups/${name}`, at('read'))).toBe(name)
      expect(readFileSync(at('read'), 'utf8')).toBe(name)
    }
    store.put(nameOf(4), 'at the top')
    await readFromBucket(configWith(), `s3://fake/${nameOf(4)}`, at('read'))
    expect(readFileSync(at('read'), 'utf8')).toBe('at the top')
  })

  test('is none where there are damaged ones alone, which is told', async () => {
    store.put(`backups/${nameOf(1, '-damaged.tar.gz')}`, 'x')
    store.put('backups/other.tar.gz.txt/note', 'x')
    store.state.intercept = ({ key, query }) =>
      key === '' && query.get('prefix') === 'endless/'
        ? new Response(
            '<?xml version="1.0"?><ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>',
          )
        : null
    for (const url of ['s3://fake/backups', 's3://fake/endless', 's3://fake/backups/other.tar.gz.txt'])
      await expect(readFromBucket(configWith(), url, at('read'))).rejects.toMatchObject({
        name: 'StorageError',
        message: `There is no backup of undamaged data in "${url}".`,
      })
    expect(existsSync(at('read'))).toBe(false)
  })
})

describe('an encrypted backup', () => {
  beforeEach(async () => {
    writeFileSync(at('it.tar.gz'), 'the archive')
    await copyToBucket(
      bucketOf(configWith({ BACKUP_PUBLIC_KEY: publicKey }), 's3://fake'),
      at('it.tar.gz'),
      nameOf(1),
      keepTwo,
    )
    writeFileSync(at('it.age'), store.objects.get(nameOf(1, '.tar.gz.age'))?.bytes ?? '')
  })

  test('is told from another file by how it begins', async () => {
    expect([await isEncrypted(at('it.age')), await isEncrypted(at('it.tar.gz'))]).toEqual([true, false])
  })

  test('is decrypted with any of the keys of a file, which may have comments and empty lines', async () => {
    const other = await generateIdentity()
    writeFileSync(at('keys'), `# made by age-keygen\n\n  ${other}  \r\n\n ${identity}\r\n  # the end\n`)
    await decrypt(at('it.age'), at('keys'), at('plain'))
    expect(readFileSync(at('plain'), 'utf8')).toBe('the archive')
    expect((statSync(at('plain')).mode & 0o777).toString(8)).toBe('600')
  })

  test('is on the disk when it is decrypted, and its file is closed', async () => {
    writeFileSync(at('keys'), identity)
    const handle = await open(at('keys'))
    const done: string[] = []
    const spies = (['sync', 'close'] as const).map(name => {
      const usual: () => Promise<void> = handle[name]
      return spyOn(Object.getPrototypeOf(handle), name).mockImplementation(function (this: unknown) {
        done.push(name)
        return usual.call(this)
      })
    })
    await decrypt(at('it.age'), at('keys'), at('plain'))
    for (const spy of spies) spy.mockRestore()
    await handle.close()
    expect(done).toEqual(['sync', 'close'])
  })

  test('is never decrypted over another file, nor with the wrong key or with none', async () => {
    writeFileSync(at('keys'), identity)
    writeFileSync(at('taken'), 'mine')
    await expect(decrypt(at('it.age'), at('keys'), at('taken'))).rejects.toThrow('EEXIST')
    expect(readFileSync(at('taken'), 'utf8')).toBe('mine')
    for (const text of [await generateIdentity(), 'no key', '']) {
      writeFileSync(at('keys'), text)
      const failing = decrypt(at('it.age'), at('keys'), at('plain'))
      await expect(failing).rejects.toThrow(
        new RegExp(`^The backup cannot be decrypted with "${at('keys')}": .+\\.$`),
      )
      await expect(failing).rejects.toMatchObject({ name: 'StorageError' })
    }
  })
})
