import { join, resolve } from 'node:path'
import type { FileStore } from '../files/file-store.ts'
import type { Report } from '../lib/report.ts'
import { toFileTimestamp } from '../lib/timestamp.ts'
import { copyDatabase, inspectDatabase } from '../storage/sqlite/engine/backup.ts'
import { rebuildDatabase } from '../storage/sqlite/engine/repair.ts'
import { replaceDatabaseFile } from '../storage/sqlite/engine/replace.ts'
import { databaseFileName, lockFolder } from '../storage/sqlite/folder.ts'
import { verifyBucket } from './bucket-pictures.ts'
import { makeBackup, type PicturePlace } from './make.ts'
import { openStaging, sweepStaging } from './staging.ts'
import { uploadsFolder, verifyUploads } from './uploads.ts'

export interface Repair {
  mended: string[]
  left: string[]
  /** The former state; null when nothing was changed. */
  backup: string | null
}

interface RepairOptions {
  isApplied: boolean
  nowMs: number
  report: Report
  bucket?: FileStore | null
}

/**
 * Drops the rows of missing files and derives again what follows from other rows; never changes money.
 * Without `isApplied` it only reports, also beside a running server. @throws DamageError when a table cannot
 * be read in full; StorageError
 */
export const repairFolder = async (
  dataDir: string,
  { isApplied, nowMs, report, bucket = null }: RepairOptions,
): Promise<Repair> => {
  const lock = isApplied ? lockFolder(dataDir) : null
  sweepStaging(resolve(dataDir))
  const staging = openStaging(resolve(dataDir))
  try {
    const copy = join(staging.path, databaseFileName)
    await copyDatabase(dataDir, copy, share => report('copying', share))
    const before = inspectDatabase(staging.path)
    const { whole, damaged, orphans } = bucket
      ? await verifyBucket(bucket, before.files, nowMs)
      : {
          ...(await verifyUploads(dataDir, before.files, { onProgress: share => report('hashing', share) })),
          orphans: [],
        }
    const lost = damaged.filter(({ isMissing }) => isMissing)
    const hashes = new Map(bucket ? [] : whole.map(({ id, sha256 }) => [id, sha256]))
    report('repairing', 0)
    const rebuilt = join(staging.folder, databaseFileName)
    rebuildDatabase(copy, rebuilt, { missing: lost.map(({ id }) => id), hashes })
    const after = inspectDatabase(staging.folder)
    report('repairing', 1)
    const mended = [
      ...before.problems.filter(problem => !after.problems.includes(problem)),
      ...lost.map(({ id }) => `The file ${id} is missing: its row is dropped.`),
      ...describeHashes(before.files.filter(({ id, sha256 }) => sha256 === null && hashes.has(id)).length),
      ...(orphans.length > 0
        ? [`${orphans.length} objects of the bucket have no row: they are deleted.`]
        : []),
    ]
    const left = [
      ...after.problems,
      ...damaged.filter(({ isMissing }) => !isMissing).map(({ problem }) => problem),
    ]
    if (!isApplied || mended.length === 0) return { mended, left, backup: null }
    const backup = await backUpAndReplace(dataDir, rebuilt, {
      nowMs,
      report,
      pictures: bucket ? 'bucket' : 'folder',
    })
    for (const { name } of orphans) await bucket?.remove(uploadsFolder, name)
    return { mended, left, backup }
  } finally {
    staging.close()
    lock?.close()
  }
}

const describeHashes = (count: number): string[] =>
  count > 0 ? [`${count} files of an earlier version have no hash: it is stored now.`] : []

const backUpAndReplace = async (
  dataDir: string,
  rebuilt: string,
  { nowMs, report, pictures }: { nowMs: number; report: Report; pictures: PicturePlace },
): Promise<string> => {
  const backup = join(dataDir, 'backups', `before-repair-${toFileTimestamp(nowMs)}.tar.gz`)
  await makeBackup(dataDir, backup, nowMs, report, pictures)
  replaceDatabaseFile(dataDir, rebuilt)
  return backup
}
