import { systemClock } from './clock.ts'

/** The answer of a server that may be frozen. @throws what `late` makes when it has not come in `ms` milliseconds */
export const inTime = async <T>(
  answer: Promise<T>,
  ms: number,
  late: () => Error = () => new Error(`There was no answer in ${ms} ms.`),
): Promise<T> => {
  const { promise: timeout, reject } = Promise.withResolvers<never>()
  const cancel = systemClock.after(ms, () => reject(late()))
  try {
    return await Promise.race([answer, timeout])
  } finally {
    cancel()
  }
}
