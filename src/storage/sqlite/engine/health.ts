import { existsSync } from 'node:fs'
import type { Connections } from './connections.ts'
import type { Writer } from './writer.ts'

type HealthCheckOptions = Pick<Connections, 'readConnection' | 'writeConnection'> & { writer: Writer }

/** For how long a write that was kept speaks for the next checks without a new one. */
const freshMs = 1000

/** For how long it still speaks while a new one is under way: a disk that is busy is not one that fails. */
const trustedMs = 5000

/**
 * Whether the database can be read and written. Each check reads; a write is made at most once a second, so that who asks
 * often neither waits for the disk nor keeps it busy.
 */
export const createHealthCheck = ({
  readConnection,
  writeConnection,
  writer,
}: HealthCheckOptions): (() => Promise<boolean>) => {
  const read = readConnection.prepare('SELECT count(*) FROM sqlite_schema')
  const touch = writeConnection.prepare('UPDATE health SET checks = checks + 1')
  let keptAt = Number.NEGATIVE_INFINITY
  let underWay: Promise<boolean> | null = null

  const tryWrite = async (): Promise<boolean> => {
    try {
      await writer.write(() => touch.run())
      keptAt = performance.now()
      return true
    } catch {
      keptAt = Number.NEGATIVE_INFINITY
      return false
    } finally {
      underWay = null
    }
  }

  // What is written to a file that has been taken away is kept by the system until the end of the process alone.
  const isThere = () => writeConnection.memory || existsSync(writeConnection.name)

  return async () => {
    if (!isThere()) return false
    try {
      read.get()
    } catch {
      return false
    }
    const age = performance.now() - keptAt
    if (age < freshMs) return true
    underWay ??= tryWrite()
    return age < trustedMs ? true : underWay
  }
}
