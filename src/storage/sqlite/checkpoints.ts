import { Worker } from 'node:worker_threads'

/** After how many acts the WAL is worth emptying; about 4 MB. */
const actsBetween = 1000

export interface Checkpoints {
  /** To be called between two batches of the writer. */
  afterBatch(acts: number): Promise<void>
  stop(): Promise<void>
}

/**
 * Keeps the WAL short without a sync on the main thread. A first checkpoint runs while writing goes on; it takes most
 * of the WAL but never its end, so a second one follows between two batches while the writer waits: it is short, and
 * after it SQLite begins the WAL anew.
 */
export const createCheckpoints = (file: string, onFault: (error: unknown) => void): Checkpoints => {
  let worker: Worker | null = null
  let acts = 0
  let step: 'wait' | 'first' | 'second' = 'wait'

  const checkpoint = (): Promise<void> => {
    worker ??= startWorker(file)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    worker.once('message', () => resolve())
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('The thread that makes checkpoints has ended.')))
    worker.postMessage('checkpoint')
    const startAnew = (error: unknown) => {
      // A thread that has died answers nothing any more: the next checkpoint starts another.
      worker = null
      onFault(error)
    }
    return promise.catch(startAnew).finally(() => worker?.removeAllListeners())
  }

  return {
    afterBatch: async batchActs => {
      acts += batchActs
      if (step === 'wait' && acts >= actsBetween) {
        step = 'first'
        acts = 0
        void checkpoint().then(() => {
          step = 'second'
        })
      } else if (step === 'second') {
        await checkpoint()
        step = 'wait'
      }
    },
    stop: async () => {
      if (!worker) return
      const stopping = worker
      const ended = new Promise(resolve => stopping.once('exit', resolve))
      stopping.postMessage('close')
      await ended
    },
  }
}

const startWorker = (file: string): Worker => {
  const worker = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), { workerData: file })
  // The process may end while the worker waits for work.
  worker.unref()
  return worker
}
