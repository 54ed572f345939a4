import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../lib/clock.ts'
import { lockFile } from '../storage/sqlite/folder.ts'

const prefix = '.chayenity-staging-'

/** Former versions named folders by a process id, which another process may have by now. */
const formerName = /^\.backup-\d+(\.tar\.gz)?$|\.restoring-\d+$|\.incoming-\d+$/

/** A new folder has no lock for a moment. */
const graceMs = 60_000

const lockName = '.lock'

export interface Staging {
  path: string
  folder: string
  close(): void
}

/** The lock ends with this process, so `sweepStaging` can tell what was left behind. */
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
