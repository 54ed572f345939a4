import type { Config } from '../config.ts'
import type { FileStore } from '../files/file-store.ts'
import { systemClock } from '../lib/clock.ts'
import type { NamedFile } from '../storage/named-file.ts'
import { inspectPostgres, listFilesOfPostgres } from '../storage/postgres/engine/move.ts'
import { inspectDatabase, listNamedFiles } from '../storage/sqlite/engine/backup.ts'
import { bucketPicturesOf, verifyBucket } from './bucket-pictures.ts'
import { type DamagedFile, verifyUploads } from './uploads.ts'

export interface Inventory {
  schema: number
  tables: Record<string, number>
  files: number
  /** Objects of a bucket that no row names; a start removes those of a folder. */
  orphans: number
  problems: string[]
}

/** The rows of a marketplace, and the pictures that they name. */
interface InspectedRows {
  findings: Pick<Inventory, 'problems' | 'tables' | 'schema'> & { files: NamedFile[] }
  /** Those that they name by now. */
  listFiles(): Promise<NamedFile[]>
}

/**
 * Verifies the marketplace of the settings, also while a server runs on it.
 * @throws StorageError when it cannot be opened
 */
export const inspectMarketplace = async (config: Config): Promise<Inventory> => {
  const { dataDir, databaseUrl } = config
  const bucket = bucketPicturesOf(config)
  if (databaseUrl === null) return inspectFolder(dataDir, bucket)
  const findings = await inspectPostgres(databaseUrl)
  return inspectPictures(dataDir, { findings, listFiles: () => listFilesOfPostgres(databaseUrl) }, bucket)
}

/** Verifies a data folder, also while a server runs on it. @throws StorageError when it cannot be opened */
export const inspectFolder = async (dataDir: string, bucket: FileStore | null = null): Promise<Inventory> =>
  inspectPictures(
    dataDir,
    { findings: inspectDatabase(dataDir), listFiles: async () => listNamedFiles(dataDir) },
    bucket,
  )

const inspectPictures = async (
  dataDir: string,
  { findings: { files, problems, tables, schema }, listFiles }: InspectedRows,
  bucket: FileStore | null,
): Promise<Inventory> => {
  const { whole, damaged, orphans } = bucket
    ? await verifyBucket(bucket, files, systemClock.now())
    : { ...(await verifyUploads(dataDir, files)), orphans: [] }
  const stillDamaged =
    damaged.length === 0 ? [] : await lookAgain(dataDir, damaged, await listFiles(), bucket)
  const found = [...problems, ...stillDamaged.map(({ problem }) => problem)]
  return { schema, tables, files: whole.length, problems: found, orphans: orphans.length }
}

/** A file that a server deletes after its row was read seems to be missing once. The second look settles it. */
const lookAgain = async (
  dataDir: string,
  damaged: readonly DamagedFile[],
  named: readonly NamedFile[],
  bucket: FileStore | null,
): Promise<DamagedFile[]> => {
  const suspected = new Set(damaged.map(({ id }) => id))
  const again = named.filter(({ id }) => suspected.has(id))
  if (!bucket) return (await verifyUploads(dataDir, again)).damaged
  const left = new Set(again.map(({ id }) => id))
  return damaged.filter(({ id }) => left.has(id))
}
