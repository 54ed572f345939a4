import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

const Memory = Type.Object({
  rssBytes: Type.Number(),
  /** JavaScript objects. */
  heapBytes: Type.Number(),
  /** How many functions of JavaScript have compiled code. */
  compiledFunctions: Type.Number(),
  /** How many objects of each type there are. */
  objectTypeCounts: Type.Record(Type.String(), Type.Number()),
})

/** The memory of a server after a forced garbage collection. */
export type Memory = Static<typeof Memory> & { anonymousBytes: number }

const usualSettleMs = 3000

/** What a process holds by itself, without mapped files. */
export const anonymousBytesOf = async (pid: number): Promise<number> =>
  1024 * Number(/^RssAnon:\s+(\d+)/m.exec(await Bun.file(`/proc/${pid}/status`).text())?.[1])

export const jwtSecret = 'q8Zr2LwT6vXn4KsB9mHd1YcJ7fGp3QaE'

/** Starts the product in a process of its own, whose memory can be measured. */
export const startMeasuredServer = async (dataDir: string) => {
  const waiting: ((message: unknown) => void)[] = []
  const next = () => new Promise<unknown>(resolve => waiting.push(resolve))
  const first = next()
  const child = Bun.spawn([process.execPath, `${import.meta.dir}/measured-server.ts`], {
    env: {
      PATH: process.env.PATH ?? '',
      DATA_DIR: dataDir,
      RATE_LIMIT: 'off',
      LOG_LEVEL: 'error',
      ACCESS_TOKEN_MINUTES: '1440',
      JWT_SECRET: jwtSecret,
    },
    stdout: 'inherit',
    stderr: 'inherit',
    // Its messages answer in order.
    ipc: message => waiting.shift()?.(message),
  })
  const field = (message: unknown, name: string): unknown =>
    typeof message === 'object' && message !== null
      ? Object.entries(message).find(([key]) => key === name)?.[1]
      : null
  const url = String(field(await first, 'url'))
  const collect = async (): Promise<Static<typeof Memory>> => {
    const answer = next()
    child.send('memory')
    return Value.Parse(Memory, await answer)
  }
  /** In bytes. Memory is higher for a while afterwards. */
  const measureCode = async (): Promise<number> => {
    const answer = next()
    child.send('code')
    return Number(await answer)
  }
  const measureMemory = async (settleMs = usualSettleMs): Promise<Memory> => {
    // The first collection lets finalizers run, whose memory the second one frees. The allocator gives it back later.
    await collect()
    await Bun.sleep(settleMs)
    const memory = await collect()
    await Bun.sleep(settleMs)
    return { ...memory, anonymousBytes: await anonymousBytesOf(child.pid) }
  }
  return { url, child, measureMemory, measureCode }
}
