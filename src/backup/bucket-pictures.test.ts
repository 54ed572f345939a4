import { afterAll, describe, expect, test } from 'bun:test'
import { errorOfS3, startFakeBucket } from '../../test/support/fake-bucket.ts'
import { testNow } from '../../test/support/server.ts'
import { readConfig } from '../config.ts'
import { createMemoryFileStore } from '../files/memory.ts'
import { manualClock } from '../lib/clock.ts'
import { StorageError } from '../storage/storage-error.ts'
import { bucketPicturesOf, verifyBucket } from './bucket-pictures.ts'

const bucket = startFakeBucket()
afterAll(() => bucket.stop())

const configWith = (more: Record<string, string>) =>
  readConfig(
    {
      DATA_DIR: ':memory:',
      S3_ENDPOINT: bucket.access.endpoint ?? '',
      S3_ACCESS_KEY_ID: bucket.access.accessKeyId,
      S3_SECRET_ACCESS_KEY: bucket.access.secretAccessKey,
      ...more,
    },
    'production',
  )

describe('the pictures of a bucket', () => {
  test('are none where the pictures are in the data folder', () => {
    expect(bucketPicturesOf(configWith({}))).toBeNull()
  })

  test('are read, written, listed and removed', async () => {
    const pictures = bucketPicturesOf(configWith({ S3_BUCKET: 'fake' }))
    await pictures?.write('uploads', 'a.png', Uint8Array.of(1, 2))
    await pictures?.write('uploads', 'b.png', Uint8Array.of(1))
    expect(await (await pictures?.read('uploads', 'a.png'))?.bytes()).toEqual(Uint8Array.of(1, 2))
    await pictures?.remove('uploads', 'a.png')
    expect((await pictures?.list('uploads'))?.map(({ name }) => name)).toEqual(['b.png'])
    expect(await pictures?.list('uploads', 'a')).toEqual([])
  })

  test('name the bucket and its reason when it cannot be used', async () => {
    const pictures = bucketPicturesOf(configWith({ S3_BUCKET: 'fake' }))
    if (!pictures) throw new Error('There is a bucket.')
    bucket.state.intercept = () => errorOfS3(403, 'AccessDenied', 'Access denied.')
    for (const call of [
      () => pictures.read('uploads', 'a.png'),
      () => pictures.write('uploads', 'a.png', Uint8Array.of(1)),
      () => pictures.remove('uploads', 'a.png'),
      () => pictures.list('uploads'),
    ])
      await expect(call()).rejects.toThrow(
        new StorageError('The bucket "fake" cannot be used (AccessDenied: Access denied.).'),
      )
    bucket.state.intercept = () => null
  })
})

describe('a comparison of a bucket with the rows', () => {
  const hourMs = 3_600_000

  test('finds what is whole, missing or of another length, and what an hour or longer nobody names', async () => {
    const clock = manualClock(testNow - hourMs)
    const files = createMemoryFileStore(clock)
    const put = (name: string, length: number) => files.write('uploads', name, new Uint8Array(length))
    await put('whole.png', 3)
    await put('unhashed.png', 3)
    await put('short.png', 2)
    await put('old.png', 1)
    await files.write('thumbnails', 'other.png', new Uint8Array(1))
    clock.advance(1)
    await put('young.png', 1)
    const named = ['whole', 'unhashed', 'short', 'gone'].map(id => ({
      id,
      name: `${id}.png`,
      bytes: 3,
      sha256: id === 'unhashed' ? null : 'its hash',
    }))
    expect(await verifyBucket(files, named, testNow)).toEqual({
      whole: [
        { id: 'whole', name: 'whole.png', bytes: 3, sha256: 'its hash' },
        { id: 'unhashed', name: 'unhashed.png', bytes: 3, sha256: '' },
      ],
      damaged: [
        {
          id: 'short',
          name: 'short.png',
          isMissing: false,
          problem: 'The file short.png has 2 bytes, not 3.',
        },
        { id: 'gone', name: 'gone.png', isMissing: true, problem: 'The file gone is missing.' },
      ],
      orphans: [{ name: 'old.png', sizeBytes: 1, writtenAtMs: testNow - hourMs }],
    })
  })
})
