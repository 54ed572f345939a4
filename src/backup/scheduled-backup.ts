import { readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { toFileTimestamp } from '../lib/timestamp.ts'
import { backupFolder } from './backup-folder.ts'
import { type Bucket, copyToBucket } from './bucket.ts'
import { makeBackup, type PicturePlace } from './make.ts'
import { expiredBackups, type Retention } from './retention.ts'

export interface ScheduledBackupJob {
  dataDir: string
  nowMs: number
  pictures: PicturePlace
  retention: Retention
  bucket: Bucket | null
}

export interface ScheduledBackupResult {
  name: string
  files: number
  bytes: number
  problems: string[]
}

/** Deletes expired backups too. @throws DamageError, StorageError */
export const makeScheduledBackup = async ({
  dataDir,
  nowMs,
  pictures,
  retention,
  bucket,
}: ScheduledBackupJob): Promise<ScheduledBackupResult> => {
  const folder = backupFolder(dataDir)
  const path = join(folder, `chayenity-${toFileTimestamp(nowMs)}.tar.gz`)
  const { files, damage } = await makeBackup(dataDir, path, nowMs, undefined, pictures)
  const made = damage ? path.replace('.tar.gz', '-damaged.tar.gz') : path
  renameSync(path, made)
  for (const name of expiredBackups(readdirSync(folder), retention))
    rmSync(join(folder, name), { force: true })
  const name = made.slice(folder.length + 1)
  if (bucket) await copyToBucket(bucket, made, name, retention)
  return { name, files: files.length, bytes: statSync(made).size, problems: damage?.problems ?? [] }
}
