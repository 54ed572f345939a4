import { chmodSync, copyFileSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { giveAllTo, giveTo, type Ownership, ownershipOf } from '../lib/ownership.ts'
import type { Report } from '../lib/report.ts'
import { toTimestamp } from '../lib/timestamp.ts'
import { endSessionsIn } from '../storage/sqlite/engine/backup.ts'
import {
  completeRestore,
  lockFolder,
  readySuffix,
  replacedFileName,
  syncPath,
} from '../storage/sqlite/folder.ts'
import { StorageError } from '../storage/storage-error.ts'
import { readManifestOf, unpack } from './archive.ts'
import { backupFormat, type Manifest, verifyUnpacked } from './manifest.ts'
import { openStaging, type Staging, sweepStaging } from './staging.ts'

/** The archive goes into an empty folder. @throws DamageError, StorageError */
export const unpackVerified = async (
  archive: string,
  folder: string,
  report: Report,
): Promise<{ manifest: Manifest; problems: string[] }> => {
  report('unpacking', 0)
  const manifest = await readManifestOf(archive, backupFormat)
  await unpack(archive, manifest.files, folder, backupFormat)
  report('unpacking', 1)
  return { manifest, problems: await verifyUnpacked(folder, manifest, share => report('verifying', share)) }
}

export interface Restored {
  manifest: Manifest
  problems: string[]
  before: string | null
  /** Null when it is the user of this process. */
  givenTo: Ownership | null
}

interface RestoreOptions {
  /** Moves the content of a folder that is not empty aside. */
  force: boolean
  keepSessions: boolean
  nowMs: number
  report: Report
}

/** A clone of the repository keeps its data out of commits with it. */
const ignoreFile = '.gitignore'

const replaceable = [ignoreFile, '.native']

/**
 * Verifies the backup first. Then two renames replace the folder; after a kill between them the next start
 * completes the restore. The owner and permissions stay. Sessions of the backup end, or a logout since then
 * would be undone. @throws DamageError, StorageError
 */
export const restoreBackup = async (
  archive: string,
  dataDir: string,
  options: RestoreOptions,
): Promise<Restored> => {
  const target = resolve(dataDir)
  completeRestore(target)
  const isTaken = existsSync(target) && readdirSync(target).some(name => !replaceable.includes(name))
  if (isTaken && !options.force) {
    throw new StorageError(
      `The data folder "${dataDir}" is not empty. Set DATA_DIR to another folder, or use --force to move its content aside.`,
    )
  }
  const owner = ownershipOf(target)
  const staging = openStagingBeside(target)
  try {
    assertCanGiveTo(owner, staging, target)
    const { manifest, problems } = await unpackVerified(archive, staging.path, options.report)
    if (existsSync(join(target, ignoreFile)))
      copyFileSync(join(target, ignoreFile), join(staging.path, ignoreFile))
    if (!options.keepSessions) endSessionsIn(staging.path, toTimestamp(options.nowMs))
    if (existsSync(target)) chmodSync(staging.path, owner.mode)
    if (!isOwn(owner)) giveAllTo(owner, staging.path)
    syncPath(staging.path)
    const before = replace(target, staging.path, options.nowMs)
    if (before && !isTaken) rmSync(before, { recursive: true, force: true })
    return { manifest, problems, before: isTaken ? before : null, givenTo: isOwn(owner) ? null : owner }
  } finally {
    staging.close()
  }
}

const isOwn = ({ uid, gid }: Ownership) => uid === process.getuid?.() && gid === process.getgid?.()

/** The folder is renamed, so it has to be on the same file system. */
const openStagingBeside = (target: string): Staging => {
  const parent = dirname(target)
  sweepStaging(parent)
  try {
    return openStaging(parent)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    throw new StorageError(`The folder "${parent}" cannot be written (${code}). Nothing was changed.`)
  }
}

const assertCanGiveTo = (owner: Ownership, staging: Staging, target: string) => {
  if (giveTo(owner, staging.path)) return
  throw new StorageError(
    `The data folder "${target}" belongs to the user ${owner.uid} and the group ${owner.gid}, to whom this process cannot give files. Nothing was changed. Run the command as that user or as root.`,
  )
}

const replace = (target: string, folder: string, nowMs: number): string | null => {
  if (!existsSync(target)) {
    renameSync(folder, target)
    syncPath(dirname(target))
    return null
  }
  const lock = lockFolder(target)
  const ready = `${target}${readySuffix}`
  const before = `${target}.before-${toTimestamp(nowMs).replace(/\D/g, '').slice(0, 17)}`
  try {
    rmSync(ready, { recursive: true, force: true })
    writeFileSync(join(folder, replacedFileName), basename(before), { flush: true })
    renameSync(folder, ready)
    moveAside(target, before)
    completeRestore(target)
    return before
  } finally {
    // A failed restore must not be completed later.
    if (existsSync(target)) rmSync(ready, { recursive: true, force: true })
    lock.close()
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
