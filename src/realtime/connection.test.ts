import { describe, expect, test } from 'bun:test'
import { createSocketPlatform, stepChannel, stepEvent } from '../../test/support/socket-server.ts'
import { AppError } from '../errors.ts'
import { toTimestamp } from '../lib/timestamp.ts'
import {
  Connection,
  type Credential,
  type RawSocket,
  type SocketHandler,
  type SocketPlatform,
} from './connection.ts'
import { socketLimits } from './limits.ts'

const turn = () => new Promise<void>(resolve => setImmediate(resolve))

/** A socket of Bun that keeps what was done with it. */
const createRaw = () => {
  const sent: { type: string; data: unknown }[] = []
  const done: string[] = []
  const raw: RawSocket & { buffered: number } = {
    buffered: 0,
    subscribe: name => done.push(`subscribed ${name}`),
    sendText: said => sent.push(JSON.parse(said)),
    getBufferedAmount: () => raw.buffered,
    ping: () => done.push('ping'),
    terminate: () => void done.push('terminated'),
    close: (code, reason) => void done.push(`closed ${code} ${reason}`),
  }
  return { raw, sent, done: () => done.splice(0).filter(line => !line.startsWith('subscribed')) }
}

type Handler = Parameters<typeof stepChannel>[0]

const createRoom = (handler: Partial<Handler> = {}, changes: Partial<SocketPlatform> = {}) => {
  const sockets = createSocketPlatform()
  const platform: SocketPlatform = { ...sockets.platform, ...changes }
  const channel = stepChannel({ receive: () => {}, ...handler })
  const connect = async (credential: Credential) => {
    const request = new Request('http://server/ws/steps/road')
    const params = { topic: 'road' }
    const connection = await channel.connect(platform, { request, params, credential, baseUrl: '' })
    if (!(connection instanceof Connection)) throw new Error('It was not admitted.')
    const socket = createRaw()
    connection.open(socket.raw)
    const say = (frame: object) => connection.message(socket.raw, JSON.stringify(frame))
    return { connection, say, ...socket }
  }
  return { ...sockets, connect }
}

describe('a socket above the number that a user may have', () => {
  test('is closed, and nothing that it sends or does has an effect', async () => {
    const seen: string[] = []
    const room = createRoom({
      joined: () => seen.push('joined'),
      left: () => seen.push('left'),
      receive: ({ name }) => void seen.push(name),
    })
    const mali = room.credentialOf('mali')
    for (let open = 0; open < socketLimits.maxSocketsPerUser; open += 1) await room.connect(mali)
    seen.length = 0
    const { connection, say, done } = await room.connect(mali)
    expect(done()).toEqual(['closed 4029 A user may have 20 sockets.'])
    say({ type: 'step', name: 'unheard' })
    connection.close()
    await turn()
    expect([seen, room.hub.size]).toEqual([[], 20])
  })
})

describe('a socket whose token ends', () => {
  test('is closed at that moment and not before', async () => {
    const room = createRoom()
    const { done } = await room.connect({
      ...room.credentialOf('mali'),
      expiresAt: room.clock.now() + 60_000,
    })
    room.clock.advance(59_999)
    expect(done()).toEqual(['ping'])
    room.clock.advance(1)
    expect(done().filter(line => line !== 'ping')).toEqual([
      'closed 4001 The access token is missing, expired or not valid, or its session has ended.',
    ])
  })

  test('lives as long as a new token of the same user says, and ends with the new session', async () => {
    const tokens = new Map<string, Credential | AppError>()
    const room = createRoom({}, { verifyToken: token => tokens.get(token) ?? new AppError('INVALID_TOKEN') })
    const [mali, somchai] = [room.credentialOf('mali'), room.credentialOf('somchai')]
    const start = room.clock.now()
    const newSession = { ...mali, sessionId: somchai.sessionId, expiresAt: start + 100_000 }
    tokens.set('new', newSession)
    tokens.set('of another', { ...somchai, expiresAt: start + 1_000_000 })
    tokens.set('old', new AppError('TOKEN_EXPIRED'))
    const { connection, say, sent, done } = await room.connect({ ...mali, expiresAt: start + 20_000 })
    for (const token of ['of another', 'old', 'new']) say({ type: 'authenticate', token })
    await turn()
    expect(sent).toEqual([
      {
        type: 'error',
        data: { detail: 'The token is of another user.', error_code: 'INVALID_TOKEN', client_id: null },
      },
      { type: 'error', data: expect.objectContaining({ error_code: 'TOKEN_EXPIRED' }) },
      { type: 'authenticated', data: { expires_at: toTimestamp(start + 100_000) } },
    ])
    expect(connection.sessionId).toBe(newSession.sessionId)
    room.clock.advance(20_000)
    expect(done()).toEqual([])
    room.hub.endSession(mali.userId, mali.sessionId)
    expect(done()).toEqual([])
    room.hub.endSession(mali.userId, newSession.sessionId)
    expect(done()).toHaveLength(1)
  })

  test('stays when nobody can say whether its session is open, and the log has why', async () => {
    const room = createRoom({}, { isSessionOpen: () => Promise.reject(new Error('The database is away.')) })
    const { done } = await room.connect(room.credentialOf('mali'))
    await turn()
    expect([done(), room.logLines.map(line => JSON.parse(line).err.message)]).toEqual([
      [],
      ['The database is away.'],
    ])
  })
})

