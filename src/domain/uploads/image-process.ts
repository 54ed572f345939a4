import { setPriority } from 'node:os'
import type { Subprocess } from 'bun'
import type { ErrorCode } from '../../errors.ts'
import { ownProgram } from '../../lib/own-program.ts'
import type { ImageFormat } from './formats.ts'
import type { Variant } from './rules.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** A picture that is safe to store and to serve. */
export interface CleanImage {
  bytes: Bytes
  format: ImageFormat
  /** In pixels; of one frame where it is animated. */
  width: number
  height: number
  /** As base64. */
  thumbhash: string
  /** In hexadecimal digits. */
  sha256: string
}

export interface ImageJob {
  bytes: Bytes
  variant: Variant | null
  /** The process reports a job that takes more CPU time than this. Waiting does not count. */
  maxCpuMs: number
}

export type ImageJobResult = { cpuMs: number } & (
  | { image: CleanImage }
  | { bytes: Bytes }
  | { error: { code: ErrorCode; detail: string } }
  | { internalError: string }
  | { isTooSlow: true }
)

const idleMs = 60_000

/**
 * Decodes pictures in a separate process. sharp runs in the thread pool that disk syncs need too, so decoding in this
 * process would delay requests. A picture that crashes the decoder ends only that process. It takes one job at a time,
 * so its CPU time is that of the job and nobody else's picture is lost with it. It starts with the first picture and ends
 * after a minute without one.
 */
export class ImageProcess {
  #process: Subprocess | null = null
  #result: PromiseWithResolvers<ImageJobResult | null> | null = null
  #idling: Timer | undefined

  get isRunning(): boolean {
    return this.#process !== null
  }

  /** @returns null when a signal ended the process before it had a result */
  async run(job: ImageJob): Promise<ImageJobResult | null> {
    if (this.#result) throw new TypeError('An image process takes one job at a time.')
    clearTimeout(this.#idling)
    const result = Promise.withResolvers<ImageJobResult | null>()
    this.#result = result
    try {
      this.#process ??= this.#start()
      // The server stays alive for a pending job, and not for an idle process.
      this.#process.ref()
      this.#process.send(job)
      const finished = await result.promise
      // The decoder cannot be interrupted, so its process is killed with it.
      if (finished && 'isTooSlow' in finished) this.kill()
      return finished
    } finally {
      this.#result = null
      this.#process?.unref()
      this.#idling = setTimeout(() => this.kill(), idleMs).unref()
    }
  }

  /** Ends the process, even one that is stopped or hangs. The next job starts another. */
  kill(): void {
    const killed = this.#process
    this.#process = null
    killed?.kill('SIGKILL')
    this.#result?.resolve(null)
  }

  #start(): Subprocess {
    const started = Bun.spawn([...ownProgram, 'images'], {
      stdio: ['ignore', 'inherit', 'inherit'],
      serialization: 'advanced',
      ipc: (result: ImageJobResult) => {
        if (this.#process === started) this.#result?.resolve(result)
      },
      onExit: (_process, exitCode, signal) => {
        // `kill` ended it on purpose.
        if (this.#process !== started) return
        this.#process = null
        // A picture can crash the decoder. An exit of its own, such as at the start, has nothing to do with pictures.
        if (signal === null) this.#result?.reject(new Error(`The image process ended with code ${exitCode}.`))
        else this.#result?.resolve(null)
      },
    })
    // A low priority: requests come first when the CPU is busy.
    setPriority(started.pid, 10)
    return started
  }
}
