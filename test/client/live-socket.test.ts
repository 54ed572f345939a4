import { afterEach, describe, expect, spyOn, test } from 'bun:test'
import type { ClientOptions } from '../../src/client/client-options.ts'
import { watchArea } from '../../src/client/gig-area.ts'
import { createClient } from '../../src/client/index.ts'
import { type ConnectionState, LiveSocket } from '../../src/client/live-socket.ts'
import {
  type Asked,
  createFetch,
  createSockets,
  failure,
  holdTime,
  logIn,
  OutsideSocket,
  pairOf,
  releaseTime,
  settle,
  storeOf,
} from '../support/client-outside.ts'

afterEach(releaseTime)

interface Options extends Partial<ClientOptions> {
  minutes?: number
  /** How the server answers when a token is renewed. */
  renew?: (asked: Asked, at: number) => Response | Error | Promise<Response>
}

const renewed = (_: Asked, at: number) => Response.json(pairOf(`renewed ${at + 1}`))

/** A socket at `/ws/there`, with a token for half an hour. */
const connect = async ({ minutes = 30, renew = renewed, ...options }: Options = {}) => {
  const sockets = createSockets()
  const { fetch, asked } = createFetch(renew)
  const all = { WebSocket: sockets.WebSocket, retries: 0, fetch, ...options }
  const transport = await logIn(all, minutes)
  const states: ConnectionState[] = []
  const seen: string[] = []
  const live = new LiveSocket(transport, '/ws/there?a=1', {
    event: ({ type }) => seen.push(type),
    state: state => states.push(state),
    opened: () => seen.push('(opened)'),
    restored: () => seen.push('(restored)'),
  })
  await settle()
  return {
    ...sockets,
    transport,
    asked,
    live,
    seen,
    states,
    words: () => states.splice(0).map(({ state, code, reason }) => `${state} ${code} ${reason}`.trim()),
  }
}

/** The types of Bun do not know that it has the function. */
const goOnline = (): void => {
  const dispatch: unknown = Reflect.get(globalThis, 'dispatchEvent')
  if (typeof dispatch !== 'function') throw new Error('Nobody can be told.')
  Reflect.apply(dispatch, globalThis, [new Event('online')])
}

test('a subscription connects to the address of the server with its token and its world', async () => {
  for (const [options, url] of [
    [{}, 'ws://server/ws/there?a=1&token=first'],
    [{ world: 'blue' }, 'ws://server/ws/there?a=1&token=first&__world=blue'],
    [{ baseUrl: 'https://server/api/' }, 'wss://server/api/ws/there?a=1&token=first'],
  ] as const) {
    const { live, last, words, seen } = await connect(options)
    expect([last().url, live.isOpen, live.send({ type: 'ping' })]).toEqual([url, false, false])
    await last().open()
    expect([live.isOpen, words(), seen]).toEqual([true, ['connecting null', 'open null'], ['(opened)']])
    expect([live.send({ type: 'read' }), last().sent]).toEqual([true, [{ type: 'read' }]])
    live.close()
  }
})

test('a subscription tells what the server says, but not the answers to its own frames', async () => {
  const { last, live, seen, all } = await connect()
  await last().open()
  for (const type of ['pong', 'message', 'authenticated', 'typing'] as const) await last().say(type)
  await last().say('error', { error_code: 'RATE_LIMITED' })
  expect([seen, all.length, live.isOpen]).toEqual([['(opened)', 'message', 'typing'], 1, true])
  live.close()
})

