import { afterEach, describe, expect, test } from 'bun:test'
import { closeCodes } from '../../src/realtime/close-codes.ts'
import { socketLimits } from '../../src/realtime/limits.ts'
import { openRoom } from '../support/chat.ts'
import { Client, refusalIn } from '../support/client.ts'
import { joinMali, joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { connectToNotifications, connectToRoom, connectWith, type TestSocket } from '../support/sockets.ts'

/** One budget over all ways together (ruling G12). Each test has a server of its own, since counting is its subject. */

let server: TestServer
let somchai: Person
let mali: Person
let room: { id: string }

afterEach(() => server.stop())

/** Two people with a room, at the beginning of a new minute. */
const start = async (env: Record<string, string> = {}) => {
  server = await startTestServer({ env: { RATE_LIMIT: 'on', ...env } })
  ;[somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
  room = await openRoom(somchai, mali)
  server.clock.advance(60_000)
}

const { maxFramesAtOnce, framesPerSecond } = socketLimits

const sendMessages = (socket: TestSocket, count: number, name = 'm') => {
  for (let at = 0; at < count; at += 1)
    socket.send({ type: 'send_message', content: `Message ${at}`, client_id: `${name}${at}` })
}

/** Connects somebody `count` times to the room, and waits until the hub knows all of them. */
const connectOften = async (person: Person, count: number): Promise<TestSocket[]> => {
  const sockets: TestSocket[] = []
  for (let at = 0; at < count; at += 1) sockets.push(await connectToRoom(server, room.id, person))
  await Promise.all(sockets.map(socket => socket.settle()))
  return sockets
}

const storedMessages = async () =>
  (await somchai.client.get<{ total_count: number }>(`/api/chat/rooms/${room.id}/messages?limit=1`)).body
    .total_count

describe('the requests of a person (G12)', () => {
  test('are one budget over REST, send_message frames of all sockets and connections', async () => {
    await start({ RATE_LIMIT_OTHER: '10' })
    const [one, other] = await connectOften(mali, 2)
    if (!one || !other) throw new Error('A socket is missing.')
    for (let at = 0; at < 3; at += 1) expect((await mali.client.get('/api/auth/me')).status).toBe(200)
    sendMessages(one, 3, 'one')
    sendMessages(other, 2, 'other')
    await one.next('message', 5)
    expect([one.all('error'), other.all('error')]).toEqual([[], []])
    server.clock.advance(18_500)
    other.send({ type: 'send_message', content: 'One too many', client_id: 'late' })
    expect(await other.next('error')).toEqual({
      detail: 'Too many requests. Try again later.',
      error_code: 'RATE_LIMITED',
      retry_after_seconds: 42,
      client_id: 'late',
    })
    const refused = await mali.client.get('/api/auth/me')
    expect([...refusalIn(refused), refused.headers.get('retry-after')]).toEqual([429, 'RATE_LIMITED', '42'])
    expect(await connectWith(server, `/ws/chat/${room.id}`, mali.tokens.access_token).closed).toEqual({
      code: closeCodes.RATE_LIMITED.code,
      reason: 'Too many requests. Try again in 42 s.',
    })
    expect(closeCodes.RATE_LIMITED.code).toBe(4029)
    await other.settle()
    server.clock.advance(41_500)
    other.send({ type: 'send_message', content: 'A minute later' })
    expect((await other.next('message', 6)).content).toBe('A minute later')
  })

  test('hold whoever has twenty sockets to the same number of messages', async () => {
    await start()
    const sockets = await connectOften(mali, socketLimits.maxSocketsPerUser)
    for (const [at, socket] of sockets.entries()) sendMessages(socket, 30, `socket ${at} `)
    await Promise.all(sockets.map(socket => socket.settle()))
    expect(await storedMessages()).toBe(100 - socketLimits.maxSocketsPerUser)
    const errors = sockets.flatMap(socket => socket.all('error'))
    expect(new Set(errors.map(({ error_code }) => error_code))).toEqual(new Set(['RATE_LIMITED']))
    // Each message that was taken has reached every socket once.
    expect(new Set(sockets.map(socket => socket.all('message').length))).toEqual(new Set([80]))
  })

  test('leave those of everybody else alone', async () => {
    await start({ RATE_LIMIT_OTHER: '5' })
    const [[ofMali], [ofSomchai]] = [await connectOften(mali, 1), await connectOften(somchai, 1)]
    if (!ofMali || !ofSomchai) throw new Error('A socket is missing.')
    sendMessages(ofMali, 9)
    await ofMali.next('error', 5)
    sendMessages(ofSomchai, 4)
    await ofMali.next('message', 8)
    expect(ofSomchai.all('error')).toEqual([])
  })

  test('include frames that are not taken', async () => {
    await start({ RATE_LIMIT_OTHER: '3' })
    const [socket] = await connectOften(mali, 1)
    if (!socket) throw new Error('A socket is missing.')
    for (let at = 0; at < 3; at += 1) socket.send({ type: 'send_message', content: '' })
    await socket.next('error', 3)
    expect(socket.all('error').map(({ error_code }) => error_code)).toEqual([
      'VALIDATION_ERROR',
      'VALIDATION_ERROR',
      'RATE_LIMITED',
    ])
  })

  test('count connections without a good token by address, and plain requests to a socket too', async () => {
    await start({ RATE_LIMIT_OTHER: '3' })
    const refused = () => connectWith(server, '/ws/notifications', 'made up').closed
    expect([(await refused()).code, (await refused()).code]).toEqual([4001, 4001])
    const anyone = new Client(server.url)
    expect(refusalIn(await anyone.get('/ws/notifications'))).toEqual([426, 'UPGRADE_REQUIRED'])
    expect((await refused()).code).toBe(4029)
    expect(refusalIn(await anyone.get('/ws/notifications'))).toEqual([429, 'RATE_LIMITED'])
    await (await connectToNotifications(server, mali)).settle()
  })
})

describe('the cheap frames of a person (G12, W4)', () => {
  test('have the rate of one socket over all sockets together, and the sockets stay', async () => {
    await start({ RATE_LIMIT_OTHER: '4' })
    const sockets = await connectOften(mali, 4)
    server.clock.advance(2000)
    const answersOf = (socket: TestSocket) => socket.all('pong').length + socket.all('error').length
    const pongs = () => sockets.reduce((sum, socket) => sum + socket.all('pong').length - 1, 0)
    const errors = () => sockets.flatMap(socket => socket.all('error'))
    const pingAll = async (each: number) => {
      const ping = async (socket: TestSocket) => {
        const answered = answersOf(socket) + each
        for (let at = 0; at < each; at += 1) socket.send({ type: 'ping' })
        await socket.until(() => answersOf(socket) === answered)
      }
      await Promise.all(sockets.map(ping))
    }
    await pingAll(15)
    expect([pongs(), errors().length]).toEqual([maxFramesAtOnce, 20])
    expect(errors()[0]).toEqual({
      detail: 'Too many requests. Try again later.',
      error_code: 'RATE_LIMITED',
      retry_after_seconds: 1,
      client_id: null,
    })
    server.clock.advance(1000)
    await pingAll(6)
    expect([pongs(), errors().length]).toEqual([maxFramesAtOnce + framesPerSecond, 24])
  })

  test('are typing, read, ping, authenticate and what cannot be read; none of them takes from the requests', async () => {
    await start({ RATE_LIMIT_OTHER: '2' })
    const [socket] = await connectOften(mali, 1)
    if (!socket) throw new Error('A socket is missing.')
    for (let round = 0; round < 3; round += 1) {
      server.clock.advance(2000)
      for (let at = 0; at < 4; at += 1) {
        socket.send({ type: 'typing', is_typing: at % 2 === 0 })
        socket.send({ type: 'read' })
        socket.send({ type: 'authenticate', token: mali.tokens.access_token })
        socket.send('no JSON')
        socket.send({ type: 'nonsense' })
      }
      await socket.settle()
    }
    expect(new Set(socket.all('error').map(({ error_code }) => error_code))).toEqual(
      new Set(['BAD_REQUEST', 'VALIDATION_ERROR']),
    )
    socket.send({ type: 'send_message', content: 'Still within' })
    await socket.next('message')
    expect((await mali.client.get('/api/auth/me')).status).toBe(429)
  })
})

test('without rate limits nothing is counted, over sockets neither (G12)', async () => {
  await start({ RATE_LIMIT: 'off', RATE_LIMIT_OTHER: '1' })
  const sockets = await connectOften(mali, 5)
  for (const [at, socket] of sockets.entries()) sendMessages(socket, 20, `socket ${at} `)
  for (const socket of sockets) await socket.next('message', 100)
  expect(sockets.flatMap(socket => socket.all('error'))).toEqual([])
})
