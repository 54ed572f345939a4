import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../lib/clock.ts'
import { lockFile } from '../storage/sqlite/folder.ts'

const prefix = '.chayenity-staging-'

/** Of versions that named their folders after their process; a process id may belong to another one by now. */
const formerName = /^\.backup-\d+(\.tar\.gz)?$|\.restoring-\d+$|\.incoming-\d+$/

/** How old a folder without a lock is at least before it counts as left behind: a new one is locked at once. */
const graceMs = 60_000

const lockName = '.lock'

export interface Staging {
  /** An empty folder at first; it may be renamed to where its content belongs. */
  path: string
  folder: string
  close(): void
}

/**
 * Makes a folder for unfinished work in `parent`. This process holds a lock in it, which the system releases however the
 * process ends, so `sweepStaging` can tell what is needed and what was left behind.
 */
export const openStaging = (parent: string): Staging => {
  const folder = join(parent, `${prefix}${randomBytes(4).toString('hex')}`)
  const path = join(folder, 'content')
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const lock = lockFile(join(folder, lockName))
  if (!lock) throw new Error(`The new folder "${folder}" is locked by another process.`)
  return {
    path,
    folder,
    close: () => {
      rmSync(folder, { recursive: true, force: true })
      lock.close()
    },
  }
}

/** Removes from folders what processes that ended have left unfinished in them. */
export const sweepStaging = (...parents: string[]): void => {
  for (const parent of new Set(parents)) {
    if (!existsSync(parent) || !statSync(parent).isDirectory()) continue
    for (const name of readdirSync(parent)) {
      const path = join(parent, name)
      if (name.startsWith(prefix) ? isLeftBehind(path) : formerName.test(name) && isOld(path))
        rmSync(path, { recursive: true, force: true })
    }
  }
}

const isOld = (path: string, ageMs = 24 * 3_600_000): boolean => {
  const found = statSync(path, { throwIfNoEntry: false })
  return found !== undefined && systemClock.now() - found.mtimeMs > ageMs
}

const isLeftBehind = (path: string): boolean => {
  if (!existsSync(join(path, lockName))) return isOld(path, graceMs)
  const lock = lockFile(join(path, lockName))
  lock?.close()
  return lock !== null
}
