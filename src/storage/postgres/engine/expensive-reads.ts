import type { Reader } from '../../../lib/command.ts'
import { FairQueue } from '../../../lib/fair-queue.ts'
import { clientGone, maxWaitingReads, noExpensiveReads, overloadedByReads } from '../../expensive-reads.ts'
import type { ExpensiveReadFigures } from '../../store.ts'

/** How many connections they may hold at a time. */
const maxRunning = 2

interface WaitingRead {
  since: number
  begin(): Promise<void>
  reject(error: unknown): void
}

export type ExpensiveReads = ReturnType<typeof createExpensiveReads>

/**
 * Reads that may take the server a second, a few at a time. Readers are served in turn, so that one of them does not hold
 * the connections of all others. A read whose client goes away while it waits is not begun.
 */
export const createExpensiveReads = () => {
  const queue = new FairQueue<WaitingRead>(maxWaitingReads)
  const figures = { ...noExpensiveReads }
  let running = 0

  const beginWaiting = () => {
    while (running < maxRunning) {
      const read = queue.take()
      if (!read) return
      const since = performance.now()
      figures.waitSeconds += (since - read.since) / 1000
      running += 1
      void read.begin().finally(() => {
        running -= 1
        figures.total += 1
        figures.runSeconds += (performance.now() - since) / 1000
        beginWaiting()
      })
    }
  }

  return {
    /** @throws AppError OVERLOADED, BAD_REQUEST when the client has gone, and whatever the read throws */
    run: async <Result>({ userId, signal }: Reader, read: () => Promise<Result>): Promise<Result> => {
      if (signal?.aborted) throw clientGone()
      const { promise, resolve, reject } = Promise.withResolvers<Result>()
      const waiting: WaitingRead = {
        since: performance.now(),
        begin: () => read().then(resolve, reject),
        reject,
      }
      const drop = () => {
        if (queue.remove(userId, waiting)) reject(clientGone())
      }
      signal?.addEventListener('abort', drop)
      const displaced = queue.add(userId, waiting)
      if (displaced) {
        figures.rejected += 1
        displaced.reject(overloadedByReads(queue.size, figures))
      }
      beginWaiting()
      return promise.finally(() => signal?.removeEventListener('abort', drop))
    },
    figures: (): ExpensiveReadFigures => ({ ...figures, waiting: queue.size }),
  }
}
