import type { FileStore } from '../files/file-store.ts'
import { inspectPostgres } from '../storage/postgres/engine/move.ts'
import { verifyBucket } from './bucket-pictures.ts'
import type { Repair } from './repair.ts'
import { uploadsFolder } from './uploads.ts'

interface RepairPicturesOptions {
  bucket: FileStore | null
  isApplied: boolean
  nowMs: number
}

/** Deletes what no row names from a bucket. The rows of PostgreSQL stay as they are, also while servers run. */
export const repairPictures = async (
  databaseUrl: string,
  { bucket, isApplied, nowMs }: RepairPicturesOptions,
): Promise<Repair> => {
  const { problems, files } = await inspectPostgres(databaseUrl)
  const { orphans } = bucket ? await verifyBucket(bucket, files, nowMs) : { orphans: [] }
  if (isApplied) for (const { name } of orphans) await bucket?.remove(uploadsFolder, name)
  const mended =
    orphans.length > 0 ? [`${orphans.length} objects of the bucket have no row: they are deleted.`] : []
  return { mended, left: problems, backup: null }
}