describe('a subscription that is closed', () => {
  test('says so once, lets its socket go, and leaves no timer', async () => {
    const time = holdTime(1)
    const { last, live, words } = await connect()
    await last().open()
    // The first ping has gone out, so its timer is behind us and the one of the token is not.
    await time.pass(20_000)
    await last().say('pong')
    live.close()
    live.close(4000, 'again')
    expect(words()).toEqual(['connecting null', 'open null', 'closed null It was closed.'])
    expect([last().readyState, time.timers(), live.isOpen]).toEqual([3, 0, false])
    await last().say('message')
    await last().end(1006)
    live.restart()
    goOnline()
    await time.pass(60_000)
    expect([words(), time.timers()]).toEqual([[], 0])
  })

  test('before it has begun never connects, nor when it is closed while a token is fetched', async () => {
    holdTime(1)
    const { all, transport } = await connect()
    const states: string[] = []
    const listener = {
      event: () => {},
      state: ({ state }: ConnectionState) => states.push(state),
      opened: () => {},
      restored: () => {},
    }
    new LiveSocket(transport, '/ws/there', listener).close()
    await settle()
    const late = new LiveSocket(transport, '/ws/there', listener)
    await Promise.resolve()
    late.close()
    await settle()
    expect([states, all.length]).toEqual([['closed', 'connecting', 'closed'], 1])
  })
})

describe('a connection that is lost', () => {
  test('is made again after half a second, each time after twice as long, at most half a minute', async () => {
    const time = holdTime(1)
    const { last, all, words, live } = await connect()
    const waits: number[] = []
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      await last().end(1006, 'gone')
      const before = all.length
      let waited = 0
      for (; all.length === before && waited < 60_000; waited += 250) await time.pass(250)
      waits.push(waited)
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
    expect(words().slice(0, 3)).toEqual(['connecting null', 'waiting 1006 gone', 'connecting 1006'])
    live.close()
  })

  test('is made again after at least half of that, as chance has it', async () => {
    const time = holdTime(0)
    const { last, all, live } = await connect()
    await last().end(1006)
    await time.pass(249)
    expect(all).toHaveLength(1)
    await time.pass(1)
    expect(all).toHaveLength(2)
    live.close()
  })

  test('begins with half a second again once the server has said something, and not when it has only opened', async () => {
    const time = holdTime(1)
    const { last, all, live } = await connect()
    await last().end(1006)
    await time.pass(500)
    await last().open()
    await last().end(1006)
    await time.pass(999)
    expect(all).toHaveLength(2)
    await time.pass(1)
    await last().open()
    await last().say('pong')
    await last().end(1006)
    await time.pass(500)
    expect(all).toHaveLength(4)
    live.close()
  })

  test('is made at once when the machine is online again, unless it is open', async () => {
    const time = holdTime(1)
    const { last, all, live, words } = await connect()
    for (let lost = 0; lost < 4; lost += 1) {
      await last().end(1006)
      await time.pass(60_000)
    }
    await last().end(1006)
    words()
    goOnline()
    await settle()
    expect([all.length, words()]).toEqual([6, ['connecting 1006']])
    // The wait that it was in is over too.
    await time.pass(60_000)
    expect(all).toHaveLength(6)
    await last().end(1006)
    await time.pass(500)
    expect(all).toHaveLength(7)
    await last().open()
    goOnline()
    await settle()
    expect([all.length, live.isOpen]).toEqual([7, true])
    live.close()
  })

  test('is not made again after a code that is final, and the code and the reason are told', async () => {
    const time = holdTime(1)
    for (const code of [4000, 4003, 4004, 4010]) {
      const { last, all, words } = await connect()
      await last().open()
      await last().end(code, 'No.')
      await time.pass(60_000)
      expect([all.length, words().at(-1), time.timers()]).toEqual([1, `closed ${code} No.`, 0])
    }
  })

  test('is made again after the seconds that the server names, where it was too much', async () => {
    const time = holdTime(1)
    for (const [reason, ms] of [
      ['Too many requests. Try again in 42 s.', 42_000],
      ['Too many requests.', 500],
    ] as const) {
      const { last, all, live } = await connect()
      await last().end(4029, reason)
      await time.pass(ms - 1)
      expect([reason, all.length]).toEqual([reason, 1])
      await time.pass(1)
      expect([reason, all.length]).toEqual([reason, 2])
      live.close()
    }
    const other = await connect()
    await other.last().end(1006, 'Try again in 42 s.')
    await time.pass(500)
    expect(other.all).toHaveLength(2)
    other.live.close()
  })

  test('tells that all data was put back when that is why, and connects again', async () => {
    const time = holdTime(1)
    const { last, all, seen, live } = await connect()
    await last().open()
    await last().end(4009)
    await time.pass(500)
    expect([seen, all.length]).toEqual([['(opened)', '(restored)'], 2])
    live.close()
  })
})

