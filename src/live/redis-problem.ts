import { connect } from 'node:net'
import { inTime } from '../lib/deadline.ts'
import { systemRandom } from '../lib/random.ts'
import { RedisCalls } from './redis-calls.ts'
import { RedisSubscription } from './redis-subscription.ts'

const hearMs = 1000

/**
 * Tries what the copies of a server do, on a channel of its own, and leaves nothing.
 * @returns one sentence without the password, or null
 */
export const findRedisProblem = async (url: string): Promise<string | null> => {
  const channel = `chayenity:probe:${Buffer.from(systemRandom.bytes(8)).toString('hex')}`
  const heard = Promise.withResolvers<void>()
  let calls: RedisCalls | null = null
  let subscription: RedisSubscription | null = null
  try {
    calls = await RedisCalls.open(url)
    await calls.send('EVAL', ['return 1', '0'])
    subscription = await RedisSubscription.open(url, channel, () => heard.resolve())
    await calls.send('PUBLISH', [channel, 'heard'])
    await inTime(heard.promise, hearMs)
    return null
  } catch {
    return await sentenceOfRedis(url)
  } finally {
    subscription?.close()
    calls?.close()
  }
}

/** Of a server that cannot be used. Bun does not say why, so it is found out whether anything listens there. */
export const sentenceOfRedis = async (url: string): Promise<string> => {
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
