import { describe, expect, test } from 'bun:test'
import type { Id } from '../lib/ids.ts'
import { LargeReplies } from './large-replies.ts'
import { jsonReply, type Reply } from './reply.ts'

const somchai = 'somchai' as Id<'user'> // no store is asked for them
const mali = 'mali' as Id<'user'>

const gigs = { method: 'GET', path: '/api/gigs' } as const

const characters = 300_000
const long = (text = 'x') => jsonReply(200, text.repeat(Math.ceil(characters / text.length)))

const make = () => {
  const limits = {
    characters: 4 * characters,
    userCharacters: 2 * characters,
    repliesAtOnce: 2,
    maxWaitMs: 30,
  }
  const replies = new LargeReplies(limits)
  const send = (reply: Reply, userId: Id<'user'> | null = somchai, init: RequestInit = {}) =>
    replies.send(reply, gigs, {
      caller: userId && { userId, sessionId: 'session' as Id<'session'> },
      request: new Request('http://localhost/', init),
    })
  const turn = (userId: Id<'user'>, asked: Parameters<LargeReplies['turn']>[0] = gigs) =>
    replies.turn(asked, { caller: { userId, sessionId: 'session' as Id<'session'> } })
  return { send, turn, used: () => replies.bound.used() }
}
const textOf = ({ body }: Reply) => new Response(body).text()
const streamOf = ({ body }: Reply): ReadableStream<Uint8Array> => {
  if (!(body instanceof ReadableStream)) throw new Error('It is no stream.')
  return body
}

describe('a long reply', () => {
  test.each(['x', 'ก', '🛵', 'a🛵'])('is sent by pieces that are together the text, of %s', async text => {
    const { send, used } = make()
    const reply = long(text)
    const sent = send(reply)
    expect(sent.body).toBeInstanceOf(ReadableStream)
    expect(used()).toBe(String(reply.body).length)
    expect(await textOf(sent)).toBe(String(reply.body))
    expect(used()).toBe(0)
  })

  test('is an error when its person has read too little of those before', async () => {
    const { send } = make()
    const first = send(long())
    send(long())
    expect(() => send(long())).toThrow('Too many large answers')
    await textOf(first)
    expect(send(long()).status).toBe(200)
  })

  test('is an error when all people together have read too little, and nobody holds more', () => {
    const { send, used } = make()
    for (const name of ['a', 'b', 'c', 'd']) send(long(), name as Id<'user'>)
    expect(() => send(long(), somchai)).toThrow('Too many large answers')
    expect(used()).toBe(4 * characters)
  })

  test('of who holds most, the one that is read slowest, makes way for somebody who would hold less', async () => {
    const { send, used } = make()
    const [read, unread] = [send(long(), mali), send(long(), mali)]
    const others = [send(long()), send(long(), 'nok' as Id<'user'>)]
    const reader = streamOf(read).getReader()
    await reader.read()
    const sent = send(long(), 'ann' as Id<'user'>)
    expect(used()).toBe(4 * characters)
    await expect(textOf(unread)).rejects.toThrow('made way')
    // Now nobody holds more than one.
    expect(() => send(long(), 'bob' as Id<'user'>)).toThrow('Too many large answers')
    for (const reply of [...others, sent]) expect((await textOf(reply)).length).toBe(characters)
    while (!(await reader.read()).done);
    expect(used()).toBe(0)
  })

  test('that is longer than what one person may hold is sent where nothing else of theirs is under way', async () => {
    const { send, used } = make()
    const whole = jsonReply(200, 'x'.repeat(3 * characters))
    expect((await textOf(send(whole))).length).toBe(3 * characters)
    send(long())
    expect(() => send(whole)).toThrow('Too many large answers')
    expect(used()).toBe(characters)
  })

  test('is forgotten when its client goes away, before the first piece or after it', async () => {
    const { send, used } = make()
    const leaving = new AbortController()
    send(long(), somchai, { signal: leaving.signal })
    leaving.abort()
    expect(used()).toBe(0)
    const reader = streamOf(send(long())).getReader()
    await reader.read()
    expect(used()).toBe(characters)
    await reader.cancel()
    expect(used()).toBe(0)
  })
})

test('somebody with long replies under way waits for one turn after the other, and nobody else does', async () => {
  const { send, turn } = make()
  expect(turn(somchai)).toBeNull()
  const sent = send(long())
  expect(turn(mali)).toBeNull()
  expect(turn(somchai, { method: 'POST', path: gigs.path })).toBeNull()
  let turns = 0
  const count = () => {
    turns += 1
  }
  const waiting = [turn(somchai)?.then(count), turn(somchai)?.then(count)]
  await new Promise(setImmediate)
  expect(turns).toBeLessThan(2)
  await Promise.all(waiting)
  expect(turns).toBe(2)
  await textOf(sent)
  expect(turn(somchai)).toBeNull()
})

test('more of them wait until one is read, and are an error when none is', async () => {
  const { send, turn } = make()
  const first = send(long())
  send(long())
  const waiting = turn(somchai)
  await textOf(first)
  await waiting
  send(long())
  await expect(turn(somchai)).rejects.toThrow('Too many large answers')
})

test('a reply is long from 262 144 characters, and its pieces have 32 768', async () => {
  const { send, used } = make()
  const short = jsonReply(200, 'x'.repeat(256 * 1024 - 1))
  expect(send(short)).toBe(short)
  const sent = send(jsonReply(200, 'x'.repeat(256 * 1024)))
  expect(used()).toBe(256 * 1024)
  const lengths: number[] = []
  for await (const piece of streamOf(sent)) lengths.push(piece.length)
  expect(lengths).toEqual(Array.from({ length: 8 }, () => 32 * 1024))
})

test('a long reply keeps its status and headers, and its bound is the one for all people', async () => {
  expect(new LargeReplies().bound).toMatchObject({
    name: 'large_reply_characters',
    max: 64 * 1024 ** 2,
    atBound: 'rejects',
  })
  const { send } = make()
  const sent = send({ ...long(), status: 206 })
  expect([sent.status, sent.headers['content-type']]).toEqual([206, 'application/json'])
  await textOf(sent)
})

test('no character is cut in two, wherever it stands at the end of a piece', async () => {
  for (const before of ['', 'a', 'aa', 'aaa']) {
    const { send } = make()
    const text = before + '🛵ก'.repeat(100_000)
    const decoder = new TextDecoder('utf-8', { fatal: true })
    let heard = ''
    for await (const piece of streamOf(send(jsonReply(200, text)))) heard += decoder.decode(piece)
    expect(heard === text).toBeTrue()
  }
})

test('a short reply, one to nobody, and one to HEAD stay as they are', () => {
  const { send } = make()
  const short = jsonReply(200, 'x')
  const reply = long()
  expect(send(short)).toBe(short)
  expect(send(reply, null)).toBe(reply)
  expect(send(reply, somchai, { method: 'HEAD' })).toBe(reply)
})
