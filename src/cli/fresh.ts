import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { databaseFileName, lockFolder } from '../storage/sqlite/folder.ts'
import { readMarker, writeMarker } from './folder-marker.ts'
import { UsageError } from './usage-error.ts'

/** The database is last, so that an interruption can be repeated. */
const disposable = [
  'checkpoints',
  'uploads',
  'thumbnails',
  `${databaseFileName}-wal`,
  `${databaseFileName}-shm`,
  databaseFileName,
]

/** Never deletes real data. @throws UsageError, StorageError */
export const deleteDemoData = (dataDir: string): void => {
  if (dataDir === ':memory:' || !existsSync(join(dataDir, databaseFileName))) return
  const marker = readMarker(dataDir)
  if (marker?.kind !== 'demo' || marker.adopted) {
    throw new UsageError(
      `--fresh deletes only data that a demo has made, and "${dataDir}" may hold real data. Remove the folder yourself, or set DATA_DIR to another one.`,
    )
  }
  const lock = lockFolder(dataDir)
  try {
    writeMarker(dataDir, { kind: 'demo' })
    for (const name of disposable) rmSync(join(dataDir, name), { recursive: true, force: true })
  } finally {
    lock.close()
  }
}
