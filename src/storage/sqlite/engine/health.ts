import { existsSync } from 'node:fs'
import type { Connections } from './connections.ts'
import type { Writer } from './writer.ts'

type HealthCheckOptions = Pick<Connections, 'readConnection' | 'writeConnection'> & { writer: Writer }

/** How long a successful write counts as fresh. */
const freshMs = 1000

/** How long it still counts while the next write is pending: a busy disk is not a failed one. */
const trustedMs = 5000

/** How long a check waits for a write. */
const maxWriteWaitMs = 1000

/**
 * Checks that the database can be read and written. Every check reads. A write is made at most once a second, so that
 * frequent checks neither wait for the disk nor keep it busy.
 * @param onError gets the reason of a failed check
 */
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
      // The system keeps a deleted file until the process ends, so SQLite does not notice the deletion.
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

/** Resolves to false when a write hangs, as it does on a network drive that has gone away. */
const endsInTime = async (write: Promise<boolean>, onError: (error: unknown) => void): Promise<boolean> => {
  const { promise: timeout, resolve } = Promise.withResolvers<'late'>()
  const timer = setTimeout(() => resolve('late'), maxWriteWaitMs)
  const outcome = await Promise.race([write, timeout])
  clearTimeout(timer)
  if (outcome !== 'late') return outcome
  onError(new Error(`A write has not ended after ${maxWriteWaitMs} ms.`))
  return false
}
