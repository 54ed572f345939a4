import { Worker } from 'node:worker_threads'
import type Database from 'better-sqlite3'

const mib = 1024 ** 2

interface WalBounds {
  checkpointBytes: number
  /** Where the writer waits for a running checkpoint. One more batch has to fit below the bound. */
  waitBytes: number
}

/** So much sooner the next one is due when a reader has prevented the restart of the WAL. */
const retryShare = 4

/** No batch writes more: it ends after some milliseconds (`writer.ts`). */
const maxBatchBytes = 8 * mib

/** They keep the WAL below `maxWalBytes`. */
const usualBounds: WalBounds = { checkpointBytes: 32 * mib, waitBytes: 56 * mib }

export interface Checkpoints {
  /** Must be called between two batches of the writer. */
  afterBatch(): Promise<void>
  /** Makes the checkpoints of the next batches empty the WAL, of which a restart leaves the old content. */
  requestEmptyWal(): void
  idle(): Promise<void>
  stop(): Promise<void>
}

interface CheckpointOptions {
  file: string
  walBytes: () => number
  onError: (error: unknown) => void
  bounds?: WalBounds
}

/**
 * Tells how much of the WAL is in use. The file keeps its length when SQLite starts it anew, so the length does not
 * tell.
 */
export const usedWalOf = (db: Database.Database): (() => number) => {
  const pageSize = Number(db.pragma('page_size', { simple: true }))
  // As an array: the driver compiles a function for the named columns of a pragma at each call.
  const readState = db
    .prepare<[], [isBusy: number, log: number, checkpointed: number]>('PRAGMA wal_checkpoint(NOOP)')
    .raw()
  // A write may end after the database was closed.
  return () => (db.open ? (readState.get()?.[1] ?? 0) * pageSize : 0)
}

/**
 * Keeps the WAL short without a sync on the main thread. A first checkpoint runs while writes continue, so it copies
 * most of the WAL but never its end. A second one runs between two batches while the writer waits: it is short, and
 * after it SQLite starts the WAL from the beginning.
 */
export const createCheckpoints = ({
  file,
  walBytes,
  onError,
  bounds = usualBounds,
}: CheckpointOptions): Checkpoints => {
  let worker: Worker | null = null
  /** In use after the last checkpoint: nothing, unless a reader prevented the restart of the WAL. */
  let bytesBefore = 0
  let step: 'wait' | 'first' | 'second' = 'wait'
  let mustEmpty = false
  /** How many of the next batches cannot make a checkpoint due. Measuring the WAL takes a tenth of a single write. */
  let unmeasuredBatches = 0

  let running = Promise.resolve()

  const checkpoint = (mode: 'PASSIVE' | 'RESTART' | 'TRUNCATE'): Promise<void> => {
    const used = worker ?? startWorker(file)
    worker = used
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    used.once('message', () => resolve())
    used.once('error', reject)
    // The process stays alive for a running checkpoint, and not for an idle worker.
    used.ref()
    used.postMessage(mode)
    running = promise
      .catch(error => {
        // A failed worker answers no more messages. The next checkpoint starts another one.
        worker = null
        onError(error)
      })
      .finally(() => {
        used.removeAllListeners()
        used.unref()
      })
    return running
  }

  return {
    afterBatch: async () => {
      unmeasuredBatches -= 1
      if (step === 'wait' && !mustEmpty && unmeasuredBatches >= 0) return
      const bytes = walBytes()
      bytesBefore = Math.min(bytesBefore, bytes)
      const grown = bytes - bytesBefore
      const dueBytes = bytesBefore > 0 ? bounds.checkpointBytes / retryShare : bounds.checkpointBytes
      unmeasuredBatches = Math.floor((dueBytes - grown) / maxBatchBytes) - 1
      if (step === 'wait' && (mustEmpty || grown >= dueBytes)) {
        step = 'first'
        void checkpoint('PASSIVE').then(() => {
          step = 'second'
        })
      }
      if (step === 'first' && bytes >= bounds.waitBytes) await running
      if (step === 'second') {
        await checkpoint(mustEmpty ? 'TRUNCATE' : 'RESTART')
        mustEmpty = false
        bytesBefore = walBytes()
        step = 'wait'
      }
    },
    requestEmptyWal: () => {
      mustEmpty = true
    },
    idle: () => running,
    stop: async () => {
      await running
      if (!worker) return
      const stopping = worker
      const ended = new Promise(resolve => stopping.once('exit', resolve))
      stopping.ref()
      stopping.postMessage('close')
      await ended
    },
  }
}

const startWorker = (file: string): Worker => {
  const worker = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), { workerData: file })
  // The process may end while the worker is idle.
  worker.unref()
  return worker
}
