import { Worker } from 'node:worker_threads'
import type Database from 'better-sqlite3'

const mib = 1024 ** 2

interface WalBounds {
  checkpointBytes: number
  /** One more batch has to fit below the bound. */
  waitBytes: number
}

/** A reader prevented the restart of the WAL, so the next one is due sooner. */
const retryShare = 4

/** A batch ends after some milliseconds (`writer.ts`). */
const maxBatchBytes = 8 * mib

/** They keep the WAL below `maxWalBytes`. */
const usualBounds: WalBounds = { checkpointBytes: 32 * mib, waitBytes: 56 * mib }

export interface Checkpoints {
  /** Between two batches of the writer. */
  afterBatch(): Promise<void>
  /** A restart leaves the old content in the WAL. */
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

/** The length of the file does not tell, because SQLite keeps it when it starts the WAL anew. */
export const usedWalOf = (db: Database.Database): (() => number) => {
  const pageSize = Number(db.pragma('page_size', { simple: true }))
  // An array, because the driver compiles a function for named columns of a pragma at each call.
  const readState = db
    .prepare<[], [isBusy: number, log: number, checkpointed: number]>('PRAGMA wal_checkpoint(NOOP)')
    .raw()
  // A write may end after the database was closed.
  return () => (db.open ? (readState.get()?.[1] ?? 0) * pageSize : 0)
}

/**
 * No sync on the main thread: the first checkpoint runs beside writes, so it misses the end of the WAL. The
 * second is short and runs while the writer waits; after it the WAL starts anew.
 */
export const createCheckpoints = ({
  file,
  walBytes,
  onError,
  bounds = usualBounds,
}: CheckpointOptions): Checkpoints => {
  let worker: Worker | null = null
  /** 0, unless a reader prevented the restart of the WAL. */
  let bytesBefore = 0
  let step: 'wait' | 'first' | 'second' = 'wait'
  let mustEmpty = false
  /** Measuring the WAL takes a tenth of a single write. */
  let unmeasuredBatches = 0

  let running = Promise.resolve()

  const checkpoint = (mode: 'PASSIVE' | 'RESTART' | 'TRUNCATE'): Promise<void> => {
    const used = worker ?? startWorker(file)
    worker = used
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    used.once('message', () => resolve())
    used.once('error', reject)
    // A running checkpoint keeps the process alive, an idle worker does not.
    used.ref()
    used.postMessage(mode)
    running = promise
      .catch(error => {
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
  worker.unref()
  return worker
}
