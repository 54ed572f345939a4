import { Worker } from 'node:worker_threads'

/** A checkpoint is due after so many transactions, about 4 MB of WAL. */
const transactionsPerCheckpoint = 1000

export interface Checkpoints {
  /** Must be called between two batches of the writer. */
  afterBatch(transactions: number): Promise<void>
  stop(): Promise<void>
}

/**
 * Keeps the WAL short without a sync on the main thread. A first checkpoint runs while writes continue, so it copies
 * most of the WAL but never its end. A second one runs between two batches while the writer waits: it is short, and
 * after it SQLite starts the WAL from the beginning.
 */
export const createCheckpoints = (file: string, onError: (error: unknown) => void): Checkpoints => {
  let worker: Worker | null = null
  let transactions = 0
  let step: 'wait' | 'first' | 'second' = 'wait'

  /** Resolves when the running checkpoint has ended. */
  let running = Promise.resolve()

  const checkpoint = (): Promise<void> => {
    const used = worker ?? startWorker(file)
    worker = used
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    used.once('message', () => resolve())
    used.once('error', reject)
    // The process stays alive for a running checkpoint, and not for an idle worker.
    used.ref()
    used.postMessage('checkpoint')
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
    afterBatch: async batchSize => {
      transactions += batchSize
      if (step === 'wait' && transactions >= transactionsPerCheckpoint) {
        step = 'first'
        transactions = 0
        void checkpoint().then(() => {
          step = 'second'
        })
      } else if (step === 'second') {
        await checkpoint()
        step = 'wait'
      }
    },
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
