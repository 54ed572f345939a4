import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { ServerWebSocket } from 'bun'
import { socketSettings } from '../../src/http/sockets.ts'
import { closeCodes } from '../../src/realtime/close-codes.ts'
import { socketLimits } from '../../src/realtime/limits.ts'
import { connectSilentPeer } from '../support/slow-reader.ts'
import { createSocketPlatform, startSocketServer, stepChannel } from '../support/socket-server.ts'
import { connectWith, type TestSocket } from '../support/sockets.ts'

const limits = socketLimits

let sockets: ReturnType<typeof createSocketPlatform>
let server: ReturnType<typeof startSocketServer>

beforeEach(() => {
  sockets = createSocketPlatform()
  server = startSocketServer(stepChannel({ receive: () => {} }), sockets.platform)
})
afterEach(() => server.stop())

const connect = async (name: string, topic = 'road'): Promise<TestSocket> => {
  const socket = await connectWith(server, `/ws/steps/${topic}`, name).opened()
  await socket.settle()
  return socket
}

test('a frame may be as long as the limit, and one byte more closes the socket (W4)', async () => {
  const mali = await connect('mali')
  const frameOf = (bytes: number) => {
    const empty = JSON.stringify({ type: 'ping', padding: '' })
    return empty.replace('""', `"${'x'.repeat(bytes - empty.length)}"`)
  }
  mali.send(frameOf(limits.maxFrameBytes))
  await mali.next('pong', 2)
  mali.send(frameOf(limits.maxFrameBytes + 1))
  const outcome = await Promise.race([mali.closed, mali.next('pong', 3)])
  expect(outcome).toMatchObject({ code: closeCodes.FRAME_TOO_LARGE.code })
})

test('the sustained rate of frames is allowed for ever, and a frame more each second is not (W4)', async () => {
  const [patient, hasty] = [await connect('mali'), await connect('somchai')]
  sockets.clock.advance(60_000)
  for (let round = 1; round <= limits.maxFramesAtOnce; round += 1) {
    for (let at = 0; at < limits.framesPerSecond; at += 1) patient.send({ type: 'ping' })
    for (let at = 0; at <= limits.framesPerSecond; at += 1) hasty.send({ type: 'ping' })
    await patient.next('pong', 1 + round * limits.framesPerSecond)
    await Promise.race([hasty.next('pong', 1 + round * (limits.framesPerSecond + 1)), hasty.closed])
    sockets.clock.advance(1000)
  }
  expect((await hasty.closed).code).toBe(closeCodes.TOO_MANY_FRAMES.code)
  // It begins with what may come at once and loses one each second.
  const lasted = limits.maxFramesAtOnce - limits.framesPerSecond
  expect(hasty.all('pong').length).toBe(1 + lasted * (limits.framesPerSecond + 1) + limits.framesPerSecond)
  await patient.settle()
})

test('a system clock that is set back takes no frames away (W4)', async () => {
  const mali = await connect('mali')
  sockets.clock.advance(60_000)
  const sent = mali.all('pong').length + limits.maxFramesAtOnce
  for (let at = 0; at < limits.maxFramesAtOnce; at += 1) mali.send({ type: 'ping' })
  await mali.next('pong', sent)
  sockets.clock.step(-3_600_000)
  sockets.clock.advance(1000)
  for (let at = 0; at < limits.framesPerSecond; at += 1) mali.send({ type: 'ping' })
  await Promise.race([mali.next('pong', sent + limits.framesPerSecond), mali.closed])
  expect(mali.all('pong').length).toBe(sent + limits.framesPerSecond)
})

