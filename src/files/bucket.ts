import { AppError } from '../errors.ts'
import { systemRandom } from '../lib/random.ts'
import { BucketFile, partBytes } from './bucket-file.ts'
import { type BucketAccess, BucketError, createBucketRequests, listObjects } from './bucket-requests.ts'
import type { FileStore, Folder, ListedFile } from './file-store.ts'

const keyOf = (folder: Folder, name: string) => `${folder}/${name}`

export const createBucketFileStore = (access: BucketAccess): FileStore => {
  const request = createBucketRequests(access)
  return {
    isShared: true,
    write: (folder, name, bytes) =>
      orUnavailable(async () => {
        await request({ method: 'PUT', key: keyOf(folder, name), body: bytes })
      }),
    read: (folder, name) =>
      orUnavailable(async () => {
        const key = keyOf(folder, name)
        const first = await request({ method: 'GET', key, range: [0, partBytes - 1] })
        if (!first) return null
        if (first.size === first.bytes.length) return new Blob([first.bytes])
        const readPart = (from: number, last: number) =>
          orUnavailable(async () => {
            const part = await request({ method: 'GET', key, range: [from, last] })
            if (part?.bytes.length === last - from + 1) return part.bytes
            throw new BucketError('NoSuchPart', `"${key}" has changed while it was read`)
          })
        return new BucketFile(readPart, 0, first.size, first.bytes)
      }),
    remove: (folder, name) =>
      orUnavailable(async () => {
        await request({ method: 'DELETE', key: keyOf(folder, name) })
      }),
    list: (folder, prefix = '') =>
      orUnavailable(async () => {
        const listed: ListedFile[] = []
        for await (const objects of listObjects(access, keyOf(folder, prefix)))
          for (const { key, size, lastModified } of objects)
            listed.push({
              name: key.slice(folder.length + 1),
              sizeBytes: size,
              writtenAtMs: Date.parse(lastModified),
            })
        return listed
      }),
  }
}

const retryAfterSeconds = 5

const orUnavailable = async <Result>(run: () => Promise<Result>): Promise<Result> => {
  try {
    return await run()
  } catch (cause) {
    if (!(cause instanceof BucketError)) throw cause
    throw new AppError(
      'STORAGE_FAILED',
      'The store of pictures does not answer at the moment. Try again in a few seconds.',
      { cause, retryAfterSeconds },
    )
  }
}

const advice: Readonly<Record<string, string>> = {
  NoSuchBucket: 'there is no such bucket. Make it, or set S3_BUCKET to another one',
  InvalidAccessKeyId: 'the server does not know S3_ACCESS_KEY_ID',
  SignatureDoesNotMatch: 'S3_SECRET_ACCESS_KEY is not the key of S3_ACCESS_KEY_ID',
  AccessDenied: 'the key may not read, write, delete and list its objects',
  RequestTimeTooSkewed: 'the clock of this machine is wrong',
  Timeout: 'the server at S3_ENDPOINT does not answer',
  ECONNREFUSED: 'nothing listens at S3_ENDPOINT',
  ConnectionRefused: 'nothing listens at S3_ENDPOINT',
}

/** Tries to read and to write. @returns the end of a sentence about the problem, or null */
export const findBucketProblem = async (access: BucketAccess): Promise<string | null> => {
  const request = createBucketRequests(access)
  const key = `probe-${Buffer.from(systemRandom.bytes(8)).toString('hex')}`
  try {
    // Read first, because some servers make a bucket at the first write.
    await request({ method: 'GET', key })
    await request({ method: 'PUT', key, body: Uint8Array.of(1) })
    await request({ method: 'DELETE', key })
    return null
  } catch (error) {
    if (!(error instanceof BucketError)) throw error
    return advice[error.code] ?? `the server at S3_ENDPOINT cannot be used (${error.message})`
  }
}
