import type Database from 'better-sqlite3'
import { AppError } from '../../../errors.ts'
import { translateConflict } from './conflicts.ts'

export type MakeDurable = () => Promise<void>

interface WaitingTransaction {
  run: () => Settle
  reject: (error: unknown) => void
}

type Settle = () => void

/** More than the disk can write in some seconds would only add delay. */
export const maxQueueLength = 10_000

export const maxBatchSize = 256

/** 256 gigs of 5 000 characters took seconds and 80 MB of the WAL, so slow batches end early. */
export const maxBatchMs = 16

export interface Writer {
  /**
   * Runs after all earlier ones and resolves when it is durable. If it throws, it alone is rolled back.
   * @throws AppError OVERLOADED, STORAGE_FAILED, and whatever `run` throws
   */
  write<T>(run: () => T): Promise<T>

  drain(): Promise<void>

  figures(): WriterFigures
}

export interface WriterFigures {
  waitingTransactions: number
  batches: number
  transactions: number
}

/**
 * What waits in one turn shares a transaction, each in its own savepoint, and one sync. After a failed sync
 * the disk is unknown, so the promises reject and `onFatalStorageError` is called.
 */
export const createWriter = (options: {
  db: Database.Database
  makeDurable: MakeDurable
  /** When no transaction is open. */
  afterBatch: () => Promise<void>
  onFatalStorageError: (error: unknown) => void
  elapsed?: () => number
}): Writer => {
  const { db, makeDurable, afterBatch, onFatalStorageError, elapsed = () => performance.now() } = options
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')
  const open = db.prepare('SAVEPOINT one')
  const keep = db.prepare('RELEASE one')
  const undo = db.prepare('ROLLBACK TO one')

  const queue: WaitingTransaction[] = []
  let isProcessing = false
  let batches = 0
  let transactions = 0
  let isBroken = false
  const idle: (() => void)[] = []

  const attempt = (waiting: WaitingTransaction): Settle => {
    open.run()
    try {
      const outcome = waiting.run()
      keep.run()
      return outcome
    } catch (error) {
      // On a full disk SQLite rolls back everything by itself, so the whole batch has failed.
      if (!db.inTransaction) throw error
      undo.run()
      keep.run()
      return () => waiting.reject(translateConflict(error))
    }
  }

  const commitBatch = (): { batch: WaitingTransaction[]; outcomes: Settle[] } => {
    const since = elapsed()
    const outcomes: Settle[] = []
    let size = 0
    try {
      begin.run()
      for (const waiting of queue) {
        size += 1
        outcomes.push(attempt(waiting))
        if (size === maxBatchSize || elapsed() - since >= maxBatchMs) break
      }
      commit.run()
      return { batch: queue.splice(0, size), outcomes }
    } catch (error) {
      if (db.inTransaction) rollback.run()
      const batch = queue.splice(0, Math.max(1, size))
      return { batch, outcomes: batch.map(waiting => () => waiting.reject(translateConflict(error))) }
    }
  }

  const rejectAll = (all: WaitingTransaction[], error: unknown) => {
    for (const waiting of all) waiting.reject(new AppError('STORAGE_FAILED', undefined, { cause: error }))
  }

  const processQueue = async () => {
    while (queue.length > 0) {
      const { batch, outcomes } = commitBatch()
      batches += 1
      transactions += batch.length
      try {
        await makeDurable()
      } catch (error) {
        isBroken = true
        rejectAll([...batch, ...queue.splice(0)], error)
        onFatalStorageError(error)
        break
      }
      for (const settle of outcomes) settle()
      await afterBatch()
    }
    isProcessing = false
    for (const resolve of idle.splice(0)) resolve()
  }

  return {
    write: <T>(run: () => T) =>
      new Promise<T>((resolve, reject) => {
        if (isBroken) return reject(new AppError('STORAGE_FAILED'))
        if (queue.length >= maxQueueLength)
          return reject(new AppError('OVERLOADED', undefined, { retryAfterSeconds: 1 }))
        const runOnce = () => {
          const result = run()
          return () => resolve(result)
        }
        queue.push({ run: runOnce, reject })
        if (isProcessing) return
        isProcessing = true
        setImmediate(processQueue)
      }),
    figures: () => ({ waitingTransactions: queue.length, batches, transactions }),
    drain: () => {
      if (!isProcessing) return Promise.resolve()
      return new Promise(resolve => idle.push(resolve))
    },
  }
}
