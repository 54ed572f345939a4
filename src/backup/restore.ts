import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { extract } from 'tar'
import type { Report } from '../lib/report.ts'
import { toTimestamp } from '../lib/timestamp.ts'
import { endSessionsIn } from '../storage/sqlite/engine/backup.ts'
import { completeRestore, lockFolder, readySuffix, syncFolder } from '../storage/sqlite/open.ts'
import { StorageError } from '../storage/storage-error.ts'
import { DamageError, isBackupPath, type Manifest, verifyUnpacked } from './manifest.ts'

/** Unpacks a backup into a new folder and verifies it. @throws DamageError, StorageError */
export const unpackVerified = async (archive: string, folder: string, report: Report): Promise<Manifest> => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  report('unpacking', 0)
  const foreign: string[] = []
  try {
    await extract({
      file: archive,
      cwd: folder,
      strict: true,
      // Only plain files with the names of a backup are unpacked, so no entry can lead outside of the folder.
      filter: (path, entry) => {
        const belongs = isBackupPath(path) && 'type' in entry && entry.type === 'File'
        if (!belongs) foreign.push(path)
        return belongs
      },
      // The modes of the archive are ignored: a restored key must not be readable by others.
      onReadEntry: entry => {
        entry.mode = 0o600
      },
      dmode: 0o700,
    })
  } catch (error) {
    throw new DamageError([
      `The archive cannot be unpacked: ${error instanceof Error ? error.message : String(error)}.`,
    ])
  }
  if (foreign.length > 0)
    throw new DamageError(foreign.map(path => `The archive has an entry that no backup has: "${path}".`))
  report('unpacking', 1)
  return verifyUnpacked(folder, share => report('verifying', share))
}

export interface Restored {
  manifest: Manifest
  /** The folder to which the former data was moved. */
  before: string | null
}

/** The data folder of a clone of the repository has one, which keeps the data out of commits. */
const ignoreFile = '.gitignore'

/** What may be in a data folder that counts as empty. */
const replaceable = [ignoreFile, '.native']

/**
 * Replaces a data folder with a backup. The backup is verified before the data folder is touched. Then the old folder is
 * renamed and the new one takes its name; after a kill between the two renames the next start completes the restore.
 * The sessions of the backup end, or a logout since then would be undone.
 * @param force also when the folder is not empty: its content is moved aside, never deleted
 * @param keepSessions leaves the sessions of the backup open
 * @throws DamageError, StorageError
 */
export const restoreBackup = async (
  archive: string,
  dataDir: string,
  options: { force: boolean; keepSessions: boolean; nowMs: number; report: Report },
): Promise<Restored> => {
  const target = resolve(dataDir)
  completeRestore(target)
  const isTaken = existsSync(target) && readdirSync(target).some(name => !replaceable.includes(name))
  if (isTaken && !options.force) {
    throw new StorageError(
      `The data folder "${dataDir}" is not empty. Set DATA_DIR to another folder, or use --force to move its content aside.`,
    )
  }
  const unpacked = `${target}.restoring-${process.pid}`
  const ready = `${target}${readySuffix}`
  try {
    const manifest = await unpackVerified(archive, unpacked, options.report)
    if (existsSync(join(target, ignoreFile)))
      copyFileSync(join(target, ignoreFile), join(unpacked, ignoreFile))
    if (!options.keepSessions) endSessionsIn(unpacked, toTimestamp(options.nowMs))
    syncFolder(unpacked)
    const lock = existsSync(target) ? lockFolder(target) : null
    try {
      rmSync(ready, { recursive: true, force: true })
      renameSync(unpacked, ready)
      const before = existsSync(target)
        ? `${target}.before-${toTimestamp(options.nowMs).replace(/\D/g, '').slice(0, 17)}`
        : null
      if (before) moveAside(target, before)
      completeRestore(target)
      if (before && !isTaken) rmSync(before, { recursive: true, force: true })
      return { manifest, before: isTaken ? before : null }
    } finally {
      lock?.close()
    }
  } finally {
    rmSync(unpacked, { recursive: true, force: true })
    // A restore that has failed must not be completed later.
    if (existsSync(target)) rmSync(ready, { recursive: true, force: true })
  }
}

const moveAside = (target: string, before: string) => {
  try {
    renameSync(target, before)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    throw new StorageError(
      `The data folder "${target}" cannot be moved aside (${code}). A mount point cannot: set DATA_DIR to a folder below it.`,
    )
  }
}
