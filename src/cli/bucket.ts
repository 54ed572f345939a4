import type { Config } from '../config.ts'
import { bucketAccessOf } from '../context.ts'
import { findBucketProblem } from '../files/bucket.ts'
import { StorageError } from '../storage/storage-error.ts'

/** @throws StorageError when the bucket for pictures cannot be used */
export const assertBucketUsable = async (config: Config): Promise<void> => {
  const bucket = bucketAccessOf(config)
  if (!bucket) return
  const problem = await findBucketProblem(bucket)
  if (problem !== null) throw new StorageError(`The bucket "${bucket.bucket}" cannot be used: ${problem}.`)
}
