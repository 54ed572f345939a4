import { AppError } from '../../errors.ts'
import type { StoredFile } from '../../files/file-store.ts'
import type { Bound } from '../../lib/bound.ts'
import { FairQueue } from '../../lib/fair-queue.ts'
import { type CleanImage, type ImageJob, type ImageJobResult, ImageProcess } from './image-process.ts'
import type { Variant } from './rules.ts'

type Bytes = Uint8Array<ArrayBuffer>

export interface ImageCaller {
  /** Work is taken in turn by this: a user, or the address of a client. */
  id: string
  /** Aborted when nobody needs the result any more. A job that waits is dropped then; a running one is finished. */
  signal: AbortSignal | null
}

interface WaitingJob {
  read(): Promise<Bytes>
  variant: Variant | null
  result: PromiseWithResolvers<ImageJobResult>
}

interface PoolOptions {
  /** Of CPU time of one picture (ruling F8). */
  maxCpuMs?: number
  /** Until a process that uses no CPU either counts as stuck. */
  maxWallMs?: number
}

/** Further uploads would wait for several seconds, and each holds its body in memory. */
const maxWaitingUploads = 24

/** A job that waits is an address and a size. Twenty thumbnails of a list fit for several clients at once. */
const maxWaitingVariants = 96

const overloaded = (retryAfterSeconds: number) => new AppError('OVERLOADED', undefined, { retryAfterSeconds })

const cancelled = () => new AppError('BAD_REQUEST', 'The client closed the connection.')

const unreadable = (detail: string) => new AppError('INVALID_FILE_TYPE', detail)

/**
 * Two processes: a small machine gains nothing from more, and each job may need some hundred megabytes. Uploads and
 * variants wait in queues of their own. Each process prefers one of them, so neither kind waits behind the other.
 */
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
    // A process may end for reasons that are not the picture's, such as a lack of memory. Twice is the picture's fault.
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
    // A process that runs already is used before another is started.
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
     * Decodes a picture and encodes it again in the same format: upright, in sRGB, animations kept, metadata dropped
     * (ruling F2).
     * @throws AppError INVALID_FILE_TYPE, FILE_TOO_LARGE, OVERLOADED, BAD_REQUEST when the caller has gone
     */
    cleanImage: async (sent: Blob, caller: ImageCaller): Promise<CleanImage> => {
      const result = await enqueue(uploads, caller, () => sent.bytes(), null)
      if ('image' in result) return result.image
      throw errorOf(result)
    },

    /**
     * A stored picture in another size and format, cut to the new proportions around its middle. Animations stay so in
     * GIF and WebP; the others show the first frame.
     * @throws AppError INVALID_FILE_TYPE when it takes too long, OVERLOADED, BAD_REQUEST when the caller has gone
     */
    makeVariant: async (stored: StoredFile, variant: Variant, caller: ImageCaller): Promise<Bytes> => {
      const result = await enqueue(variants, caller, () => stored.bytes(), variant)
      if ('bytes' in result) return result.bytes
      throw errorOf(result)
    },

    count: (): number => uploads.size + variants.size + lanes.filter(({ isBusy }) => isBusy).length,

    /** Ends the processes; a later job starts them again. */
    stop: (): void => {
      for (const { process } of lanes) process.kill()
    },
  }
}

/** Shared by all servers of a process: its bounds are those of the machine. */
export const imagePool = createImagePool()

const errorOf = (result: ImageJobResult): Error =>
  'error' in result
    ? new AppError(result.error.code, result.error.detail)
    : new Error(
        'internalError' in result
          ? `The image process failed: ${result.internalError}`
          : 'The image process sent the result of another kind of job.',
      )
