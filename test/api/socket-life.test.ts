import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { roomTopic } from '../../src/domain/chat/events.ts'
import { disableAccount, findAccount } from '../../src/domain/users/operator.ts'
import { manualClock } from '../../src/lib/clock.ts'
import type { Id } from '../../src/lib/ids.ts'
import { openRoom, type RoomJson } from '../support/chat.ts'
import { type CountingClock, countTimers } from '../support/counting-clock.ts'
import { joinMali, joinSomchai, type Person } from '../support/people.ts'
import { startTestServer, type TestServer, testNow } from '../support/server.ts'
import { createSocketPlatform, startSocketServer, stepChannel } from '../support/socket-server.ts'
import { connectToNotifications, connectToRoom, connectWith } from '../support/sockets.ts'

let server: TestServer
let clock: CountingClock
let somchai: Person
let mali: Person
let room: RoomJson
/** Timers of the server while no socket is open. */
let timersAtRest: number

beforeEach(async () => {
  clock = countTimers(manualClock(testNow))
  server = await startTestServer({ clock })
  ;[somchai, mali] = await Promise.all([joinSomchai(server), joinMali(server)])
  room = await openRoom(somchai, mali)
  timersAtRest = clock.pending
})
afterEach(() => server.stop())

describe('the sockets of an account that is disabled', () => {
  test('are closed with 4001 at once, cannot be opened again, and no others are touched', async () => {
    const ofSomchai = await connectToRoom(server, room.id, somchai)
    const ofMali = [await connectToRoom(server, room.id, mali), await connectToNotifications(server, mali)]
    await disableAccount(server.ctx, await findAccount(server.ctx, 'mali@example.com'))
    for (const socket of ofMali) expect((await socket.closed).code).toBe(4001)
    for (const path of [`/ws/chat/${room.id}`, '/ws/notifications']) {
      expect((await connectWith(server, path, mali.tokens.access_token).closed).code).toBe(4001)
    }
    await ofSomchai.next('user_left')
    await ofSomchai.settle()
    expect(server.ctx.hub.size).toBe(1)
  })
})

describe('a session that ends while its socket is being opened', () => {
  test('has its socket closed with 4001 (W3)', async () => {
    const { platform, credentialOf } = createSocketPlatform()
    const asked: Id<'session'>[] = []
    const channel = stepChannel({ receive: () => {} })
    const ended = startSocketServer(channel, {
      ...platform,
      isSessionOpen: async sessionId => {
        asked.push(sessionId)
        return false
      },
    })
    expect((await connectWith(ended, '/ws/steps/road', 'mali').closed).code).toBe(4001)
    expect(asked).toEqual([credentialOf('mali').sessionId])
    await ended.stop()
  })
})

describe('a socket that has closed', () => {
  test('leaves no timer and no presence, whatever it did before and however it closed', async () => {
    for (const close of ['close', 'cut'] as const) {
      const ofSomchai = await connectToRoom(server, room.id, somchai)
      const ofMali = await connectToRoom(server, room.id, mali)
      const live = await connectToNotifications(server, mali)
      ofMali.send({ type: 'typing', is_typing: true })
      ofMali.send({ type: 'authenticate', token: mali.tokens.access_token })
      await ofMali.next('authenticated')
      clock.advance(30_000)
      ofMali.send({ type: 'typing', is_typing: true })
      await Promise.all([ofMali, ofSomchai, live].map(socket => socket.settle()))
      // An expiry for each, one for all pings, one for who types.
      expect(clock.pending - timersAtRest).toBe(5)
      await Promise.all([ofMali[close](), live[close]()])
      await ofSomchai.next('user_left')
      await ofSomchai.settle()
      expect(clock.pending - timersAtRest).toBe(2)
      expect(server.ctx.hub.isPresent(roomTopic(room.id), mali.user.id)).toBe(false)
      await ofSomchai[close]()
      // A request that is answered afterwards: the server has seen the end of the socket.
      await somchai.client.get('/health')
      expect([server.ctx.hub.size, clock.pending - timersAtRest]).toEqual([0, 0])
    }
  })

  test('leaves no timer for typing that was sent just before it closed', async () => {
    const ofSomchai = await connectToRoom(server, room.id, somchai)
    const ofMali = await connectToRoom(server, room.id, mali)
    ofMali.send({ type: 'send_message', content: 'Bye' })
    ofMali.send({ type: 'typing', is_typing: true })
    await ofMali.close()
    await ofSomchai.next('message')
    await ofSomchai.settle()
    expect(clock.pending - timersAtRest).toBe(2)
    expect(ofSomchai.all('typing')).toEqual([])
  })

  test('leaves no timer when it closes while its new token is verified', async () => {
    const { platform, clock: ownClock, hub } = createSocketPlatform()
    const verified = Promise.withResolvers<void>()
    const slowly = startSocketServer(stepChannel({ receive: () => {} }), {
      ...platform,
      verifyToken: async token => {
        if (token === 'mali') await verified.promise
        return platform.verifyToken('mali')
      },
    })
    const socket = await connectWith(slowly, '/ws/steps/road', 'mali at first').opened()
    await socket.settle()
    socket.send({ type: 'authenticate', token: 'mali' })
    await socket.close()
    const watcher = await connectWith(slowly, '/ws/steps/road', 'watcher').opened()
    await watcher.settle()
    expect(hub.size).toBe(1)
    verified.resolve()
    await watcher.settle()
    await watcher.close()
    await fetch(slowly.url)
    expect([hub.size, ownClock.pending]).toEqual([0, 0])
    await slowly.stop()
  })
})