test('a user may have as many sockets as the limit; the next is closed with 4029, and one that goes makes place', async () => {
  const open: TestSocket[] = []
  for (let at = 0; at < limits.maxSocketsPerUser; at += 1) open.push(await connect('mali', `road-${at}`))
  expect(sockets.hub.size).toBe(limits.maxSocketsPerUser)
  const next = () => connectWith(server, '/ws/steps/road', 'mali')
  expect(await next().closed).toEqual({
    code: closeCodes.TOO_MANY_SOCKETS.code,
    reason: closeCodes.TOO_MANY_SOCKETS.reason,
  })
  expect(sockets.hub.size).toBe(limits.maxSocketsPerUser)
  await connect('somchai')
  await open[0]?.close()
  await connect('mali')
})

test('a client that does not read is closed when the limit waits for it, and not before', async () => {
  const text = 'x'.repeat(16 * 1024)
  const opened = Promise.withResolvers<ServerWebSocket>()
  let isClosed = false
  const bare = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request, self) => (self.upgrade(request) ? undefined : new Response(null, { status: 426 })),
    websocket: {
      ...socketSettings,
      open: ws => opened.resolve(ws),
      message: () => {},
      close: () => {
        isClosed = true
      },
    },
  })
  const peer = await connectSilentPeer({ url: `http://127.0.0.1:${bare.port}` }, '/', 'mali')
  const ws = await opened.promise
  let maxBuffered = 0
  // The kernel takes some megabytes before anything waits in our memory.
  for (let sent = 0; !isClosed && sent < 10_000; sent += 1) {
    ws.sendText(text)
    maxBuffered = Math.max(maxBuffered, ws.getBufferedAmount())
    await Bun.sleep(0)
  }
  expect(isClosed).toBe(true)
  expect(maxBuffered).toBeGreaterThan(limits.maxBacklogBytes - 2 * text.length)
  expect(maxBuffered).toBeLessThan(limits.maxBacklogBytes + 2 * text.length)
  peer.destroy()
  await bare.stop(true)
})

describe('pings (W5)', () => {
  const { pingIntervalMs, maxMissedPings } = limits

  test('go out at each interval and not before, to every socket', async () => {
    const [mali, somchai] = [await connect('mali'), await connect('somchai')]
    for (let count = 1; count <= 10; count += 1) {
      sockets.clock.advance(pingIntervalMs - 1)
      await Promise.all([mali.settle(), somchai.settle()])
      expect([mali.pings, somchai.pings]).toEqual([count - 1, count - 1])
      sockets.clock.advance(1)
      await mali.until(() => mali.pings === count)
      await somchai.until(() => somchai.pings === count)
    }
  })

  test('a client that only answers pings stays for ten intervals', async () => {
    const [mali, watcher] = [await connect('mali'), await connect('watcher')]
    for (let count = 1; count <= 10; count += 1) {
      sockets.clock.advance(pingIntervalMs)
      await mali.until(() => mali.pings === count)
      // Mali's answer was sent before this round trip.
      await watcher.settle()
    }
    expect(sockets.hub.size).toBe(2)
    await mali.settle()
  })

  test('a silent client is dropped at the ping after the last that it may miss', async () => {
    const watcher = await connect('watcher')
    await connectSilentPeer(server, '/ws/steps/road', 'mali')
    for (let missed = 1; missed <= maxMissedPings; missed += 1) {
      sockets.clock.advance(pingIntervalMs)
      await watcher.settle()
      expect(sockets.hub.size).toBe(2)
    }
    sockets.clock.advance(pingIntervalMs)
    await watcher.settle()
    expect(sockets.hub.size).toBe(1)
  })

  test('a client that answers no ping but sends frames stays', async () => {
    const watcher = await connect('watcher')
    const peer = await connectSilentPeer(server, '/ws/steps/road', 'mali')
    for (let interval = 0; interval < 10; interval += 1) {
      sockets.clock.advance(pingIntervalMs)
      peer.write(maskedFrame('{"type":"ping"}'))
      await watcher.settle()
    }
    expect(sockets.hub.size).toBe(2)
    peer.destroy()
  })
})

/** A text frame of a client with a mask of zeros (RFC 6455, 5.2); for texts below 126 bytes. */
const maskedFrame = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0x81, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)])
