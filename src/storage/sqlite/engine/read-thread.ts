import { Worker } from 'node:worker_threads'
import type { UserId } from '../../../domain/ids.ts'
import type { ErrorCode } from '../../../errors.ts'

export interface ReadCall {
  name: string
  values: unknown[]
  userId: UserId
}

interface ReadError {
  /** Null for an error that is none of the catalogue. */
  code: ErrorCode | null
  detail: string
  retryAfterSeconds: number | undefined
  cause: string | null
}

export type ReadOutcome = { result: unknown } | { error: ReadError }

interface ReadThreadOptions {
  /** An idle worker holds some megabytes. */
  idleMs?: number
  /** For a read that nobody waits for. Stopping it costs the start of another worker. */
  graceMs?: number
}

export class ReadThread {
  readonly #idleMs: number
  readonly #graceMs: number
  #worker: Worker | null = null
  #pending: PromiseWithResolvers<ReadOutcome | null> | null = null
  #idleTimer: NodeJS.Timeout | undefined
  #ended = Promise.resolve()

  constructor(
    readonly file: string,
    { idleMs = 30_000, graceMs = 200 }: ReadThreadOptions = {},
  ) {
    this.#idleMs = idleMs
    this.#graceMs = graceMs
  }

  get isRunning(): boolean {
    return this.#worker !== null
  }

  /** One call at a time. Null when it was stopped after `signal`. Rejects when the worker dies. */
  async run(call: ReadCall, signal: AbortSignal | null): Promise<ReadOutcome | null> {
    clearTimeout(this.#idleTimer)
    const pending = Promise.withResolvers<ReadOutcome | null>()
    this.#pending = pending
    this.#worker ??= this.#start()
    const worker = this.#worker
    let graceTimer: NodeJS.Timeout | undefined
    const stopSoon = () => {
      graceTimer = setTimeout(() => this.#stop(worker), this.#graceMs)
    }
    signal?.addEventListener('abort', stopSoon)
    // A running call keeps the process alive, an idle worker does not.
    worker.ref()
    worker.postMessage(call)
    try {
      return await pending.promise
    } finally {
      signal?.removeEventListener('abort', stopSoon)
      clearTimeout(graceTimer)
      this.#pending = null
      worker.unref()
      this.#idleTimer = setTimeout(() => this.end(), this.#idleMs)
      this.#idleTimer.unref()
    }
  }

  end(): Promise<void> {
    clearTimeout(this.#idleTimer)
    const worker = this.#worker
    if (worker) {
      this.#worker = null
      this.#ended = new Promise(resolve => worker.once('exit', () => resolve()))
      worker.ref()
      worker.postMessage('close')
    }
    return this.#ended
  }

  /** A statement that runs is finished, so the next call waits for the end. */
  async #stop(worker: Worker): Promise<void> {
    const pending = this.#pending
    this.#worker = null
    await worker.terminate()
    pending?.resolve(null)
  }

  #start(): Worker {
    const worker = new Worker(new URL('./read-worker.ts', import.meta.url), { workerData: this.file })
    const fail = (error: unknown) => {
      if (this.#worker !== worker) return
      this.#worker = null
      this.#pending?.reject(error)
    }
    worker.on('message', (outcome: ReadOutcome) => {
      // The last message of a stopped worker must not answer the next call.
      if (this.#worker === worker) this.#pending?.resolve(outcome)
    })
    worker.on('error', fail)
    worker.on('exit', () => fail(new Error('The read worker has ended.')))
    return worker
  }
}
