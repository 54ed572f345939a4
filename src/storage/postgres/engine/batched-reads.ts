import { AppError } from '../../../errors.ts'
import { nextTurn } from '../../../lib/next-turn.ts'
import { maxWaitingCallers } from './pool.ts'

/** How many statements of one kind run at a time: one that waits for a disk does not hold up all others. */
const maxRunning = 2

const maxKeys = 100

interface WaitingRead<Key, Result> {
  key: Key
  resolve(result: Result): void
  reject(error: unknown): void
}

/**
 * Reads single rows, many of them by one statement: those that were asked for in one turn of the event loop, or while the
 * statements before it were running. A round trip costs more CPU time than reading ten rows does.
 * @param readAll gives the results in the order of the keys
 */
export const createBatchedRead = <Key, Result>(
  readAll: (keys: readonly Key[]) => Promise<readonly Result[]>,
): ((key: Key) => Promise<Result>) => {
  let waiting: WaitingRead<Key, Result>[] = []
  let running = 0
  let isScheduled = false

  const send = async (batch: readonly WaitingRead<Key, Result>[]) => {
    running += 1
    try {
      const results = await readAll(batch.map(({ key }) => key))
      // There is one for each key.
      for (const [at, { resolve }] of batch.entries()) resolve(results[at] as Result)
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
    running -= 1
    schedule()
  }
  const sendWaiting = () => {
    isScheduled = false
    while (waiting.length > 0 && running < maxRunning) {
      const batch = waiting.slice(0, maxKeys)
      waiting = waiting.slice(maxKeys)
      void send(batch)
    }
  }
  const schedule = () => {
    if (isScheduled || waiting.length === 0 || running === maxRunning) return
    isScheduled = true
    setImmediate(sendWaiting)
  }

  return key =>
    new Promise((resolve, reject) => {
      if (waiting.length >= maxWaitingCallers) {
        reject(new AppError('OVERLOADED', undefined, { retryAfterSeconds: 1 }))
        return
      }
      waiting.push({ key, resolve, reject })
      schedule()
    })
}

interface SharedRead {
  result: Promise<unknown>
  hasBegun: boolean
}

/**
 * Lets everybody who asks for the same share one statement, unless it has begun: then they share the next one, so each
 * sees what was stored before the question.
 */
export const createSharedReads = () => {
  const newest = new Map<string, SharedRead>()
  /** @param key of everything that the result depends on */
  return <Result>(key: string, read: () => Promise<Result>): Promise<Result> => {
    const last = newest.get(key)
    if (last && !last.hasBegun) return last.result as Promise<Result> // the same question has the same type
    const shared: SharedRead = { result: Promise.resolve(), hasBegun: false }
    const begin = () => {
      shared.hasBegun = true
      return read()
    }
    const result = last ? last.result.then(begin, begin) : nextTurn().then(begin)
    shared.result = result
    newest.set(key, shared)
    const forget = () => {
      if (newest.get(key) === shared) newest.delete(key)
    }
    result.then(forget, forget)
    return result
  }
}