describe('a socket that its client does not read', () => {
  test('says how much waits for it, is cut off without a close frame, and has nothing left once it is closed', async () => {
    const room = createRoom()
    const { connection, raw, done } = await room.connect(room.credentialOf('mali'))
    raw.buffered = 77
    expect(connection.backlogBytes).toBe(77)
    connection.cutOff()
    expect(done()).toEqual(['terminated'])
    connection.close()
    connection.send(stepEvent('nobody hears it'))
    connection.ping()
    connection.cutOff()
    connection.subscribe('late')
    expect([connection.backlogBytes, done()]).toEqual([0, []])
  })

  test('counts what it is sent towards the bound of all', async () => {
    const room = createRoom({
      joined: socket => {
        for (let sent = 0; sent < 100; sent += 1) socket.send(stepEvent('x'.repeat(20_000)))
      },
    })
    const slow = await room.connect(room.credentialOf('slow'))
    slow.raw.buffered = socketLimits.maxTotalBacklogBytes + 1
    await room.connect(room.credentialOf('mali'))
    expect(slow.done()).toEqual(['terminated'])
  })

  test('answers no ping three times and is terminated, unless it has said something meanwhile', async () => {
    const room = createRoom()
    const { connection, say, done } = await room.connect(room.credentialOf('mali'))
    for (let ping = 0; ping < 2; ping += 1) connection.ping()
    connection.pong()
    for (let ping = 0; ping < 2; ping += 1) connection.ping()
    say({ type: 'ping' })
    for (let ping = 0; ping < 2; ping += 1) connection.ping()
    expect(done()).toEqual(Array(6).fill('ping'))
    connection.ping()
    expect(done()).toEqual(['terminated'])
  })
})

test('a hundred pongs between two pings may come, and one more closes the socket with 4008', async () => {
  const room = createRoom()
  const { connection, done } = await room.connect(room.credentialOf('mali'))
  for (let ping = 0; ping < 3; ping += 1) {
    for (let pong = 0; pong < socketLimits.maxPongs; pong += 1) connection.pong()
    connection.ping()
  }
  expect(done()).toEqual(['ping', 'ping', 'ping'])
  for (let pong = 0; pong <= socketLimits.maxPongs; pong += 1) connection.pong()
  expect(done().at(-1)).toStartWith('closed 4008 ')
})

test('a socket that closes leaves once, and its handler hears of it after it has left', async () => {
  const sizes: number[] = []
  const room = createRoom({ left: () => sizes.push(room.hub.size) })
  const { connection } = await room.connect(room.credentialOf('mali'))
  connection.close()
  connection.close()
  expect([sizes, room.clock.pending]).toEqual([[0], 0])
})

test('a socket tells of presence what its handler makes of it, and nothing where the handler knows none', async () => {
  const presenceEvent: SocketHandler<never>['presenceEvent'] = (_, isPresent) =>
    isPresent ? stepEvent('came') : null
  const heard = createRoom({ presenceEvent })
  const { connection } = await heard.connect(heard.credentialOf('mali'))
  const somchai = heard.credentialOf('somchai').userId
  expect(connection.presenceEvent?.(somchai, true)?.data).toBe('came')
  expect(connection.presenceEvent?.(somchai, false)).toBeNull()
  const silent = createRoom()
  const other = await silent.connect(silent.credentialOf('mali'))
  expect(other.connection.presenceEvent).toBeUndefined()
})
