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

  /** The checkpoint that runs at the moment, if one does. */
  let underWay = Promise.resolve()

  const checkpoint = (): Promise<void> => {
    const asked = worker ?? startWorker(file)
    worker = asked
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    asked.once('message', () => resolve())
    asked.once('error', reject)
    // Whoever waits for a checkpoint keeps the process alive; a worker without work does not.
    asked.ref()
    asked.postMessage('checkpoint')
    underWay = promise
      .catch(error => {
        // A worker that has failed answers no more; the next checkpoint starts another one.
        worker = null
        onFault(error)
      })
      .finally(() => {
        asked.removeAllListeners()
        asked.unref()
      })
    return underWay
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
      await underWay
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
  // The process may end while the worker waits for work.
  worker.unref()
  return worker
}
