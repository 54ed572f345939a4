import { AppError } from '../../../errors.ts'
import type { Reader } from '../../../lib/command.ts'
import { FairQueue } from '../../../lib/fair-queue.ts'
import { clientGone, maxWaitingReads, noExpensiveReads, overloadedByReads } from '../../expensive-reads.ts'
import type { ExpensiveReadFigures } from '../../store.ts'
import type { ReadCall, ReadOutcome } from './read-thread.ts'

interface WaitingRead {
  call: ReadCall
  signal: AbortSignal | null
  since: number
  result: PromiseWithResolvers<unknown>
}

/** How often a call is made before its worker's deaths count as its own fault. */
const maxAttempts = 2

interface ReadQueueOptions {
  run: (call: ReadCall, signal: AbortSignal | null) => Promise<ReadOutcome | null>
  onDeath: (error: unknown) => void
}

export type ReadQueue = ReturnType<typeof createReadQueue>

/** Readers take turns, so one delays another by two reads at most. */
export const createReadQueue = ({ run, onDeath }: ReadQueueOptions) => {
  const queue = new FairQueue<WaitingRead>(maxWaitingReads)
  const figures = { ...noExpensiveReads }
  let working: Promise<void> | null = null
  let isClosed = false

  const overloaded = () => {
    figures.rejected += 1
    return overloadedByReads(queue.size, figures)
  }

  const attempt = async ({ call, signal }: WaitingRead): Promise<ReadOutcome | null> => {
    for (let attempts = 1; ; attempts += 1) {
      try {
        return await run(call, signal)
      } catch (error) {
        onDeath(error)
        if (attempts < maxAttempts) continue
        throw new AppError('OVERLOADED', undefined, { retryAfterSeconds: 1, cause: error })
      }
    }
  }

  const perform = async (read: WaitingRead): Promise<unknown> => {
    const outcome = await attempt(read)
    if (outcome === null) throw clientGone()
    if ('result' in outcome) return outcome.result
    const { code, detail, retryAfterSeconds, cause: text } = outcome.error
    const cause =
      text === null ? undefined : new Error(`${read.call.name} failed in the read worker: ${text}`)
    if (code === null) throw cause
    throw new AppError(code, detail, { cause, ...(retryAfterSeconds && { retryAfterSeconds }) })
  }

  const work = async () => {
    for (let read = queue.take(); read !== null; read = queue.take()) {
      const since = performance.now()
      figures.waitSeconds += (since - read.since) / 1000
      await perform(read).then(read.result.resolve, read.result.reject)
      figures.total += 1
      figures.runSeconds += (performance.now() - since) / 1000
    }
    working = null
  }

  return {
    /** @throws AppError OVERLOADED, BAD_REQUEST when the client has gone, and whatever the read throws */
    read: async ({ userId, signal }: Reader, call: ReadCall): Promise<unknown> => {
      if (isClosed) throw overloaded()
      if (signal?.aborted) throw clientGone()
      const read: WaitingRead = {
        call,
        signal,
        since: performance.now(),
        result: Promise.withResolvers(),
      }
      const drop = () => {
        if (queue.remove(userId, read)) read.result.reject(clientGone())
      }
      signal?.addEventListener('abort', drop)
      queue.add(userId, read)?.result.reject(overloaded())
      working ??= work()
      return read.result.promise.finally(() => signal?.removeEventListener('abort', drop))
    },

    figures: (): ExpensiveReadFigures => ({ ...figures, waiting: queue.size }),

    close: async (): Promise<void> => {
      isClosed = true
      for (let read = queue.take(); read !== null; read = queue.take()) read.result.reject(overloaded())
      await working
    },
  }
}
