import { afterEach, describe, expect, test } from 'bun:test'
import type { ChatMessage, ChatMessagePage } from '../../src/client/api.ts'
import { ChayenityError } from '../../src/client/error.ts'
import { Room, type RoomOptions, type RoomUpdate } from '../../src/client/room.ts'
import { createSockets, holdTime, logIn, releaseTime, settle } from '../support/client-outside.ts'

afterEach(releaseTime)

const messageOf = (seq: number): ChatMessage => ({
  id: `m${seq}`,
  room_id: 'r',
  seq,
  content: `message ${seq}`,
  sender_id: 'somchai',
  sender_name: 'Somchai',
  image_url: null,
  client_id: null,
  created_at: '2026-01-01T00:00:00.000000Z',
  is_read: false,
})

const failed = (status: number, more: { retryAfterSeconds?: number } = {}) =>
  new ChayenityError(`It failed with ${status}.`, {
    status,
    code: status === 0 ? 'CONNECTION_FAILED' : 'INTERNAL_ERROR',
    ...more,
  })

/** A room with `count` messages, as the server would page through it. */
const createRoomApi = (count: number) => {
  const asked: string[] = []
  const sent: string[] = []
  const api = {
    count,
    /** What the next calls fail with, or wait for. */
    troubles: [] as (ChayenityError | Promise<void>)[],
    asked,
    sent,
    signals: [] as (AbortSignal | undefined)[],
    async getMessages(
      input: {
        room_id: string
        skip?: number | undefined
        limit?: number | undefined
        after?: string | undefined
      },
      options?: { signal?: AbortSignal | undefined },
    ): Promise<ChatMessagePage> {
      const { room_id, skip = 0, limit = 0, after } = input
      asked.push(
        after === undefined
          ? `${room_id} skip ${skip} limit ${limit}`
          : `${room_id} after ${after} limit ${limit}`,
      )
      api.signals.push(options?.signal)
      await api.meetTrouble()
      const all = Array.from({ length: api.count }, (_, at) => messageOf(at + 1))
      const rest = after === undefined ? all.slice(0, api.count - skip) : all.slice(Number(after.slice(1)))
      const messages = after === undefined ? rest.slice(-limit) : rest.slice(0, limit)
      return {
        messages,
        total_count: all.length,
        has_more: messages.length < rest.length,
        room_info: { id: room_id, gig_title: 'A gig' },
      }
    },
    async sendMessage(
      input: { room_id: string; content?: string | null | undefined; client_id?: string | null | undefined },
      options?: { idempotencyKey?: string | undefined; signal?: AbortSignal | undefined },
    ): Promise<ChatMessage> {
      sent.push(`${input.room_id} ${input.content} ${input.client_id} ${options?.idempotencyKey}`)
      api.signals.push(options?.signal)
      await api.meetTrouble()
      api.count += 1
      return messageOf(api.count)
    },
    async meetTrouble(): Promise<void> {
      const trouble = api.troubles.shift()
      if (trouble instanceof ChayenityError) throw trouble
      await trouble
    },
  }
  return api
}

const enter = async (count: number, options?: RoomOptions) => {
  const sockets = createSockets()
  const api = createRoomApi(count)
  const transport = await logIn({ WebSocket: sockets.WebSocket })
  const updates: RoomUpdate[] = []
  const room = new Room(transport, api, 'r', update => updates.push(update), options)
  await settle()
  const numbers = () => updates.flatMap(({ type, data }) => (type === 'message' ? [data.seq] : []))
  const states = () => updates.flatMap(({ type, data }) => (type === 'connection' ? [data.state] : []))
  const say = (seq: number) => sockets.last().say('message', messageOf(seq))
  return { ...sockets, api, asked: api.asked, room, updates, numbers, states, say }
}

const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at)

describe('the history of a room', () => {
  test('is its newest 50 messages, once it is connected, and what was said meanwhile comes behind it', async () => {
    const { asked, last, numbers, say, api, room } = await enter(80)
    expect([asked, room.isOpen]).toEqual([[], false])
    const answer = Promise.withResolvers<void>()
    api.troubles.push(answer.promise)
    await last().open()
    await say(82)
    await say(81)
    expect([asked, numbers(), room.isOpen]).toEqual([['r skip 0 limit 50'], [], true])
    answer.resolve()
    await settle()
    expect([numbers(), asked.length]).toEqual([from(31, 82), 1])
    await say(83)
    expect(numbers()).toEqual(from(31, 83))
    room.close()
  })

  test('is as long as is asked for, all where there is less, and nothing where none is wanted', async () => {
    for (const [count, history, limit, first] of [
      [5, 2, 2, 4],
      [5, 100, 100, 1],
      [5, 0, 1, 6],
      [0, 0, 1, 1],
      [0, 3, 3, 1],
    ] as const) {
      const { asked, last, numbers, say, room } = await enter(count, { history })
      await last().open()
      expect([asked, numbers()]).toEqual([[`r skip 0 limit ${limit}`], from(first, count)])
      await say(count + 1)
      expect([count, history, numbers()]).toEqual([count, history, from(first, count + 1)])
      room.close()
    }
  })
})

