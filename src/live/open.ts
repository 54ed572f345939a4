import { connect } from 'node:net'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { Copies } from './copies.ts'
import type { Live } from './live.ts'
import { RedisCalls } from './redis-calls.ts'
import { RedisCounters } from './redis-counters.ts'
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
  const prefix = `chayenity:${name}:`
  const hearer = { hear: (_text: string) => {} }
  let calls: RedisCalls | null = null
  try {
    const opened = await RedisCalls.open(url)
    calls = opened
    await opened.send('EVAL', ['return 1', '0'])
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
    throw new Error(await sentenceOf(url))
  }
}

const logConnection = (log: Log, isConnected: boolean): void => {
  if (isConnected) log.info('Redis is back: the copies of the server hear each other again.')
  else
    log.error(
      'Redis is away. Each copy of the server counts its limits alone, and hears nothing of the others.',
    )
}

/** Bun does not say why a connection was refused, so it is found out whether anything listens there. */
const sentenceOf = async (url: string): Promise<string> => {
  const { host, hostname, port } = new URL(url)
  const server = `The Redis server "${host}" of REDIS_URL`
  return (await isListening(hostname.replace(/^\[|\]$/g, ''), Number(port || 6379)))
    ? `${server} cannot be used. Correct the user, the password or the scheme of REDIS_URL; it needs Redis 6 or newer, or Valkey, that lets us publish, subscribe and run EVAL.`
    : `${server} cannot be reached. Start it, or correct REDIS_URL.`
}

const isListening = (host: string, port: number): Promise<boolean> => {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect({ host, port, timeout: 1000 })
  socket.once('connect', () => resolve(true))
  socket.once('error', () => resolve(false))
  socket.once('timeout', () => resolve(false))
  return promise.finally(() => socket.destroy())
}
