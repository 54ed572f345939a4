import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { Copies } from './copies.ts'
import type { Live } from './live.ts'
import { RedisCalls } from './redis-calls.ts'
import { RedisCounters } from './redis-counters.ts'
import { findRedisProblem, sentenceOfRedis } from './redis-problem.ts'
import { RedisSubscription } from './redis-subscription.ts'

interface LiveOptions {
  /** `redis://user:password@host:port` */
  url: string
  /** The same for all copies of one marketplace, and for no other: several may share a server. */
  name: string
  /** Of this copy. */
  id: string
  clock: Clock
  log: Log
}

/** Joins the copies that share a Redis server. @throws Error with one sentence, without the password */
export const openLive = async ({ url, name, id, clock, log }: LiveOptions): Promise<Live> => {
  const problem = await findRedisProblem(url)
  if (problem !== null) throw new Error(problem)
  const prefix = `chayenity:${name}:`
  const hearer = { hear: (_text: string) => {} }
  let calls: RedisCalls | null = null
  try {
    const opened = await RedisCalls.open(url)
    calls = opened
    const subscription = await RedisSubscription.open(url, `${prefix}copies`, text => hearer.hear(text))
    const transport = {
      send: async (text: string) => {
        await opened.send('PUBLISH', [`${prefix}copies`, text])
      },
      renew: () => subscription.renew(),
      close: () => {
        subscription.close()
        opened.close()
      },
    }
    const copies = new Copies(id, clock, transport, isConnected => logConnection(log, isConnected))
    hearer.hear = text => {
      try {
        copies.receive(text)
      } catch (error) {
        log.error({ err: error }, 'A message of another copy failed.')
      }
    }
    return { copies, counters: new RedisCounters(opened, `${prefix}limit:`), close: () => copies.close() }
  } catch {
    calls?.close()
    throw new Error(await sentenceOfRedis(url))
  }
}

const logConnection = (log: Log, isConnected: boolean): void => {
  if (isConnected) log.info('Redis is back: the copies of the server hear each other again.')
  else
    log.error(
      'Redis is away. Each copy of the server counts its limits alone, and hears nothing of the others.',
    )
}