describe('the messages of a room', () => {
  test('that come twice are told once', async () => {
    const { last, numbers, say, asked, room } = await enter(3)
    await last().open()
    await say(3)
    await say(4)
    await say(4)
    await say(1)
    expect([numbers(), asked.length]).toEqual([[1, 2, 3, 4], 1])
    room.close()
  })

  test('that did not come are fetched before those behind them are told', async () => {
    const { last, numbers, say, asked, api, room } = await enter(3)
    await last().open()
    api.count = 6
    await say(6)
    expect([asked.at(-1), numbers()]).toEqual(['r after m3 limit 100', from(1, 6)])
    room.close()
  })

  test('that were said while it was away are fetched page by page, however many', async () => {
    const time = holdTime(1)
    const { last, numbers, asked, api, room } = await enter(3)
    await last().open()
    await last().end(1006)
    api.count = 253
    await time.pass(500)
    await last().open()
    expect(asked.slice(1)).toEqual([
      'r after m3 limit 100',
      'r after m103 limit 100',
      'r after m203 limit 100',
    ])
    expect(numbers()).toEqual(from(1, 253))
    room.close()
  })

  test('that were the first ones, said while it was away, are fetched back to the beginning', async () => {
    const time = holdTime(1)
    const { last, numbers, asked, api, room } = await enter(0)
    await last().open()
    await last().end(1006)
    api.count = 250
    await time.pass(500)
    await last().open()
    expect(asked.slice(1)).toEqual(['r skip 0 limit 100', 'r skip 100 limit 100', 'r skip 200 limit 100'])
    expect(numbers()).toEqual(from(1, 250))
    room.close()
  })

  test('that follow the first ones are asked for behind them, after a page that has all but one too', async () => {
    const time = holdTime(1)
    const { last, numbers, asked, api, room } = await enter(0)
    await last().open()
    await last().end(1006)
    api.count = 101
    await time.pass(500)
    await last().open()
    expect([asked.slice(1), numbers()]).toEqual([
      ['r skip 0 limit 100', 'r skip 100 limit 100'],
      from(1, 101),
    ])
    await last().end(1006)
    api.count = 201
    await time.pass(1000)
    await last().open()
    expect([asked.slice(3), numbers()]).toEqual([['r after m101 limit 100'], from(1, 201)])
    room.close()
  })

  test('of which one is still missing after all were fetched make a new connection', async () => {
    const { last, states, say, api, asked, room } = await enter(3)
    await last().open()
    api.count = 3
    await say(6)
    expect([asked.at(-1), states()]).toEqual(['r after m3 limit 100', ['connecting', 'open', 'waiting']])
    room.close()
  })

  test('of an earlier state of the data are forgotten when it is put back', async () => {
    const time = holdTime(1)
    const { last, numbers, updates, asked, api, room } = await enter(3)
    await last().open()
    await last().end(4009)
    expect(updates.at(-2)).toEqual({ type: 'restored', data: {} })
    api.count = 1
    await time.pass(500)
    await last().open()
    expect([asked.at(-1), numbers()]).toEqual(['r skip 0 limit 50', [1, 2, 3, 1]])
    room.close()
  })

  test('other events are told as they come', async () => {
    const { last, updates, room } = await enter(0)
    await last().open()
    await last().say('typing', { user_id: 'somchai', is_typing: true })
    expect<unknown>(updates.at(-1)).toEqual({
      type: 'typing',
      data: { user_id: 'somchai', is_typing: true },
    })
    room.close()
  })
})

describe('a history that cannot be fetched', () => {
  test('closes the room where the caller may not see it, with the sentence of the server', async () => {
    for (const status of [401, 403, 404]) {
      const { last, updates, api } = await enter(3)
      api.troubles.push(failed(status))
      await last().open()
      const reason = `It failed with ${status}.`
      expect(updates.at(-1)).toEqual({ type: 'connection', data: { state: 'closed', code: null, reason } })
    }
  })

  test('makes a new connection otherwise, which fetches it', async () => {
    const time = holdTime(1)
    for (const status of [0, 500, 402, 405]) {
      const { last, states, numbers, api, room } = await enter(3)
      api.troubles.push(failed(status))
      await last().open()
      expect([status, states().at(-1)]).toEqual([status, 'waiting'])
      await time.pass(500)
      await last().open()
      expect(numbers()).toEqual([1, 2, 3])
      room.close()
    }
  })

  test('is no matter once the room is closed', async () => {
    const time = holdTime(1)
    const { last, states, api, room } = await enter(3)
    const answer = Promise.withResolvers<void>()
    api.troubles.push(answer.promise)
    await last().open()
    room.close()
    answer.reject(failed(0))
    await time.pass(60_000)
    expect([states(), api.signals.map(signal => signal?.aborted)]).toEqual([
      ['connecting', 'open', 'closed'],
      [true],
    ])
  })
})

