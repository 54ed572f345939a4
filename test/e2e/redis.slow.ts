import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { RedisClient } from 'bun'
import { systemClock } from '../../src/lib/clock.ts'
import { createLog } from '../../src/lib/log.ts'
import type { Live } from '../../src/live/live.ts'
import { openLive } from '../../src/live/open.ts'
import { RedisCalls } from '../../src/live/redis-calls.ts'
import { RedisCounters } from '../../src/live/redis-counters.ts'
import { findRedisProblem } from '../../src/live/redis-problem.ts'
import { RedisSubscription } from '../../src/live/redis-subscription.ts'
import { expectSoon } from '../support/expect-soon.ts'
import { redisPassword, startRedis } from '../support/redis.ts'
import { requireTools } from '../support/tools.ts'
import { until } from '../support/until.ts'

requireTools('redis.slow.ts')

/** What the copies of a server ask of Redis: bun test ./test/e2e/redis.slow.ts. */

let redis: Awaited<ReturnType<typeof startRedis>>

beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.end())

/** Asks the server with a connection of its own. */
const ask = async (command: string, ...words: string[]): Promise<unknown> => {
  const client = new RedisClient(redis.url, { autoReconnect: false })
  try {
    return await client.send(command, words)
  } finally {
    client.close()
  }
}

/** Apart from the one that asks. */
const countClients = async () =>
  String(await ask('CLIENT', 'LIST'))
    .trim()
    .split('\n').length - 1

const other = (user: string, password: string) =>
  redis.url.replace(`:${redisPassword}`, `${user}:${password}`)

describe('counts', () => {
  test('of a key begin with its first and anew when their time is over, apart from every other key', async () => {
    const calls = await RedisCalls.open(redis.url)
    const counters = new RedisCounters(calls, 'a:')
    const elsewhere = new RedisCounters(calls, 'b:')
    const first = await counters.count('mali', 300)
    await Bun.sleep(20)
    const second = await counters.count('mali', 300)
    expect([first?.count, second?.count]).toEqual([1, 2])
    expect(first?.leftMs).toBeWithin(200, 301)
    expect(second?.leftMs).toBeWithin(100, 281)
    expect((await counters.count('somchai', 60_000))?.count).toBe(1)
    expect((await elsewhere.count('mali', 60_000))?.count).toBe(1)
    await Bun.sleep(310)
    expect((await counters.count('mali', 300))?.count).toBe(1)
    calls.close()
    expect(await counters.count('mali', 300)).toBeNull()
  })
})

describe('a connection for calls', () => {
  test('that loses its server rejects at once, and works again when the server is back', async () => {
    const calls = await RedisCalls.open(redis.url)
    const counters = new RedisCounters(calls, 'c:')
    expect([await calls.send('ECHO', ['there']), calls.isAway]).toEqual(['there', false])
    await redis.stop()
    await until(() => calls.isAway)
    await expect(calls.send('PING', [])).rejects.toThrow('Redis is away.')
    expect(await counters.count('mali', 1000)).toBeNull()
    await redis.restart()
    await until(() => !calls.isAway)
    expect((await counters.count('mali', 1000))?.count).toBe(1)
    calls.close()
    expect(calls.isAway).toBeTrue()
    await expect(calls.send('PING', [])).rejects.toThrow('Redis is away.')
  })

  test('waits a quarter of a second for a frozen server, once, and works again when it goes on', async () => {
    const calls = await RedisCalls.open(redis.url)
    redis.freeze()
    const since = performance.now()
    await expect(calls.send('PING', [])).rejects.toThrow('There was no answer in 250 ms.')
    expect(performance.now() - since).toBeGreaterThan(240)
    await expect(calls.send('PING', [])).rejects.toThrow('Redis is away.')
    redis.thaw()
    await until(() => !calls.isAway)
    expect(await calls.send('PING', [])).toBe('PONG')
    calls.close()
  })

  test('that is closed while its server is away stays closed', async () => {
    const calls = await RedisCalls.open(redis.url)
    await redis.stop()
    await until(() => calls.isAway)
    calls.close()
    await redis.restart()
    await Bun.sleep(400)
    expect(calls.isAway).toBeTrue()
    await expectSoon(countClients, 0)
  })
})

