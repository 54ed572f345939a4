import { inspectDatabase, listNamedFiles } from '../storage/sqlite/engine/backup.ts'
import { verifyUploads } from './uploads.ts'

export interface Inventory {
  schema: number
  /** Rows by table. */
  tables: Record<string, number>
  files: number
  /** A sentence for each problem; none in a healthy folder. */
  problems: string[]
}

/** Verifies a data folder, also while a server runs on it. @throws StorageError when it cannot be opened */
export const inspectFolder = async (dataDir: string): Promise<Inventory> => {
  const { files, problems, tables, schema } = inspectDatabase(dataDir)
  const first = await verifyUploads(dataDir, files)
  const suspected = new Set(first.damaged.map(({ id }) => id))
  // A file that a server deletes after its row was read seems to be missing once. The second look settles it.
  const { damaged } =
    suspected.size === 0
      ? first
      : await verifyUploads(
          dataDir,
          listNamedFiles(dataDir).filter(({ id }) => suspected.has(id)),
        )
  const found = [...problems, ...damaged.map(({ problem }) => problem)]
  return { schema, tables, files: first.whole.length, problems: found }
}
