import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { extract } from 'tar'
import type { Report } from '../lib/report.ts'
import { toTimestamp } from '../lib/timestamp.ts'
import { finishSwap, lockFolder, readySuffix, syncFolder } from '../storage/sqlite/open.ts'
import { StorageError } from '../storage/storage-error.ts'
import { DamageError, type Manifest, verifyUnpacked } from './manifest.ts'

/** Unpacks a backup into a new folder and looks through it. @throws DamageError, StorageError */
export const unpackVerified = async (archive: string, folder: string, report: Report): Promise<Manifest> => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  report('unpacking', 0)
  try {
    await extract({
      file: archive,
      cwd: folder,
      strict: true,
      // Plain files below our own two levels: nothing in an archive may lead elsewhere.
      filter: (path, entry) =>
        /^(manifest\.json|chayenity\.db|secret\.key|uploads\/[\w.-]+)$/.test(path) &&
        'type' in entry &&
        entry.type === 'File',
      fmode: 0o600,
      dmode: 0o700,
    })
  } catch (error) {
    throw new DamageError([
      `The archive cannot be unpacked: ${error instanceof Error ? error.message : String(error)}.`,
    ])
  }
  report('unpacking', 1)
  return verifyUnpacked(folder, share => report('verifying', share))
}

export interface Restored {
  manifest: Manifest
  /** Where the data that was there before lies now. */
  before: string | null
}

/**
 * Puts a backup in the place of a data folder. Everything is verified before anything is touched; then one folder is
 * renamed away and the other into its place. Killed between the two, the next start finishes it.
 * @param force also when the folder is not empty: what is there is moved aside, never deleted
 * @throws DamageError, StorageError
 */
export const restoreBackup = async (
  archive: string,
  dataDir: string,
  options: { force: boolean; nowMs: number; report: Report },
): Promise<Restored> => {
  const place = resolve(dataDir)
  finishSwap(place)
  const isTaken = existsSync(place) && readdirSync(place).some(name => name !== '.native')
  if (isTaken && !options.force) {
    throw new StorageError(
      `The data folder "${dataDir}" is not empty. Give another one in DATA_DIR, or --force to move what is there aside.`,
    )
  }
  const unpacked = `${place}.restoring-${process.pid}`
  const ready = `${place}${readySuffix}`
  try {
    const manifest = await unpackVerified(archive, unpacked, options.report)
    syncFolder(unpacked)
    const lock = existsSync(place) ? lockFolder(place) : null
    try {
      rmSync(ready, { recursive: true, force: true })
      renameSync(unpacked, ready)
      const before = existsSync(place)
        ? `${place}.before-${toTimestamp(options.nowMs).replace(/\D/g, '').slice(0, 17)}`
        : null
      if (before) moveAside(place, before)
      finishSwap(place)
      return { manifest, before: isTaken ? before : null }
    } finally {
      lock?.close()
    }
  } finally {
    rmSync(unpacked, { recursive: true, force: true })
  }
}

const moveAside = (place: string, before: string) => {
  try {
    renameSync(place, before)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    throw new StorageError(
      `The data folder "${place}" cannot be moved aside (${code}). A mount point cannot: set DATA_DIR to a folder below it.`,
    )
  }
}
