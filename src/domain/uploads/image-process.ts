import { setPriority } from 'node:os'
import type { Subprocess } from 'bun'
import type { ErrorCode } from '../../errors.ts'
import { ownProgram } from '../../lib/own-program.ts'
import type { ImageFormat } from './formats.ts'
import type { Variant } from './rules.ts'

type Bytes = Uint8Array<ArrayBuffer>

export interface CleanImage {
  bytes: Bytes
  format: ImageFormat
  width: number
  height: number
  thumbhash: string
  sha256: string
}

export interface ImageJob {
  bytes: Bytes
  variant: Variant | null
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
 * sharp shares a thread pool with disk syncs, so decoding here would delay requests, and a picture can crash
 * the decoder. One job at a time, so a crash loses no other picture and the CPU time is the job's.
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
      // A pending job keeps the server alive, an idle process does not.
      this.#process.ref()
      this.#process.send(job)
      const finished = await result.promise
      // The decoder cannot be interrupted.
      if (finished && 'isTooSlow' in finished) this.kill()
      return finished
    } finally {
      this.#result = null
      this.#process?.unref()
      this.#idling = setTimeout(() => this.kill(), idleMs).unref()
    }
  }

  /** Works when the process hangs, too. The next job starts another. */
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
        if (this.#process !== started) return
        this.#process = null
        // A signal is a crash of the decoder. An exit has nothing to do with the picture.
        if (signal === null) this.#result?.reject(new Error(`The image process ended with code ${exitCode}.`))
        else this.#result?.resolve(null)
      },
    })
    // Requests come first when the CPU is busy.
    setPriority(started.pid, 10)
    return started
  }
}