describe('a connection that is silent', () => {
  test('is asked every 20 seconds whether it lives, and made anew when it says nothing for 10', async () => {
    const time = holdTime(1)
    const { last, all, words, live } = await connect()
    await last().open()
    await time.pass(19_999)
    expect(last().sent).toEqual([])
    await time.pass(1)
    expect(last().sent).toEqual([{ type: 'ping' }])
    await time.pass(9999)
    await last().say('message')
    await time.pass(10_001)
    expect([last().sent.length, live.isOpen]).toEqual([2, true])
    words()
    await time.pass(9999)
    expect(live.isOpen).toBeTrue()
    await time.pass(1)
    expect(words()).toEqual(['waiting null The connection is opened anew.'])
    expect(all[0]?.readyState).toBe(3)
    await time.pass(500)
    expect([all.length, words()]).toEqual([2, ['connecting null']])
    live.close()
  })
})

describe('the token of a connection', () => {
  test('is renewed a minute before it ends, shown to the server, and again before the next ends', async () => {
    const time = holdTime(1)
    const { last, asked, live } = await connect({ minutes: 3 })
    await last().open()
    const passTalking = async (ms: number) => {
      for (let left = ms; left > 0; left -= 10_000) {
        await time.pass(Math.min(left, 10_000))
        await last().say('pong')
      }
    }
    await passTalking(119_999)
    expect(asked).toHaveLength(0)
    await time.pass(1)
    expect(asked).toHaveLength(1)
    expect(last().sent.at(-1)).toEqual({ type: 'authenticate', token: 'renewed 1' })
    await last().say('authenticated')
    await passTalking(29 * 60_000 - 1)
    expect(asked).toHaveLength(1)
    await time.pass(1)
    expect(last().sent.at(-1)).toEqual({ type: 'authenticate', token: 'renewed 2' })
    live.close()
    expect(time.timers()).toBe(0)
  })

  test('is renewed in the middle of a short life, and not more often than every second', async () => {
    const time = holdTime(1)
    const { last, asked, live } = await connect({ minutes: 1 })
    await last().open()
    await time.pass(29_999)
    expect(asked).toHaveLength(0)
    await time.pass(1)
    expect(asked).toHaveLength(1)
    live.close()
    const brief = await connect({ minutes: 31 / 60, renew: () => Response.json(pairOf('again', 1 / 60)) })
    await brief.last().open()
    await time.pass(15_500)
    expect(brief.asked).toHaveLength(1)
    await time.pass(999)
    expect(brief.asked).toHaveLength(1)
    await time.pass(1)
    expect(brief.asked).toHaveLength(2)
    brief.live.close()
  })

  test('that lives for months is renewed after the longest time that a timer can wait', async () => {
    const { last, live } = await connect({ minutes: 100 * 24 * 60 })
    const started = spyOn(globalThis, 'setTimeout')
    await last().open()
    const delays = started.mock.calls.map(([, ms]) => ms)
    started.mockRestore()
    live.close()
    expect(delays).toEqual([2_147_483_647, 20_000])
  })

  test('that cannot be renewed leaves the socket as it is', async () => {
    const time = holdTime(1)
    const { last, live, words, asked } = await connect({ minutes: 1, renew: () => new Error('reset') })
    await last().open()
    words()
    await time.pass(25_000)
    await last().say('pong')
    await time.pass(5000)
    expect([asked.length, live.isOpen, words()]).toEqual([1, true, []])
    live.close()
  })

  test('that the server rejects is renewed before the next attempt', async () => {
    const time = holdTime(1)
    const { last, all, words, asked, live } = await connect()
    await last().open()
    words()
    await last().end(4001, 'expired')
    expect([asked.length, words()]).toEqual([1, ['waiting 4001 expired']])
    await time.pass(500)
    expect([last().url, words()]).toEqual(['ws://server/ws/there?a=1&token=renewed+1', ['connecting 4001']])
    expect(all).toHaveLength(2)
    live.close()
  })

  test('that another tab has renewed meanwhile is taken from there', async () => {
    const time = holdTime(1)
    const { last, transport, asked, live } = await connect()
    await last().open()
    const inAnHour = Math.floor(Date.now() / 1000) + 3600
    const theirs = `e30.${btoa(JSON.stringify({ exp: inAnHour }))}.x`
    transport.tokens.save({ access_token: theirs, refresh_token: 'r' })
    await last().end(4001)
    await time.pass(500)
    expect([new URL(last().url).searchParams.get('token'), asked.length]).toEqual([theirs, 0])
    live.close()
  })

  test('that the server calls invalid in a frame makes a new connection', async () => {
    const { last, words, live } = await connect()
    await last().open()
    words()
    await last().say('error', { error_code: 'INVALID_TOKEN' })
    expect(words()).toEqual(['waiting null The connection is opened anew.'])
    live.close()
  })

  test('that can never be renewed closes the subscription, and one that cannot be now does not', async () => {
    const time = holdTime(1)
    const over = await connect({ renew: () => failure(401, 'INVALID_TOKEN') })
    await over.last().end(4001, 'expired')
    expect(over.words().at(-1)).toBe('closed 4001 It is INVALID_TOKEN.')
    let isAway = true
    const away = await connect({ renew: (_, at) => (isAway ? new Error('reset') : renewed(_, at)) })
    await away.last().end(4001, 'expired')
    expect(away.words().slice(-2)).toEqual([
      'waiting 4001 expired',
      'waiting null The server could not be reached.',
    ])
    isAway = false
    await time.pass(500)
    expect(away.all).toHaveLength(2)
    away.live.close()
  })

  test('is nobody’s after a logout, and so the subscription closes', async () => {
    const time = holdTime(1)
    const { last, transport, words } = await connect()
    await last().open()
    transport.tokens.save(null)
    await last().end(1006)
    await time.pass(500)
    expect(words().at(-1)).toBe('closed 4001 Log in first: there is no session.')
  })
})

