import { setPriority } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Subprocess } from 'bun'
import pLimit from 'p-limit'
import { AppError, type ErrorCode } from '../../errors.ts'
import type { ImageFormat } from './formats.ts'
import type { Variant } from './rules.ts'

/**
 * Pictures are decoded in a separate process. sharp runs in the thread pool that disk syncs need too, so decoding in this
 * process would delay requests. A picture that crashes the decoder ends only that process. It starts with the first
 * picture and ends after a minute without one.
 */

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
}

/** A job for the image process: rewrite a picture, or render the `variant` of a stored one. */
export interface ImageJob {
  number: number
  bytes: Bytes
  variant: Variant | null
}

/** The result of a job, or its error. */
export type ImageJobResult = { number: number } & (
  | { image: CleanImage }
  | { bytes: Bytes }
  | { error: { code: ErrorCode; detail: string } }
  | { internalError: string }
)

/** A small machine gains nothing from more, and each job may need some hundred megabytes. */
const limit = pLimit(2)

/** Further jobs would wait for several seconds, so they get OVERLOADED. */
const maxWaiting = 16

/** How long an idle process is kept. */
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
      // `stopWorker` ended it on purpose.
      if (worker !== started) return
      worker = null
      for (const job of pending.values()) job.reject(overloaded(1))
    },
  })
  // A low priority: requests come first when the CPU is busy.
  setPriority(started.pid, 10)
  return started
}

const runJob = async (read: () => Promise<Bytes>, variant: Variant | null): Promise<ImageJobResult> => {
  if (limit.pendingCount >= maxWaiting) throw overloaded(2)
  return limit(async () => {
    const bytes = await read()
    clearTimeout(idling)
    worker ??= startWorker()
    jobCount += 1
    const job: ImageJob = { number: jobCount, bytes, variant }
    const result = Promise.withResolvers<ImageJobResult>()
    pending.set(job.number, result)
    // The server stays alive for a pending job, and not for an idle process.
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

/** How many jobs run or wait, for the metrics. */
export const countPictures = (): number => limit.activeCount + limit.pendingCount

const stopWorker = () => {
  worker?.kill()
  worker = null
}

const errorOf = (result: ImageJobResult): Error =>
  'error' in result
    ? new AppError(result.error.code, result.error.detail)
    : new Error(
        'internalError' in result
          ? `The image process failed: ${result.internalError}`
          : 'The image process sent the result of another kind of job.',
      )

/**
 * Decodes a picture and encodes it again in the same format: upright, in sRGB, animations kept, metadata dropped (ruling
 * F2).
 * @throws AppError INVALID_FILE_TYPE, FILE_TOO_LARGE, OVERLOADED
 */
export const cleanImage = async (sent: Blob): Promise<CleanImage> => {
  const result = await runJob(() => sent.bytes(), null)
  if ('image' in result) return result.image
  throw errorOf(result)
}

/**
 * A stored picture in another size and format, cut to the new proportions around its middle. Animations stay so in GIF
 * and WebP; the others show the first frame.
 * @throws AppError OVERLOADED
 */
export const makeVariant = async (stored: Blob, variant: Variant): Promise<Bytes> => {
  const result = await runJob(() => stored.bytes(), variant)
  if ('bytes' in result) return result.bytes
  throw errorOf(result)
}