describe('a subscription', () => {
  const open = async (channel: string) => {
    const heard: string[] = []
    const subscription = await RedisSubscription.open(redis.url, channel, text => heard.push(text))
    /** Says words until one is heard, so that the subscription has come back. */
    const untilHeard = async (word: string) => {
      const isHeard = async () => {
        await ask('PUBLISH', channel, word)
        await Bun.sleep(10)
        return heard.includes(word)
      }
      while (!(await isHeard())) await Bun.sleep(10)
    }
    const say = async (...words: string[]) => {
      heard.length = 0
      for (const word of words) await ask('PUBLISH', channel, word)
      await until(() => heard.length >= words.length)
      await Bun.sleep(20)
      return [...heard]
    }
    return { subscription, heard, say, untilHeard }
  }

  test('hears its channel in order and each word once, also after it was renewed', async () => {
    const { subscription, heard, say, untilHeard } = await open('channel')
    expect(await say('one', 'two')).toEqual(['one', 'two'])
    subscription.renew()
    subscription.renew()
    await untilHeard('back')
    expect(await say('three', 'four')).toEqual(['three', 'four'])
    subscription.close()
    subscription.renew()
    heard.length = 0
    await expectSoon(() => ask('PUBLISH', 'channel', 'late'), 0)
    expect(heard).toEqual([])
  })

  test('comes back by itself when the server does, and not once it is closed', async () => {
    const { subscription, say, untilHeard } = await open('channel')
    const closed = await open('channel')
    await redis.restart()
    closed.subscription.close()
    await untilHeard('back')
    expect(await say('one', 'two')).toEqual(['one', 'two'])
    await Bun.sleep(300)
    expect(await ask('PUBLISH', 'channel', 'to how many?')).toBe(1)
    subscription.close()
  })
})

describe('what is wrong with a Redis server', () => {
  const address = () => new URL(redis.url).host
  const unusable = () =>
    `The Redis server "${address()}" of REDIS_URL cannot be used. Correct the user, the password or the scheme of REDIS_URL; it needs Redis 6 or newer, or Valkey, that lets us publish, subscribe and run EVAL.`

  test('is nothing where all can be done that is needed, and nothing is left behind', async () => {
    await ask('FLUSHALL')
    expect(await findRedisProblem(redis.url)).toBeNull()
    expect(await ask('DBSIZE')).toBe(0)
    await expectSoon(countClients, 0)
  })

  test('is said in a sentence: nobody listens, a wrong password, or a user who may not do what is needed', async () => {
    expect(await findRedisProblem('redis://:secret@127.0.0.1:1')).toBe(
      'The Redis server "127.0.0.1:1" of REDIS_URL cannot be reached. Start it, or correct REDIS_URL.',
    )
    expect(await findRedisProblem(other('', 'wrong'))).toBe(unusable())
    for (const command of ['eval', 'publish', 'subscribe']) {
      await ask('ACL', 'SETUSER', command, 'on', '>pw', '~*', '&*', '+@all', `-${command}`)
      expect([command, await findRedisProblem(other(command, 'pw'))]).toEqual([command, unusable()])
    }
  })
})

describe('the copies that share a server', () => {
  const open = async (name: string, id: string) => {
    const lines: string[] = []
    const log = createLog('info', { write: line => lines.push(JSON.parse(line).msg) })
    const live = await openLive({ url: redis.url, name, id, clock: systemClock, log })
    const heard: unknown[] = []
    live.copies.on('word', data => {
      if (data === 'bad') throw new Error('It cannot be understood.')
      heard.push(data)
    })
    return { live, heard, lines }
  }

  test('hear each other and count together, but not those of another marketplace', async () => {
    const [one, two, stranger] = [await open('a', 'one'), await open('a', 'two'), await open('b', 'three')]
    await until(() => one.live.copies.count === 2 && two.live.copies.count === 2)
    one.live.copies.tell('word', 'bad')
    await until(() => two.lines.length > 0)
    one.live.copies.tell('word', 'good')
    await until(() => two.heard.length > 0)
    expect([two.heard, stranger.heard, stranger.live.copies.count]).toEqual([['good'], [], 1])
    expect(two.lines).toEqual(['A message of another copy failed.'])
    const count = async ({ live }: { live: Live }) => (await live.counters.count('mali', 60_000))?.count
    expect([await count(one), await count(two), await count(stranger)]).toEqual([1, 2, 1])
    await one.live.close()
    await until(() => two.live.copies.count === 1)
    await Promise.all([two.live.close(), stranger.live.close()])
    await expectSoon(countClients, 0)
  })

  test('log that the server is away, and that it is back', async () => {
    const { live, lines } = await open('a', 'one')
    await redis.stop()
    await until(() => lines.length === 1)
    await redis.restart()
    await until(() => lines.length === 2)
    expect(lines).toEqual([
      'Redis is away. Each copy of the server counts its limits alone, and hears nothing of the others.',
      'Redis is back: the copies of the server hear each other again.',
    ])
    await live.close()
  })

  test('say why they cannot be joined, without the password', async () => {
    const log = createLog('info', { write: () => {} })
    const options = { name: 'a', id: 'one', clock: systemClock, log }
    const joined = openLive({ ...options, url: other('', 'a-wrong-password') })
    const error: unknown = await joined.catch((reason: unknown) => reason)
    expect(String(error)).toStartWith('Error: The Redis server "127.0.0.1:')
    expect(String(error)).not.toContain('a-wrong-password')
  })
})
