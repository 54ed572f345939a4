import { join, resolve } from 'node:path'
import type { Report } from '../lib/report.ts'
import { toFileTimestamp } from '../lib/timestamp.ts'
import { copyDatabase, inspectDatabase } from '../storage/sqlite/engine/backup.ts'
import { rebuildDatabase } from '../storage/sqlite/engine/repair.ts'
import { replaceDatabaseFile } from '../storage/sqlite/engine/replace.ts'
import { databaseFileName, lockFolder } from '../storage/sqlite/folder.ts'
import { makeBackup } from './make.ts'
import { openStaging, sweepStaging } from './staging.ts'
import { verifyUploads } from './uploads.ts'

export interface Repair {
  /** Sentences about what is put right, and about what stays as it is. */
  mended: string[]
  left: string[]
  /** The backup of the former state; null when nothing was changed. */
  backup: string | null
}

/**
 * Repairs a data folder: drops the rows of files that are gone, and makes again all that can be derived from other rows.
 * Money is not changed. Without `isApplied` it only says what it would do, also while a server runs on the folder.
 * @throws DamageError when a table cannot be read in full; StorageError
 */
export const repairFolder = async (
  dataDir: string,
  { isApplied, nowMs, report }: { isApplied: boolean; nowMs: number; report: Report },
): Promise<Repair> => {
  const lock = isApplied ? lockFolder(dataDir) : null
  sweepStaging(resolve(dataDir))
  const staging = openStaging(resolve(dataDir))
  try {
    const copy = join(staging.path, databaseFileName)
    await copyDatabase(dataDir, copy, share => report('copying', share))
    const before = inspectDatabase(staging.path)
    const { whole, damaged } = await verifyUploads(dataDir, before.files, {
      onProgress: share => report('hashing', share),
    })
    const lost = damaged.filter(({ isMissing }) => isMissing)
    const hashes = new Map(whole.map(({ id, sha256 }) => [id, sha256]))
    report('repairing', 0)
    const rebuilt = join(staging.folder, databaseFileName)
    rebuildDatabase(copy, rebuilt, { missing: lost.map(({ id }) => id), hashes })
    const after = inspectDatabase(staging.folder)
    report('repairing', 1)
    const mended = [
      ...before.problems.filter(problem => !after.problems.includes(problem)),
      ...lost.map(({ id }) => `The file ${id} is missing: its row is dropped.`),
      ...describeHashes(before.files.filter(({ sha256 }) => sha256 === null).length - lost.length),
    ]
    const left = [
      ...after.problems,
      ...damaged.filter(({ isMissing }) => !isMissing).map(({ problem }) => problem),
    ]
    if (!isApplied || mended.length === 0) return { mended, left, backup: null }
    return { mended, left, backup: await backUpAndReplace(dataDir, rebuilt, nowMs, report) }
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
  nowMs: number,
  report: Report,
): Promise<string> => {
  const backup = join(dataDir, 'backups', `before-repair-${toFileTimestamp(nowMs)}.tar.gz`)
  await makeBackup(dataDir, backup, nowMs, report)
  replaceDatabaseFile(dataDir, rebuilt)
  return backup
}
