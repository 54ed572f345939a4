import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { copyDatabase } from '../storage/sqlite/engine/backup.ts'
import { databaseFileName } from '../storage/sqlite/folder.ts'
import { StorageError } from '../storage/storage-error.ts'
import { openStaging, sweepStaging } from './staging.ts'

/** Reads one moment, also beside a running server. @throws DamageError, StorageError */
export const readDatabaseCopy = async (dataDir: string): Promise<Buffer> => {
  if (!existsSync(join(dataDir, databaseFileName)))
    throw new StorageError(`There is no database in "${dataDir}". Set DATA_DIR to the folder of the server.`)
  sweepStaging(resolve(dataDir))
  const staging = openStaging(resolve(dataDir))
  try {
    const file = join(staging.path, databaseFileName)
    await copyDatabase(dataDir, file, () => {})
    return readFileSync(file)
  } finally {
    staging.close()
  }
}
