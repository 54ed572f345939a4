import { bucketPicturesOf } from '../backup/bucket-pictures.ts'
import type { Config } from '../config.ts'
import type { ExportSource, ImportTarget } from '../storage/move/port.ts'
import { claimEmptyFolder, openSqliteSource, openSqliteTarget } from '../storage/sqlite/engine/move.ts'
import { StorageError } from '../storage/storage-error.ts'
import { type Pictures, picturesInBucket, picturesOnDisk } from './pictures.ts'

export interface MoveEngine {
  workFolder: string
  pictures: Pictures
  /** @param folder for unfinished work @throws DamageError, StorageError */
  openSource(folder: string, onProgress: (share: number) => void): Promise<ExportSource>
  /** Nobody else fills the empty store until it is released. @throws StorageError */
  claim(): { release(isFilled: boolean): void }
  /** @param folder for unfinished work @throws StorageError */
  openTarget(folder: string): Promise<ImportTarget>
}

export const engineOf = (config: Config): MoveEngine => {
  const { dataDir, databaseUrl } = config
  if (databaseUrl !== null)
    throw new StorageError('PostgreSQL is neither exported nor imported yet. Unset DATABASE_URL for SQLite.')
  const bucket = bucketPicturesOf(config)
  return {
    workFolder: dataDir,
    pictures: bucket ? picturesInBucket(bucket) : picturesOnDisk(dataDir),
    openSource: (folder, onProgress) => openSqliteSource(dataDir, folder, onProgress),
    claim: () => claimEmptyFolder(dataDir),
    openTarget: async folder => openSqliteTarget(dataDir, folder),
  }
}