test('an area names its box from west to north, tells its events and its connection, and closes', async () => {
  const { WebSocket, last } = createSockets()
  const transport = await logIn({ WebSocket })
  const seen: string[] = []
  const area = watchArea(transport, { west: 100, south: 13, east: 101.5, north: 14 }, update =>
    seen.push(update.type === 'connection' ? update.data.state : update.type),
  )
  await settle()
  expect([new URL(last().url).searchParams.get('bbox'), area.isOpen]).toEqual(['100,13,101.5,14', false])
  await last().open()
  await last().say('gig_gone')
  expect(area.isOpen).toBeTrue()
  area.close()
  expect([seen, area.isOpen]).toEqual([['connecting', 'open', 'gig_gone', 'closed'], false])
})

test('a subscription on a platform without a WebSocket is an error of the call that says what to do', async () => {
  const { fetch } = createFetch(renewed)
  const { WebSocket: ofPlatform } = globalThis
  Reflect.deleteProperty(globalThis, 'WebSocket')
  try {
    const client = createClient({ baseUrl: 'http://server', tokens: storeOf('mali'), fetch })
    const { subscribe } = client
    const box = { west: 100, south: 13, east: 101, north: 14 }
    for (const begin of [
      () => subscribe.room('a room', () => {}),
      () => subscribe.notifications(() => {}),
      () => subscribe.map(box, () => {}),
    ])
      expect(begin).toThrow(
        'This platform has no WebSocket. Give createClient that of the package ws, as the option WebSocket.',
      )
  } finally {
    globalThis.WebSocket = ofPlatform
  }
})

test('a subscription is closed for good, with the reason, where the platform rejects the address of its socket', async () => {
  class Rejecting extends OutsideSocket {
    constructor(url: string) {
      super(url)
      throw new Error('An insecure WebSocket connection may not be initiated from a page loaded over HTTPS.')
    }
  }
  const { live, words } = await connect({ WebSocket: Rejecting })
  expect([live.isOpen, words()]).toEqual([
    false,
    [
      'connecting null',
      'closed null An insecure WebSocket connection may not be initiated from a page loaded over HTTPS.',
    ],
  ])
})
