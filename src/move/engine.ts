import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { bucketPicturesOf } from '../backup/bucket-pictures.ts'
import { uploadsFolder } from '../backup/uploads.ts'
import type { Config } from '../config.ts'
import { giveTo, ownershipOf } from '../lib/ownership.ts'
import type { ExportSource, ImportTarget } from '../storage/move/port.ts'
import {
  claimEmptyDatabase,
  openPostgresSource,
  openPostgresTarget,
} from '../storage/postgres/engine/move.ts'
import { claimEmptyFolder, openSqliteSource, openSqliteTarget } from '../storage/sqlite/engine/move.ts'
import { openPictureFolder } from '../storage/sqlite/picture-folder.ts'
import { type Pictures, picturesInBucket, picturesOnDisk } from './pictures.ts'

export interface MoveEngine {
  workFolder: string
  pictures: Pictures
  /** @param folder for unfinished work @throws DamageError, StorageError */
  openSource(folder: string, onProgress: (share: number) => void): Promise<ExportSource>
  /** Makes sure that the store is empty, and that nobody else fills it until it is released. @throws StorageError */
  claim(): Promise<Claim>
  /** @param folder for unfinished work @throws StorageError */
  openTarget(folder: string): Promise<ImportTarget>
}

interface Claim {
  release(isFilled: boolean): Promise<void>
}

/** The engine of the settings. The pictures are in a bucket where there is one, else in the data folder. */
export const engineOf = (config: Config): MoveEngine => {
  const { dataDir, databaseUrl } = config
  const bucket = bucketPicturesOf(config)
  return {
    workFolder: dataDir,
    pictures: bucket ? picturesInBucket(bucket) : picturesOnDisk(dataDir),
    ...(databaseUrl === null ? sqliteEngine(dataDir) : postgresEngine(config, databaseUrl)),
  }
}

type Engine = Pick<MoveEngine, 'openSource' | 'claim' | 'openTarget'>

const sqliteEngine = (dataDir: string): Engine => ({
  openSource: (folder, onProgress) => openSqliteSource(dataDir, folder, onProgress),
  claim: async () => {
    const { release } = claimEmptyFolder(dataDir)
    return { release: async isFilled => release(isFilled) }
  },
  openTarget: async folder => openSqliteTarget(dataDir, folder),
})

const postgresEngine = ({ dataDir, databasePooler }: Config, url: string): Engine => ({
  openSource: () => openPostgresSource(url),
  claim: async () => {
    const [isNew, owner] = [!existsSync(dataDir), ownershipOf(dataDir)]
    const folder = openPictureFolder(dataDir)
    giveTo(owner, dataDir)
    const leave = (isFilled: boolean) => {
      if (!isFilled && isNew && isWithoutPictures(dataDir)) rmSync(dataDir, { recursive: true, force: true })
      folder.close()
    }
    try {
      const database = await claimEmptyDatabase(url, databasePooler === 'transaction')
      return { release: isFilled => database.release().finally(() => leave(isFilled)) }
    } catch (error) {
      leave(false)
      throw error
    }
  },
  openTarget: () => openPostgresTarget(url),
})

/** A commit that may have happened has left pictures. */
const isWithoutPictures = (dataDir: string): boolean => {
  const uploads = join(dataDir, uploadsFolder)
  return !existsSync(uploads) || readdirSync(uploads).length === 0
}
