import { type Config, hasCopies } from '../../config.ts'
import { bucketAccessOf } from '../../context.ts'
import { findBucketProblem } from '../../files/bucket.ts'
import { StorageError } from '../../storage/storage-error.ts'
import { about, type Finding } from './finding.ts'

const database = about('database')

/** PostgreSQL, where it is used. */
export const examineDatabase = async ({ databaseUrl }: Config): Promise<Finding[]> => {
  if (databaseUrl === null) return []
  const { inspectServer } = await import('../../storage/postgres/server.ts')
  try {
    return [database.ok(await inspectServer(databaseUrl))]
  } catch (error) {
    if (!(error instanceof StorageError)) throw error
    return [database.problem(error.message)]
  }
}

const redis = about('redis')

export const examineRedis = async (config: Config): Promise<Finding[]> => {
  const { redisUrl } = config
  if (redisUrl === null) return []
  if (!hasCopies(config))
    return [redis.warning('REDIS_URL is not used with COPIES=1.', 'Unset one of the two.')]
  const { findRedisProblem } = await import('../../live/redis-problem.ts')
  const problem = await findRedisProblem(redisUrl)
  return [
    problem === null
      ? redis.ok(`The Redis server "${new URL(redisUrl).host}" of REDIS_URL can be used.`)
      : redis.problem(problem),
  ]
}

const pictures = about('pictures')

/** Writes a small object and deletes it. */
export const examineBucket = async (config: Config): Promise<Finding[]> => {
  const bucket = bucketAccessOf(config)
  if (!bucket) return []
  const problem = await findBucketProblem(bucket)
  return [
    problem === null
      ? pictures.ok(`The bucket "${bucket.bucket}" can be read and written.`)
      : pictures.problem(`The bucket "${bucket.bucket}" cannot be used: ${problem}.`),
  ]
}
