import { existsSync } from 'node:fs'
import { inTime } from '../../../lib/deadline.ts'
import type { Connections } from './connections.ts'
import type { Writer } from './writer.ts'

type HealthCheckOptions = Pick<Connections, 'readConnection' | 'writeConnection'> & { writer: Writer }

const freshMs = 1000

/** While the next write is pending: a busy disk is not a failed one. */
const trustedMs = 5000

const maxWriteWaitMs = 1000

/** Writes once a second at most, so that frequent checks do not keep the disk busy. */
export const createHealthCheck = (
  { readConnection, writeConnection, writer }: HealthCheckOptions,
  onError: (error: unknown) => void,
): (() => Promise<boolean>) => {
  const read = readConnection.prepare('SELECT count(*) FROM sqlite_schema')
  const touch = writeConnection.prepare('UPDATE health SET checks = checks + 1')
  let lastWriteAt = Number.NEGATIVE_INFINITY
  let pendingWrite: Promise<boolean> | null = null

  const tryWrite = async (): Promise<boolean> => {
    try {
      await writer.write(() => touch.run())
      lastWriteAt = performance.now()
      return true
    } catch (error) {
      lastWriteAt = Number.NEGATIVE_INFINITY
      onError(error)
      return false
    } finally {
      pendingWrite = null
    }
  }

  const tryRead = (): boolean => {
    try {
      // SQLite does not notice a deleted file, which the system keeps until the process ends.
      if (!writeConnection.memory && !existsSync(writeConnection.name))
        throw new Error(`"${writeConnection.name}" is missing.`)
      read.get()
      return true
    } catch (error) {
      onError(error)
      return false
    }
  }

  return async () => {
    if (!tryRead()) return false
    const age = performance.now() - lastWriteAt
    if (age < freshMs) return true
    pendingWrite ??= tryWrite()
    return age < trustedMs ? true : endsInTime(pendingWrite, onError)
  }
}

/** False when a write hangs, as on a network drive that has gone away. */
const endsInTime = async (write: Promise<boolean>, onError: (error: unknown) => void): Promise<boolean> => {
  const late = () => new Error(`A write has not ended after ${maxWriteWaitMs} ms.`)
  try {
    return await inTime(write, maxWriteWaitMs, late)
  } catch (error) {
    onError(error)
    return false
  }
}
