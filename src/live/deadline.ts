import { systemClock } from '../lib/clock.ts'

/** The answer of a server that may be frozen. @throws Error when it has not come in `ms` milliseconds */
export const inTime = async <T>(answer: Promise<T>, ms: number): Promise<T> => {
  const { promise: timeout, reject } = Promise.withResolvers<never>()
  const cancel = systemClock.after(ms, () => reject(new Error(`There was no answer in ${ms} ms.`)))
  try {
    return await Promise.race([answer, timeout])
  } finally {
    cancel()
  }
}
