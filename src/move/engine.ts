import { bucketPicturesOf } from '../backup/bucket-pictures.ts'
import type { Config } from '../config.ts'
import type { ExportSource, ImportTarget } from '../storage/move/port.ts'
import { claimEmptyFolder, openSqliteSource, openSqliteTarget } from '../storage/sqlite/engine/move.ts'
import { StorageError } from '../storage/storage-error.ts'
import { type Pictures, picturesInBucket, picturesOnDisk } from './pictures.ts'

/** What a move needs of the settings: the rows and the pictures of a marketplace. */
export interface MoveEngine {
  /** A folder in which unfinished work may lie; it exists after `claim`. */
  workFolder: string
  pictures: Pictures
  /** @param folder for unfinished work @throws DamageError, StorageError */
  openSource(folder: string, onProgress: (share: number) => void): Promise<ExportSource>
  /** Makes sure that the store is empty, and that nobody else fills it until it is released. @throws StorageError */
  claim(): { release(isFilled: boolean): void }
  /** @param folder for unfinished work @throws StorageError */
  openTarget(folder: string): Promise<ImportTarget>
}

/** The engine of the settings: the database and the pictures of a data folder. */
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
