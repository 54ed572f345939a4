import { AppError } from '../../errors.ts'
import type { StoredFile } from '../../files/file-store.ts'
import type { Bound } from '../../lib/bound.ts'
import { FairQueue } from '../../lib/fair-queue.ts'
import { type CleanImage, type ImageJob, type ImageJobResult, ImageProcess } from './image-process.ts'
import type { Variant } from './rules.ts'

type Bytes = Uint8Array<ArrayBuffer>

export interface ImageCaller {
  id: string
  /** When aborted, a waiting job is dropped and a running one finished. */
  signal: AbortSignal | null
}

interface WaitingJob {
  read(): Promise<Bytes>
  variant: Variant | null
  result: PromiseWithResolvers<ImageJobResult>
}

interface PoolOptions {
  /** For one picture (ruling F8). */
  maxCpuMs?: number
  /** A process that uses no CPU for so long is stuck. */
  maxWallMs?: number
}

/** More would wait for seconds, each with its body in memory. */
const maxWaitingUploads = 24

/** Twenty thumbnails of a list for several clients. */
const maxWaitingVariants = 96

const overloaded = (retryAfterSeconds: number) => new AppError('OVERLOADED', undefined, { retryAfterSeconds })

const cancelled = () => new AppError('BAD_REQUEST', 'The client closed the connection.')

const unreadable = (detail: string) => new AppError('INVALID_FILE_TYPE', detail)

/** More processes gain nothing on a small machine. Each prefers one queue, so no kind waits for the other. */
export const createImagePool = ({ maxCpuMs = 10_000, maxWallMs = 120_000 }: PoolOptions = {}) => {
  const uploads = new FairQueue<WaitingJob>(maxWaitingUploads)
  const variants = new FairQueue<WaitingJob>(maxWaitingVariants)
  const lanes = [
    { process: new ImageProcess(), queues: [uploads, variants], isBusy: false },
    { process: new ImageProcess(), queues: [variants, uploads], isBusy: false },
  ]
  type Lane = (typeof lanes)[number]

  const runWithin = async (process: ImageProcess, job: ImageJob): Promise<ImageJobResult | null> => {
    let isStuck = false
    const deadline = setTimeout(() => {
      isStuck = true
      process.kill()
    }, maxWallMs)
    try {
      const result = await process.run(job)
      if (isStuck) throw overloaded(10)
      return result
    } finally {
      clearTimeout(deadline)
    }
  }

  const perform = async (process: ImageProcess, waiting: WaitingJob): Promise<ImageJobResult> => {
    const job: ImageJob = { bytes: await waiting.read(), variant: waiting.variant, maxCpuMs }
    // Lack of memory ends a process too. Twice is the picture's fault.
    const result = (await runWithin(process, job)) ?? (await runWithin(process, job))
    if (result === null) throw unreadable('The picture cannot be read: the decoder fails at it.')
    if ('isTooSlow' in result)
      throw unreadable(`The picture takes more than ${maxCpuMs / 1000} seconds to read.`)
    return result
  }

  const take = ({ queues }: Lane): WaitingJob | null => {
    for (const queue of queues) {
      const job = queue.take()
      if (job) return job
    }
    return null
  }

  const work = async (lane: Lane) => {
    lane.isBusy = true
    for (let job = take(lane); job !== null; job = take(lane)) {
      await perform(lane.process, job).then(job.result.resolve, job.result.reject)
    }
    lane.isBusy = false
  }

  const wakeLane = () => {
    const idle = lanes.filter(({ isBusy }) => !isBusy)
    const lane = idle.find(({ process }) => process.isRunning) ?? idle[0]
    if (lane) void work(lane)
  }

  const enqueue = async (
    queue: FairQueue<WaitingJob>,
    { id, signal }: ImageCaller,
    read: WaitingJob['read'],
    variant: Variant | null,
  ): Promise<ImageJobResult> => {
    if (signal?.aborted) throw cancelled()
    const job: WaitingJob = { read, variant, result: Promise.withResolvers() }
    const drop = () => {
      if (queue.remove(id, job)) job.result.reject(cancelled())
    }
    signal?.addEventListener('abort', drop)
    queue.add(id, job)?.result.reject(overloaded(2))
    wakeLane()
    return job.result.promise.finally(() => signal?.removeEventListener('abort', drop))
  }

  const bounds: readonly Bound[] = [
    { name: 'uploads_waiting', max: uploads.maxSize, used: () => uploads.size, atBound: 'rejects' },
    { name: 'variants_waiting', max: variants.maxSize, used: () => variants.size, atBound: 'rejects' },
  ]

  return {
    bounds,

    /**
     * Upright, in sRGB, in the same format, without metadata (ruling F2). @throws AppError INVALID_FILE_TYPE,
     * FILE_TOO_LARGE, OVERLOADED, BAD_REQUEST when the caller has gone
     */
    cleanImage: async (sent: Blob, caller: ImageCaller): Promise<CleanImage> => {
      const result = await enqueue(uploads, caller, () => sent.bytes(), null)
      if ('image' in result) return result.image
      throw errorOf(result)
    },

    /**
     * Cut around the middle. GIF and WebP stay animated; others show the first frame. @throws AppError
     * INVALID_FILE_TYPE when it takes too long, OVERLOADED, BAD_REQUEST when the caller has gone
     */
    makeVariant: async (stored: StoredFile, variant: Variant, caller: ImageCaller): Promise<Bytes> => {
      const result = await enqueue(variants, caller, () => stored.bytes(), variant)
      if ('bytes' in result) return result.bytes
      throw errorOf(result)
    },

    count: (): number => uploads.size + variants.size + lanes.filter(({ isBusy }) => isBusy).length,

    stop: (): void => {
      for (const { process } of lanes) process.kill()
    },
  }
}

/** One for all servers of a process, because it is bounded by the machine. */
export const imagePool = createImagePool()

const errorOf = (result: ImageJobResult): Error =>
  'error' in result
    ? new AppError(result.error.code, result.error.detail)
    : new Error(
        'internalError' in result
          ? `The image process failed: ${result.internalError}`
          : 'The image process sent the result of another kind of job.',
      )
