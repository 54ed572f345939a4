import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Subprocess } from 'bun'
import pLimit from 'p-limit'
import { AppError, type ErrorCode } from '../../errors.ts'
import type { ImageFormat } from './formats.ts'
import type { Variant } from './rules.ts'

/**
 * Pictures are decoded in a process of their own: its work never holds up a request or a sync of the disk (sharp takes
 * its threads from the pool that those need too), and a picture that breaks the decoder breaks nothing else. It starts
 * with the first picture and ends when there has been none for a while.
 */

type Bytes = Uint8Array<ArrayBuffer>

/** A picture that is safe to keep and to serve. */
export interface CleanImage {
  bytes: Bytes
  format: ImageFormat
  /** In pixels; of one frame where it is animated. */
  width: number
  height: number
  /** As base64. */
  thumbhash: string
}

/** What the other process is asked: to clean a picture, or, with `variant`, to make one of it. */
export interface ImageJob {
  number: number
  bytes: Bytes
  variant: Variant | null
}

/** What it answers: the work, or why there is none. */
export type ImageJobResult = { number: number } & (
  | { image: CleanImage }
  | { bytes: Bytes }
  | { refusal: { code: ErrorCode; detail: string } }
  | { fault: string }
)

/** More than two would only take turns on a small machine, and each may need some hundred megabytes. */
const atOnce = pLimit(2)

/** Who would wait longer than some seconds is told to come back. */
const maxWaiting = 16

/** How long the process stays when there is nothing to do. */
const idleMs = 60_000

let worker: Subprocess | null = null
let idling: Timer | undefined
let jobCount = 0
const pending = new Map<number, PromiseWithResolvers<ImageJobResult>>()

const isCompiled = import.meta.url.includes('/$bunfs/') || import.meta.url.includes('~BUN')
const program = isCompiled ? [] : [fileURLToPath(new URL('../../main.ts', import.meta.url))]

const overloaded = (retryAfterSeconds: number) => new AppError('OVERLOADED', undefined, { retryAfterSeconds })

const startWorker = (): Subprocess => {
  const started = Bun.spawn([process.execPath, ...program, 'images'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    serialization: 'advanced',
    ipc: (result: ImageJobResult) => pending.get(result.number)?.resolve(result),
    onExit: () => {
      // One that was sent home is not missed.
      if (worker !== started) return
      worker = null
      for (const job of pending.values()) job.reject(overloaded(1))
    },
  })
  // Requests come before pictures where there is not enough of the machine for both.
  setPriority(started.pid, 10)
  return started
}

const work = async (read: () => Promise<Bytes>, variant: Variant | null): Promise<ImageJobResult> => {
  if (atOnce.pendingCount >= maxWaiting) throw overloaded(2)
  return atOnce(async () => {
    const bytes = await read()
    clearTimeout(idling)
    worker ??= startWorker()
    jobCount += 1
    const job: ImageJob = { number: jobCount, bytes, variant }
    const result = Promise.withResolvers<ImageJobResult>()
    pending.set(job.number, result)
    // Whoever waits for a picture keeps the program alive; an idle process does not.
    worker.ref()
    try {
      worker.send(job)
      return await result.promise
    } finally {
      pending.delete(job.number)
      if (pending.size === 0) {
        worker?.unref()
        idling = setTimeout(stopWorker, idleMs).unref()
      }
    }
  })
}

/** How many pictures are worked on or wait, for the metrics. */
export const countPictures = (): number => atOnce.activeCount + atOnce.pendingCount

const stopWorker = () => {
  worker?.kill()
  worker = null
}

const refusalOf = (result: ImageJobResult): Error =>
  'refusal' in result
    ? new AppError(result.refusal.code, result.refusal.detail)
    : new Error(
        'fault' in result
          ? `The image process: ${result.fault}`
          : 'The image process answered something else.',
      )

/**
 * Decodes a picture and writes it anew in its own format: upright, in sRGB, animated as it was, and nothing else of
 * what was sent (ruling F2).
 * @throws AppError INVALID_FILE_TYPE, FILE_TOO_LARGE, OVERLOADED
 */
export const cleanImage = async (sent: Blob): Promise<CleanImage> => {
  const result = await work(() => sent.bytes(), null)
  if ('image' in result) return result.image
  throw refusalOf(result)
}

/**
 * A stored picture in another size and format, cut to the new proportions around its middle. Animations stay so in GIF
 * and WebP; the others show the first frame.
 * @throws AppError OVERLOADED
 */
export const makeVariant = async (stored: Blob, variant: Variant): Promise<Bytes> => {
  const result = await work(() => stored.bytes(), variant)
  if ('bytes' in result) return result.bytes
  throw refusalOf(result)
}
