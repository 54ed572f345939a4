import { existsSync, rmSync } from 'node:fs'
import { statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../errors.ts'
import type { Clock } from '../lib/clock.ts'

/** How much room the disk has: `low` takes no uploads any more, `full` takes nothing but deletions. */
export type DiskRoom = 'plenty' | 'low' | 'full'

export interface DiskSpace {
  /** As of at most a second ago. @throws AppError STORAGE_FAILED when the data folder is gone */
  room(): Promise<DiskRoom>
  /** Bytes that are free, for the metrics; null where nothing is kept on a disk. */
  freeBytes(): Promise<number | null>
}

const mib = 1024 ** 2

/** What is kept back, so that a full disk can still record deletions. */
const reserveBytes = 8 * mib
const reserveName = '.reserve'

/** How long an answer of the system is good. */
const freshMs = 1000

/**
 * Watches the disk below the data folder, and keeps a reserve on it. When the disk is full the reserve is given up;
 * when there is room again it is put back, and everything goes on by itself.
 */
export const createDiskSpace = (dataDir: string, minFreeMb: number, clock: Clock): DiskSpace => {
  if (dataDir === ':memory:' || minFreeMb === 0)
    return { room: async () => 'plenty', freeBytes: async () => null }
  const reserve = join(dataDir, reserveName)
  let askedAtMs = Number.NEGATIVE_INFINITY
  let answer: Promise<{ room: DiskRoom; free: number }> | null = null

  const giveUpReserve = () => rmSync(reserve, { force: true })
  const keepReserve = async () => {
    // Random bytes, since a file system may store zeros as nothing.
    const piece = crypto.getRandomValues(new Uint8Array(65_536))
    try {
      await writeFile(reserve, Buffer.alloc(reserveBytes, piece), { mode: 0o600 })
    } catch {
      giveUpReserve()
    }
  }

  const ask = async (): Promise<{ room: DiskRoom; free: number }> => {
    const { bavail, bsize } = await statfs(dataDir).catch(cause => {
      throw new AppError('STORAGE_FAILED', undefined, { cause })
    })
    const free = bavail * bsize
    const hasReserve = existsSync(reserve)
    // With the reserve given up the disk has to have room for it twice before it counts as having room again.
    if (free < (hasReserve ? reserveBytes : 3 * reserveBytes)) {
      if (hasReserve) giveUpReserve()
      return { room: 'full', free }
    }
    if (!hasReserve) await keepReserve()
    return { room: free < minFreeMb * mib ? 'low' : 'plenty', free }
  }

  const recent = () => {
    const now = clock.now()
    if (answer === null || now - askedAtMs >= freshMs) {
      askedAtMs = now
      answer = ask()
    }
    return answer
  }
  return {
    room: async () => (await recent()).room,
    freeBytes: async () => (await recent()).free,
  }
}
