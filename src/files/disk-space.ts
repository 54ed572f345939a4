import { existsSync, rmSync } from 'node:fs'
import { statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../errors.ts'
import type { Clock } from '../lib/clock.ts'

/** The level of free space: at `low` uploads are rejected, at `full` everything except deletions. */
export type DiskLevel = 'plenty' | 'low' | 'full'

export interface DiskSpace {
  /** At most a second old. @throws AppError STORAGE_FAILED when the data folder is missing */
  level(): Promise<DiskLevel>
  /** Free bytes, for the metrics; null for data in memory. */
  freeBytes(): Promise<number | null>
}

const mib = 1024 ** 2

/** Reserved space, so that a full disk can still record deletions. */
const reserveBytes = 8 * mib
const reserveName = '.reserve'

const freshMs = 1000

/**
 * Measures the free space of the data folder and keeps a reserve file there. The reserve is deleted when the disk is full
 * and written again when there is space, so the server recovers without an operator.
 */
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
    // Random bytes, since a file system may store zeros as nothing.
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
    // Without the reserve, twice its size must be free beside it before the disk counts as usable again.
    if (free < (hasReserve ? reserveBytes : 3 * reserveBytes)) {
      if (hasReserve) deleteReserve()
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
