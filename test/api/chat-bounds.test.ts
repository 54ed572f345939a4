import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { roomTopic } from '../../src/domain/chat/events.ts'
import { maxCaughtUp, sendMessage } from '../../src/domain/chat/service.ts'
import { commandOf } from '../../src/lib/command.ts'
import { closeCodes } from '../../src/realtime/close-codes.ts'
import { historyOf, openRoom, type RoomJson, say } from '../support/chat.ts'
import { joinMali, joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { connectSilentPeer } from '../support/slow-reader.ts'
import { connectToNotifications, connectToRoom, connectWith, type TestSocket } from '../support/sockets.ts'

let server: TestServer
let somchai: Person
let mali: Person
let room: RoomJson
let ofSomchai: TestSocket
let ofMali: TestSocket

beforeAll(async () => {
  server = await startTestServer()
  ;[somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
})
beforeEach(async () => {
  room = await openRoom(somchai, mali)
  ofSomchai = await connectToRoom(server, room.id, somchai)
  ofMali = await connectToRoom(server, room.id, mali)
  await Promise.all([ofSomchai.settle(), ofMali.settle()])
})
afterEach(async () => {
  server.ctx.hub.endAll(closeCodes.SERVER_STOPPING)
  await ofSomchai.closed
})
afterAll(() => server.stop())

describe('the bounds of a socket', () => {
  test('a frame may have 16 KiB, and one byte more closes with 1009 (W4)', async () => {
    const frameOf = (bytes: number) => {
      const frame = JSON.stringify({ type: 'ping', padding: '' })
      return frame.replace('""', `"${'x'.repeat(bytes - frame.length)}"`)
    }
    ofMali.send(frameOf(16 * 1024))
    await ofMali.next('pong', 2)
    ofMali.send(frameOf(16 * 1024 + 1))
    expect((await ofMali.closed).code).toBe(1009)
  })

  test('20 frames a second may go on for ever (W4)', async () => {
    for (let second = 0; second < 5; second += 1) {
      for (let at = 0; at < 20; at += 1) ofMali.send({ type: 'ping' })
      await ofMali.next('pong', 1 + 20 * (second + 1))
      server.clock.advance(1000)
    }
    await ofMali.settle()
    expect(ofMali.all('error')).toEqual([])
  })

  test('30 frames a second close it with 4008 before long, and nobody else is touched (W4)', async () => {
    const closed = ofMali.closed.then(({ code }) => code)
    let code: number | null = null
    for (let second = 0; second < 10 && code === null; second += 1) {
      for (let at = 0; at < 30; at += 1) ofMali.send({ type: 'typing', is_typing: true })
      code = await Promise.race([closed, ofMali.settle().then(() => null)])
      server.clock.advance(1000)
    }
    expect(code).toBe(4008)
    await ofSomchai.next('user_left')
    await ofSomchai.settle()
  })

  test('a user may have 20 sockets, of all kinds together; the next one is closed with 4029', async () => {
    const more = await Promise.all(
      Array.from({ length: 19 }, (_, at) =>
        at % 2 ? connectToRoom(server, room.id, mali) : connectToNotifications(server, mali),
      ),
    )
    await Promise.all(more.map(socket => socket.settle()))
    const path = `/ws/chat/${room.id}`
    expect((await connectWith(server, path, mali.tokens.access_token).closed).code).toBe(4029)
    expect((await connectWith(server, '/ws/notifications', mali.tokens.access_token).closed).code).toBe(4029)
    await more[0]?.close()
    await (await connectToRoom(server, room.id, mali)).settle()
    await (await connectToRoom(server, room.id, somchai)).settle()
  })
})

test('a client that catches up without a limit gets as many messages as there may be at once (W5)', async () => {
  const first = await say(mali, room, 'first')
  const command = commandOf(mali.user.id, server.ctx)
  const send = (at: number) =>
    sendMessage(server.ctx, command, room.id, { content: String(at), imageUrl: null, clientId: null })
  await Promise.all(Array.from({ length: maxCaughtUp + 1 }, (_, at) => send(at)))
  const query = `?after=${first.id}`
  const { messages, has_more, total_count } = await historyOf(somchai, room, query)
  expect([messages.length, has_more, total_count]).toEqual([maxCaughtUp, true, maxCaughtUp + 1])
})

describe('a peer that is not there any more', () => {
  test('is pinged every 30 seconds and dropped after 90 without an answer (W5)', async () => {
    await ofMali.close()
    await connectSilentPeer(server, `/ws/chat/${room.id}`, mali.tokens.access_token)
    await ofSomchai.next('user_joined', 2)
    for (let pings = 1; pings <= 2; pings += 1) {
      server.clock.advance(30_000)
      await ofSomchai.until(() => ofSomchai.pings === pings)
      await ofSomchai.settle()
    }
    expect(ofSomchai.all('user_left')).toHaveLength(1)
    server.clock.advance(30_000)
    await ofSomchai.next('user_left', 2)
    await ofSomchai.settle()
  })

  test('that reads too slowly is closed, and holds up nobody', async () => {
    const peers = 3
    await ofMali.close()
    for (let at = 0; at < peers; at += 1)
      await connectSilentPeer(server, `/ws/chat/${room.id}`, mali.tokens.access_token)
    expect(server.ctx.hub.size).toBe(1 + peers)
    const content = '🛵'.repeat(3900)
    let sent = 0
    // The kernel takes some megabytes for each before anything waits in our memory.
    while (server.ctx.hub.isPresent(roomTopic(room.id), mali.user.id) && sent < 5000) {
      await Promise.all(Array.from({ length: 50 }, () => say(somchai, room, content)))
      sent += 50
    }
    await ofSomchai.next('user_left', 2)
    await ofSomchai.next('message', sent)
    expect(server.ctx.hub.size).toBe(1)
    expect((await historyOf(somchai, room)).total_count).toBe(sent)
  }, 20_000)
})
