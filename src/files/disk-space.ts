import { existsSync, rmSync } from 'node:fs'
import { statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../errors.ts'
import type { Clock } from '../lib/clock.ts'

/** At `low` uploads are rejected, at `full` everything except deletions. */
export type DiskLevel = 'plenty' | 'low' | 'full'

export interface DiskSpace {
  /** At most a second old. @throws AppError STORAGE_FAILED when the data folder is missing */
  level(): Promise<DiskLevel>
  /** Null for data in memory. */
  freeBytes(): Promise<number | null>
}

const mib = 1024 ** 2

/** A full disk can still record deletions in it. */
const reserveBytes = 8 * mib
const reserveName = '.reserve'

const freshMs = 1000

/** The reserve is deleted on a full disk and written again later, so no operator is needed. */
export const createDiskSpace = (
  dataDir: string,
  minFreeMb: number,
  clock: Pick<Clock, 'elapsed'>,
  freeBytesIn = freeBytesOfFileSystem,
): DiskSpace => {
  if (dataDir === ':memory:' || minFreeMb === 0)
    return { level: async () => 'plenty', freeBytes: async () => null }
  const reserve = join(dataDir, reserveName)
  let measuredAtMs = Number.NEGATIVE_INFINITY
  let latest: Promise<{ level: DiskLevel; free: number }> | null = null

  const deleteReserve = () => rmSync(reserve, { force: true })
  const writeReserve = async () => {
    // A file system may store zeros as nothing.
    const piece = crypto.getRandomValues(new Uint8Array(65_536))
    try {
      await writeFile(reserve, Buffer.alloc(reserveBytes, piece), { mode: 0o600 })
    } catch {
      deleteReserve()
    }
  }

  const measure = async (): Promise<{ level: DiskLevel; free: number }> => {
    const free = await freeBytesIn(dataDir).catch(cause => {
      throw new AppError('STORAGE_FAILED', undefined, { cause })
    })
    const hasReserve = existsSync(reserve)
    // There must be space for the reserve again before the disk counts as usable.
    if (free < (hasReserve ? reserveBytes : 3 * reserveBytes)) {
      deleteReserve()
      return { level: 'full', free }
    }
    if (!hasReserve) await writeReserve()
    return { level: free < minFreeMb * mib ? 'low' : 'plenty', free }
  }

  const recent = () => {
    const now = clock.elapsed()
    if (latest === null || now - measuredAtMs >= freshMs) {
      measuredAtMs = now
      latest = measure()
    }
    return latest
  }
  return {
    level: async () => (await recent()).level,
    freeBytes: async () => (await recent()).free,
  }
}

const freeBytesOfFileSystem = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}
