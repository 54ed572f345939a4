import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { StorageError } from '../storage-error.ts'
import { databaseFileName, type Lock, lockFolder } from './folder.ts'

/** For pictures and the key. @throws StorageError for a folder that is in use, or has a database */
export const openPictureFolder = (dataDir: string): Lock => {
  if (dataDir === ':memory:') return { close: () => {} }
  if (existsSync(join(dataDir, databaseFileName)))
    throw new StorageError(
      `The data folder "${dataDir}" has a database of its own, which DATABASE_URL would leave aside. Set DATA_DIR to another folder, or unset DATABASE_URL.`,
    )
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''
    throw new StorageError(
      `The data folder "${dataDir}" cannot be written${reason}. Set DATA_DIR to another folder.`,
    )
  }
  return lockFolder(dataDir)
}
