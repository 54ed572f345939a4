import type { FileStore } from '../files/file-store.ts'
import { systemClock } from '../lib/clock.ts'
import { inspectDatabase, listNamedFiles } from '../storage/sqlite/engine/backup.ts'
import { verifyBucket } from './bucket-pictures.ts'
import { verifyUploads } from './uploads.ts'

export interface Inventory {
  schema: number
  tables: Record<string, number>
  files: number
  /** Objects of a bucket that no row names; a start removes those of a folder. */
  orphans: number
  problems: string[]
}

/** Works beside a running server. @throws StorageError when it cannot be opened */
export const inspectFolder = async (dataDir: string, bucket: FileStore | null = null): Promise<Inventory> => {
  const { files, problems, tables, schema } = inspectDatabase(dataDir)
  if (bucket) return inspectWithBucket(dataDir, { files, problems, tables, schema }, bucket)
  const first = await verifyUploads(dataDir, files)
  const suspected = new Set(first.damaged.map(({ id }) => id))
  // A file that is deleted after its row was read looks missing, so it is checked again.
  const { damaged } =
    suspected.size === 0
      ? first
      : await verifyUploads(
          dataDir,
          listNamedFiles(dataDir).filter(({ id }) => suspected.has(id)),
        )
  const found = [...problems, ...damaged.map(({ problem }) => problem)]
  return { schema, tables, files: first.whole.length, problems: found, orphans: 0 }
}

const inspectWithBucket = async (
  dataDir: string,
  {
    files,
    problems,
    tables,
    schema,
  }: Pick<ReturnType<typeof inspectDatabase>, 'files' | 'problems' | 'tables' | 'schema'>,
  bucket: FileStore,
): Promise<Inventory> => {
  const { whole, damaged, orphans } = await verifyBucket(bucket, files, systemClock.now())
  const named = new Set(damaged.length === 0 ? [] : listNamedFiles(dataDir).map(({ id }) => id))
  const found = [...problems, ...damaged.filter(({ id }) => named.has(id)).map(({ problem }) => problem)]
  return { schema, tables, files: whole.length, problems: found, orphans: orphans.length }
}
