import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'bun:test'
import { toTimestamp } from '../../src/lib/timestamp.ts'
import { closeCodes } from '../../src/realtime/close-codes.ts'
import { historyOf, openRoom, type RoomJson, say } from '../support/chat.ts'
import { join, joinMali, joinSomchai, logInAs, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { connectToRoom, connectWith, type TestSocket } from '../support/sockets.ts'

let server: TestServer
let somchai: Person
let mali: Person
let stranger: Person
let room: RoomJson
let ofSomchai: TestSocket
let ofMali: TestSocket

beforeAll(async () => {
  server = await startTestServer()
  ;[somchai, mali, stranger] = await Promise.all([
    joinSomchai(server),
    joinMali(server),
    join(server, 'stranger@example.com', 'Stranger'),
  ])
})
beforeEach(async () => {
  room = await openRoom(somchai, mali)
  ofSomchai = await connectToRoom(server, room.id, somchai)
  ofMali = await connectToRoom(server, room.id, mali)
  await Promise.all([ofSomchai.settle(), ofMali.settle()])
})
// A user may have 20 sockets, all tests together.
afterEach(async () => {
  server.ctx.hub.endAll(closeCodes.SERVER_STOPPING)
  await Promise.all([ofSomchai.closed, ofMali.closed])
})
afterAll(() => server.stop())

const settleBoth = () => Promise.all([ofSomchai.settle(), ofMali.settle()])

describe('a message', () => {
  test('sent by a frame reaches both sockets and the history, each once (C4, W1)', async () => {
    ofMali.send({ type: 'send_message', content: 'Hello via WebSocket!', image_url: null })
    const event = await ofSomchai.next('message')
    await settleBoth()
    const { messages } = await historyOf(somchai, room)
    expect(messages).toEqual([event])
    expect(ofSomchai.all('message')).toEqual([event])
    expect(ofMali.all('message')).toEqual([event])
    expect([event.content, event.sender_id, event.sender_name]).toEqual([
      'Hello via WebSocket!',
      mali.user.id,
      'Mali',
    ])
  })

  test('sent by REST reaches both sockets, each once (C4)', async () => {
    const message = await say(somchai, room, 'Hello via REST')
    await settleBoth()
    expect(ofSomchai.all('message')).toEqual([message])
    expect(ofMali.all('message')).toEqual([message])
  })

  test('does not reach the sockets of another room', async () => {
    const other = await openRoom(somchai, mali)
    await say(somchai, other, 'Elsewhere')
    await settleBoth()
    expect([ofSomchai.all('message'), ofMali.all('message')]).toEqual([[], []])
  })

  test('has the same place for everybody, however it was sent', async () => {
    const third = await connectToRoom(server, room.id, mali)
    const restPart = [somchai, mali].flatMap(person =>
      Array.from({ length: 30 }, (_, at) => say(person, room, `rest ${at}`)),
    )
    for (let at = 0; at < 30; at += 1) {
      ofSomchai.send({ type: 'send_message', content: `frame ${at}` })
      ofMali.send({ type: 'send_message', content: `frame ${at}` })
    }
    await Promise.all(restPart)
    await Promise.all([ofSomchai, ofMali, third].map(socket => socket.next('message', 120)))
    const { messages } = await historyOf(mali, room, '?limit=100&skip=20')
    const { messages: rest } = await historyOf(mali, room, '?limit=20')
    const order = [...messages, ...rest].map(({ id }) => id)
    for (const socket of [ofSomchai, ofMali, third]) {
      expect(socket.all('message').map(({ id }) => id)).toEqual(order)
    }
    await third.close()
  })

  test('with a client_id sent again is stored once and reaches each socket once (W1)', async () => {
    const frame = { type: 'send_message', content: 'Once', client_id: 'phone-1' }
    ofMali.send(frame)
    ofMali.send(frame)
    const event = await ofMali.next('message')
    expect(event.client_id).toBe('phone-1')
    await say(mali, room, 'Once', { client_id: 'phone-1' })
    await settleBoth()
    expect([ofSomchai.all('message'), ofMali.all('message')]).toEqual([[event], [event]])
    expect((await historyOf(mali, room)).messages).toEqual([event])

    // A phone that came out of a tunnel asks again on a new socket: it alone is told.
    const again = await connectToRoom(server, room.id, mali)
    again.send(frame)
    expect(await again.next('message')).toEqual(event)
    await Promise.all([settleBoth(), again.settle()])
    expect([ofSomchai.all('message').length, ofMali.all('message').length]).toEqual([1, 1])
    await again.close()
  })
})

describe('who is there (W2)', () => {
  test('the other one hears of the first connection and of the end of the last', async () => {
    const joined = await ofSomchai.next('user_joined')
    expect([joined.user_id, joined.user_name]).toEqual([mali.user.id, 'Mali'])
    expect(ofMali.all('user_joined').filter(({ user_id }) => user_id === mali.user.id)).toEqual([])
    const second = await connectToRoom(server, room.id, mali)
    await second.settle()
    await ofMali.close()
    await ofSomchai.settle()
    expect([ofSomchai.all('user_joined').length, ofSomchai.all('user_left')]).toEqual([1, []])
    await second.cut()
    const left = await ofSomchai.next('user_left')
    expect([left.user_id, left.user_name]).toEqual([mali.user.id, 'Mali'])
  })
})

describe('who is there already (W2 who is there)', () => {
  test('each socket that connects gets a user_joined for the other one, and none for its own user', async () => {
    const second = await connectToRoom(server, room.id, mali)
    await second.settle()
    const there = [somchai.user.id, 'Somchai', toTimestamp(server.clock.now())]
    for (const socket of [ofMali, second]) {
      expect(
        socket.all('user_joined').map(({ user_id, user_name, timestamp }) => [user_id, user_name, timestamp]),
      ).toEqual([there])
    }
  })

  test('nobody is there in an empty room, or after the last socket has closed', async () => {
    const empty = await openRoom(somchai, mali)
    const first = await connectToRoom(server, empty.id, somchai)
    await first.settle()
    expect(first.all('user_joined')).toEqual([])
    await first.close()
    const later = await connectToRoom(server, empty.id, mali)
    await later.settle()
    expect(later.all('user_joined')).toEqual([])
  })
})

describe('frames take effect and are answered in the order in which they were sent (W6)', () => {
  test('after the pong to a ping, every message sent before it is in the history', async () => {
    for (let at = 0; at < 20; at += 1) ofMali.send({ type: 'send_message', content: `${at}` })
    await ofMali.settle()
    const { messages } = await historyOf(mali, room)
    const contents = Array.from({ length: 20 }, (_, at) => `${at}`)
    expect(messages.map(({ content }) => content)).toEqual(contents)
    expect(ofMali.all('message').map(({ content }) => content)).toEqual(contents)
  })

  test('a message, a ping, a rejected frame and a receipt are answered in that order', async () => {
    await say(somchai, room, 'Unread')
    await ofMali.next('message')
    const [before, pongs] = [ofMali.events.length, ofMali.all('pong').length]
    ofMali.send({ type: 'send_message', content: 'First' })
    ofMali.send({ type: 'ping' })
    ofMali.send({ type: 'shout' })
    ofMali.send({ type: 'read' })
    ofMali.send({ type: 'authenticate', token: mali.tokens.access_token })
    ofMali.send({ type: 'send_message', content: 'Last' })
    ofMali.send({ type: 'ping' })
    await ofMali.next('pong', pongs + 2)
    expect(ofMali.events.slice(before).map(({ type }) => type)).toEqual([
      'message',
      'pong',
      'error',
      'read',
      'authenticated',
      'message',
      'pong',
    ])
  })

  test('what a client sent just before it closed its socket still takes effect', async () => {
    for (let at = 0; at < 5; at += 1) ofMali.send({ type: 'send_message', content: `${at}` })
    await ofMali.close()
    await ofSomchai.next('message', 5)
    expect(ofSomchai.all('message').map(({ content }) => content)).toEqual(['0', '1', '2', '3', '4'])
  })
})

describe('typing', () => {
  test('is shown to the other one alone, and ends by itself 6 seconds after the last renewal', async () => {
    ofMali.send({ type: 'typing', is_typing: true })
    const typing = await ofSomchai.next('typing')
    expect([typing.user_id, typing.user_name, typing.is_typing]).toEqual([mali.user.id, 'Mali', true])
    server.clock.advance(5999)
    ofMali.send({ type: 'typing', is_typing: true })
    await ofSomchai.next('typing', 2)
    server.clock.advance(5999)
    await settleBoth()
    expect(ofSomchai.all('typing').map(({ is_typing }) => is_typing)).toEqual([true, true])
    server.clock.advance(1)
    await ofSomchai.next('typing', 3)
    server.clock.advance(60_000)
    await settleBoth()
    expect(ofSomchai.all('typing').map(({ is_typing }) => is_typing)).toEqual([true, true, false])
    expect(ofMali.all('typing')).toEqual([])
  })

  test('ends with a message, by a frame that says so, and when the socket goes', async () => {
    ofMali.send({ type: 'typing', is_typing: true })
    ofMali.send({ type: 'send_message', content: 'Done' })
    await ofSomchai.next('typing', 2)
    ofMali.send({ type: 'typing', is_typing: true })
    ofMali.send({ type: 'typing', is_typing: false })
    await ofSomchai.next('typing', 4)
    ofMali.send({ type: 'typing', is_typing: true })
    await ofSomchai.next('typing', 5)
    await ofMali.close()
    await ofSomchai.next('user_left')
    expect(ofSomchai.all('typing').map(({ is_typing }) => is_typing)).toEqual([
      true,
      false,
      true,
      false,
      true,
      false,
    ])
  })
})

describe('read receipts', () => {
  test('go to both when something unread was read, by REST or by a frame (W1)', async () => {
    await say(somchai, room, 'One')
    const two = await say(somchai, room, 'Two')
    ofMali.send({ type: 'read' })
    const receipt = await ofSomchai.next('read')
    expect([receipt.user_id, receipt.room_id, receipt.last_read_message_id]).toEqual([
      mali.user.id,
      room.id,
      two.id,
    ])
    expect(await ofMali.next('read')).toEqual(receipt)
    expect((await historyOf(somchai, room)).messages.map(({ is_read }) => is_read)).toEqual([true, true])
    ofMali.send({ type: 'read' })
    const three = await say(somchai, room, 'Three')
    await mali.client.put(`/api/chat/rooms/${room.id}/read`)
    expect((await ofSomchai.next('read', 2)).last_read_message_id).toBe(three.id)
    await settleBoth()
    expect(ofSomchai.all('read')).toHaveLength(2)
  })
})

describe('a frame that is refused is answered by an error, and the connection stays (W4)', () => {
  const refusal = async (frame: unknown) => {
    const seen = ofMali.all('error').length
    ofMali.send(frame)
    return ofMali.next('error', seen + 1)
  }

  test('what is no JSON object, or no text', async () => {
    for (const frame of ['{', 'hello', '123', 'true', 'null', '[]', '"x"', '"{\\"type\\":\\"ping\\"}"']) {
      expect((await refusal(frame)).error_code).toBe('BAD_REQUEST')
    }
    expect((await refusal(new TextEncoder().encode('{"type":"ping"}'))).error_code).toBe('BAD_REQUEST')
    await ofMali.settle()
  })

  test('an unknown type, and fields that do not fit', async () => {
    for (const frame of [{}, { type: 'shout' }, { type: 7 }, { type: '__proto__' }, { type: 'toString' }]) {
      const error = await refusal(frame)
      expect([error.error_code, Object.keys(error.field_errors ?? {})]).toEqual([
        'VALIDATION_ERROR',
        ['type'],
      ])
    }
    const bad: [Record<string, unknown>, string][] = [
      [{ type: 'send_message' }, 'content'],
      [{ type: 'send_message', content: 7 }, 'content'],
      [{ type: 'send_message', content: 'x'.repeat(4001) }, 'content'],
      [{ type: 'send_message', content: 'x', client_id: 'y'.repeat(65) }, 'client_id'],
      [{ type: 'typing' }, 'is_typing'],
      [{ type: 'typing', is_typing: 'yes' }, 'is_typing'],
      [{ type: 'authenticate' }, 'token'],
    ]
    for (const [frame, field] of bad) {
      const error = await refusal(frame)
      expect([error.error_code, Object.keys(error.field_errors ?? {})]).toEqual(['VALIDATION_ERROR', [field]])
    }
    await ofMali.settle()
  })

  test('a message that could not be sent, with its client_id, so that the client knows which', async () => {
    await somchai.client.delete(`/api/chat/rooms/${room.id}`)
    const error = await refusal({ type: 'send_message', content: 'Late', client_id: 'late' })
    expect([error.error_code, error.client_id]).toEqual(['ROOM_NOT_ACTIVE', 'late'])
    await ofMali.settle()
  })
})

describe('the end of a room (C5)', () => {
  test('is told to its sockets at once', async () => {
    await somchai.client.delete(`/api/chat/rooms/${room.id}`)
    const ended = await ofMali.next('room_ended')
    expect([ended.user_id, ended.room_id]).toEqual([somchai.user.id, room.id])
    await somchai.client.delete(`/api/chat/rooms/${room.id}`)
    await settleBoth()
    expect([ofSomchai.all('room_ended').length, ofMali.all('room_ended').length]).toEqual([1, 1])
  })
})

describe('a connection that is refused is accepted and closed at once (W3)', () => {
  const closing = (path: string, token: string) => connectWith(server, path, token).closed
  const codeOf = async (path: string, token: string) => (await closing(path, token)).code

  test('4001 without a valid access token', async () => {
    const path = `/ws/chat/${room.id}`
    for (const token of ['', 'nonsense', mali.tokens.refresh_token, `${mali.tokens.access_token}x`]) {
      expect(await codeOf(path, token)).toBe(4001)
      expect(await codeOf('/ws/notifications', token)).toBe(4001)
    }
  })

  test('4003 for anybody but the two, 4004 for no such room', async () => {
    expect(await codeOf(`/ws/chat/${room.id}`, stranger.tokens.access_token)).toBe(4003)
    for (const id of ['00000000-0000-4000-8000-000000000000', 'nonsense', room.id.slice(1)]) {
      expect(await codeOf(`/ws/chat/${id}`, mali.tokens.access_token)).toBe(4004)
    }
    // Nobody learns without a token which rooms there are.
    expect(await codeOf('/ws/chat/nonsense', '')).toBe(4001)
  })

  test('and a plain request is told to upgrade', async () => {
    for (const path of [`/ws/chat/${room.id}`, '/ws/notifications']) {
      const answer = await mali.client.get(`${path}?token=${mali.tokens.access_token}`)
      expect([answer.status, answer.body.error_code]).toEqual([426, 'UPGRADE_REQUIRED'])
      expect(answer.headers.get('upgrade')).toBe('websocket')
    }
  })

  test('and no token is ever logged', async () => {
    await closing(`/ws/chat/${room.id}`, 'a-secret-token')
    const lines = server.logLines.join('')
    expect(lines).toContain(`/ws/chat/${room.id}`)
    expect(lines).not.toContain('a-secret-token')
    expect(lines).not.toContain(mali.tokens.access_token)
  })
})

describe('a connection ends with what it rests on (W3)', () => {
  test('logout closes the sockets of that session and no other with 4001', async () => {
    const tokens = await logInAs(server.url, 'mali@example.com', mali.password)
    const phone: Person = { ...mali, tokens, client: mali.client.withToken(tokens.access_token) }
    const [inRoom, news] = [
      await connectToRoom(server, room.id, phone),
      await connectWith(server, '/ws/notifications', tokens.access_token).opened(),
    ]
    await phone.client.post('/api/auth/logout')
    expect([(await inRoom.closed).code, (await news.closed).code]).toEqual([4001, 4001])
    await ofMali.settle()
    expect(await connectWith(server, `/ws/chat/${room.id}`, tokens.access_token).closed).toMatchObject({
      code: 4001,
    })
  })

  test('the expiry of its token closes it with 4001, unless authenticate came first', async () => {
    // A server of its own: everybody's token expires here.
    const late = await startTestServer()
    onTestFinished(() => late.stop())
    // Tokens end with a second, so this begins with one.
    late.clock.advance(1000 - (late.clock.now() % 1000))
    const [seeker, helper, other] = await Promise.all([
      join(late, 'somsri@example.com', 'Somsri'),
      join(late, 'wichai@example.com', 'Wichai'),
      join(late, 'other@example.com', 'Other'),
    ])
    const here = await openRoom(seeker, helper)
    const [renewed, forgotten] = [
      await connectToRoom(late, here.id, helper),
      await connectToRoom(late, here.id, helper),
    ]
    late.clock.advance(20 * 60_000)
    const { access_token: token } = await logInAs(late.url, 'wichai@example.com', helper.password)
    renewed.send({ type: 'authenticate', token: 'nonsense' })
    expect((await renewed.next('error')).error_code).toBe('INVALID_TOKEN')
    renewed.send({ type: 'authenticate', token: other.tokens.access_token })
    expect((await renewed.next('error', 2)).error_code).toBe('INVALID_TOKEN')
    renewed.send({ type: 'authenticate', token })
    expect((await renewed.next('authenticated')).expires_at).toBe(toTimestamp(late.clock.now() + 30 * 60_000))
    late.clock.advance(10 * 60_000 - 1)
    await Promise.all([renewed.settle(), forgotten.settle()])
    late.clock.advance(1)
    expect((await forgotten.closed).code).toBe(4001)
    await renewed.settle()
    late.clock.advance(20 * 60_000)
    expect((await renewed.closed).code).toBe(4001)
  })
})
