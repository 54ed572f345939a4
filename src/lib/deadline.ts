import { systemClock } from './clock.ts'

const maxHoldUps = 3

/**
 * The answer of a server that may be frozen. Where this process itself was busy for so long that the timer is late,
 * the answer may be waiting too, and the time begins anew. @throws what `late` makes when it has not come in `ms`
 * milliseconds
 */
export const inTime = async <T>(
  answer: Promise<T>,
  ms: number,
  late: () => Error = () => new Error(`There was no answer in ${ms} ms.`),
): Promise<T> => {
  const { promise: timeout, reject } = Promise.withResolvers<never>()
  let cancel = () => {}
  const wait = (holdUps: number) => {
    const since = systemClock.elapsed()
    cancel = systemClock.after(ms, () => {
      const isHeldUp = systemClock.elapsed() - since > 1.5 * ms
      if (isHeldUp && holdUps < maxHoldUps) wait(holdUps + 1)
      else reject(late())
    })
  }
  wait(0)
  try {
    return await Promise.race([answer, timeout])
  } finally {
    cancel()
  }
}