describe('a message that is sent', () => {
  test('has a name of its own or the given one, which is its key too, and is told like any other', async () => {
    const { last, numbers, api, room } = await enter(2)
    await last().open()
    const message = await room.send({ content: 'Hello', client_id: 'mine' })
    expect([message.seq, numbers()]).toEqual([3, [1, 2, 3]])
    await room.send({ content: 'Again' })
    const [given, made] = api.sent
    expect(given).toBe('r Hello mine mine')
    expect(made).toMatch(/^r Again ([0-9a-f-]{36}) \1$/)
    room.close()
  })

  test('waits for the one before it, and goes even when that was rejected', async () => {
    const { last, api, room } = await enter(0)
    await last().open()
    const answer = Promise.withResolvers<void>()
    api.troubles.push(answer.promise)
    const first = room.send({ content: 'first', client_id: '1' })
    const second = room.send({ content: 'second', client_id: '2' })
    await settle()
    expect(api.sent).toEqual(['r first 1 1'])
    answer.reject(failed(422))
    await expect(first).rejects.toMatchObject({ status: 422 })
    expect((await second).seq).toBe(1)
    expect(api.sent).toEqual(['r first 1 1', 'r second 2 2'])
    room.close()
  })

  test('is sent again until it arrives, each time after twice as long, at most ten seconds', async () => {
    const time = holdTime(1)
    const { last, api, room } = await enter(0)
    await last().open()
    api.troubles = [0, 502, 503, 429, 504, 0, 0].map(status => failed(status))
    const sent = room.send({ content: 'Hello', client_id: 'mine' })
    const counts: number[] = []
    for (const ms of [0, 499, 1, 1000, 2000, 4000, 8000, 9999, 1, 9999, 1]) {
      await time.pass(ms)
      // The room would take its silent connection for lost.
      await last().say('pong')
      counts.push(api.sent.length)
    }
    expect(counts).toEqual([1, 1, 2, 3, 4, 5, 6, 6, 7, 7, 8])
    expect((await sent).seq).toBe(1)
    room.close()
  })

  test('waits as long as the server says when it is put off', async () => {
    const time = holdTime(1)
    const { last, api, room } = await enter(0)
    await last().open()
    api.troubles = [failed(429, { retryAfterSeconds: 15 })]
    const sent = room.send({ content: 'Hello' })
    await time.pass(14_999)
    expect(api.sent).toHaveLength(1)
    await time.pass(1)
    expect(api.sent).toHaveLength(2)
    await sent
    room.close()
  })

  test('is rejected at once when the room is closed, whether it waits, is under way or comes later', async () => {
    const time = holdTime(1)
    const { last, api, room } = await enter(0)
    await last().open()
    api.troubles = [failed(0)]
    const ends: unknown[] = []
    const keep = (sent: Promise<unknown>) => void sent.catch((error: unknown) => ends.push(error))
    keep(room.send({ content: 'waits' }))
    keep(room.send({ content: 'is behind it' }))
    await time.pass(100)
    expect(ends).toEqual([])
    room.close()
    keep(room.send({ content: 'too late' }))
    await settle()
    const closed = { message: 'The subscription was closed.', status: 0, code: 'CONNECTION_FAILED' }
    expect(ends).toEqual([closed, closed, closed].map(error => expect.objectContaining(error)))
    expect([api.sent.length, time.timers()]).toEqual([1, 0])
  })

  test('that was under way when the room was closed is rejected without another attempt', async () => {
    const time = holdTime(1)
    const { last, api, room } = await enter(0)
    await last().open()
    const answer = Promise.withResolvers<void>()
    api.troubles.push(answer.promise)
    const ends: unknown[] = []
    room.send({ content: 'under way' }).catch((error: unknown) => ends.push(error))
    await settle()
    room.close()
    answer.reject(failed(0))
    await settle()
    expect([ends.length, api.sent.length, time.timers()]).toEqual([1, 1, 0])
  })
})

test('that somebody types is told while there is a connection, and that they have read as soon as there is one', async () => {
  const time = holdTime(1)
  const { last, all, room } = await enter(0)
  room.typing(true)
  room.read()
  await last().open()
  room.typing(false)
  expect(last().sent).toEqual([{ type: 'read' }, { type: 'typing', is_typing: false }])
  await last().end(1006)
  await time.pass(500)
  await last().open()
  expect([all.length, last().sent]).toEqual([2, []])
  room.close()
})
