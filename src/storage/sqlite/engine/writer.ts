import type Database from 'better-sqlite3'
import { AppError } from '../../../errors'
import { translateConflict } from './conflicts'

/** Makes what was committed survive a power cut. */
export type MakeDurable = () => Promise<void>

interface WaitingAct {
  /** Runs the act and gives what answers its caller. */
  run: () => Outcome
  refuse: (error: unknown) => void
}

/** Answers the caller of an act. */
type Outcome = () => void

/** How many acts may wait. More than the disk can take in some seconds only makes everybody late. */
export const maxQueueLength = 10_000

/** How many acts share a commit, so that a burst does not hold up the readers on the same thread. */
export const maxBatchSize = 256

export interface Writer {
  /**
   * Runs `act` in a transaction, after all acts that came before. The promise is kept when its effect is durable.
   * An act that throws leaves nothing behind and does not touch its neighbours.
   * @throws AppError OVERLOADED, STORAGE_FAILED, and whatever `act` throws
   */
  write<T>(act: () => T): Promise<T>

  /** Waits until everything that was accepted is durable. */
  drain(): Promise<void>

  /** How much waits, and how much was done since the start. */
  figures(): WriterFigures
}

export interface WriterFigures {
  waitingActs: number
  batches: number
  acts: number
}

/**
 * The one writer of a database. The acts that wait at one turn of the event loop share a transaction, each in its own
 * savepoint; then one sync off the main thread makes them durable together, and only then are the callers answered.
 * When a sync fails nobody can know what is on the disk: the callers are refused and `onFatalStorageError` is told.
 */
export const createWriter = (options: {
  db: Database.Database
  makeDurable: MakeDurable
  /** Called between two batches, when no transaction is open; `acts` is how many were committed. */
  afterBatch: (acts: number) => Promise<void>
  onFatalStorageError: (error: unknown) => void
}): Writer => {
  const { db, makeDurable, afterBatch, onFatalStorageError } = options
  const begin = db.prepare('BEGIN IMMEDIATE')
  const commit = db.prepare('COMMIT')
  const rollback = db.prepare('ROLLBACK')
  const open = db.prepare('SAVEPOINT act')
  const keep = db.prepare('RELEASE act')
  const undo = db.prepare('ROLLBACK TO act')

  const queue: WaitingAct[] = []
  let isWorking = false
  let batches = 0
  let acts = 0
  let isBroken = false
  const idle: (() => void)[] = []

  const attempt = (act: WaitingAct): Outcome => {
    open.run()
    try {
      const outcome = act.run()
      keep.run()
      return outcome
    } catch (error) {
      // Some faults (a full disk) make SQLite roll back everything by itself: then the whole batch has failed.
      if (!db.inTransaction) throw error
      undo.run()
      keep.run()
      return () => act.refuse(translateConflict(error))
    }
  }

  const commitBatch = (batch: WaitingAct[]): Outcome[] => {
    try {
      begin.run()
      const outcomes = batch.map(attempt)
      commit.run()
      return outcomes
    } catch (error) {
      if (db.inTransaction) rollback.run()
      return batch.map(act => () => act.refuse(translateConflict(error)))
    }
  }

  const refuseAll = (acts: WaitingAct[], error: unknown) => {
    for (const act of acts) act.refuse(new AppError('STORAGE_FAILED', undefined, { cause: error }))
  }

  const work = async () => {
    while (queue.length > 0) {
      const batch = queue.splice(0, maxBatchSize)
      batches += 1
      acts += batch.length
      const outcomes = commitBatch(batch)
      try {
        await makeDurable()
      } catch (error) {
        isBroken = true
        refuseAll([...batch, ...queue.splice(0)], error)
        onFatalStorageError(error)
        break
      }
      for (const tell of outcomes) tell()
      await afterBatch(batch.length)
    }
    isWorking = false
    for (const tell of idle.splice(0)) tell()
  }

  return {
    write: <T>(act: () => T) =>
      new Promise<T>((resolve, refuse) => {
        if (isBroken) return refuse(new AppError('STORAGE_FAILED'))
        if (queue.length >= maxQueueLength)
          return refuse(new AppError('OVERLOADED', undefined, { retryAfterSeconds: 1 }))
        const run = () => {
          const result = act()
          return () => resolve(result)
        }
        queue.push({ run, refuse })
        if (isWorking) return
        isWorking = true
        setImmediate(work)
      }),
    figures: () => ({ waitingActs: queue.length, batches, acts }),
    drain: () => {
      if (!isWorking) return Promise.resolve()
      return new Promise(resolve => idle.push(resolve))
    },
  }
}
