import type { Config } from '../config.ts'
import { bucketAccessOf } from '../context.ts'
import { AppError } from '../errors.ts'
import { createBucketFileStore } from '../files/bucket.ts'
import type { FileStore, ListedFile } from '../files/file-store.ts'
import type { NamedFile } from '../storage/named-file.ts'
import { StorageError } from '../storage/storage-error.ts'
import { type DamagedFile, uploadsFolder, type WholeFile } from './uploads.ts'

/** Null where the pictures are in the data folder. */
export const bucketPicturesOf = (config: Config): FileStore | null => {
  const access = bucketAccessOf(config)
  return access && withSentences(createBucketFileStore(access), access.bucket)
}

const withSentences = (files: FileStore, bucket: string): FileStore => {
  const told = async <Result>(call: Promise<Result>): Promise<Result> => {
    try {
      return await call
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const reason = error.cause instanceof Error ? error.cause.message : error.message
      throw new StorageError(`The bucket "${bucket}" cannot be used (${reason}).`)
    }
  }
  return {
    ...files,
    read: (folder, name) => told(files.read(folder, name)),
    write: (folder, name, bytes) => told(files.write(folder, name, bytes)),
    remove: (folder, name) => told(files.remove(folder, name)),
    list: (folder, prefix) => told(files.list(folder, prefix)),
  }
}

const hourMs = 3_600_000

export interface BucketFindings {
  whole: WholeFile[]
  damaged: DamagedFile[]
  /** No row names them, and they are older than an hour: a crash left them behind. */
  orphans: ListedFile[]
}

/** Compares the lengths of the files. @throws StorageError */
export const verifyBucket = async (
  files: FileStore,
  named: readonly NamedFile[],
  nowMs: number,
): Promise<BucketFindings> => {
  const listed = new Map((await files.list(uploadsFolder)).map(file => [file.name, file]))
  const whole: WholeFile[] = []
  const damaged: DamagedFile[] = []
  for (const { id, name, bytes, sha256 } of named) {
    const found = listed.get(name)
    listed.delete(name)
    if (found?.sizeBytes === bytes) whole.push({ id, name, bytes, sha256: sha256 ?? '' })
    else if (!found) damaged.push({ id, name, isMissing: true, problem: `The file ${id} is missing.` })
    else {
      const problem = `The file ${name} has ${found.sizeBytes} bytes, not ${bytes}.`
      damaged.push({ id, name, isMissing: false, problem })
    }
  }
  const orphans = [...listed.values()].filter(({ writtenAtMs }) => nowMs - writtenAtMs >= hourMs)
  return { whole, damaged, orphans }
}
