import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { closeCodes } from '../../src/realtime/close-codes.ts'
import { socketLimits } from '../../src/realtime/limits.ts'
import { createSocketPlatform, startSocketServer, stepChannel, stepEvent } from '../support/socket-server.ts'
import { connectWith, type TestSocket } from '../support/sockets.ts'

/** Steps that were taken, and the one that waits until the test lets it go on. */
let taken: string[]
let gate: PromiseWithResolvers<void>
let sockets: ReturnType<typeof createSocketPlatform>
let server: ReturnType<typeof startSocketServer>
let mali: TestSocket

beforeEach(async () => {
  taken = []
  gate = Promise.withResolvers<void>()
  sockets = createSocketPlatform()
  const channel = stepChannel({
    receive: async ({ name }, socket) => {
      if (name === 'wait') await gate.promise
      if (name === 'break') throw new Error('a cause that is nobody’s business')
      taken.push(name)
      socket.send(stepEvent(name))
    },
  })
  server = startSocketServer(channel, sockets.platform)
  mali = await connectWith(server, '/ws/steps/road', 'mali').opened()
  await mali.settle()
})
afterEach(() => server.stop())

const step = (name: string) => mali.send({ type: 'step', name })

/** Another socket's round trip: what the first had sent before has reached the server. */
const passTime = async () => {
  const other = await connectWith(server, '/ws/steps/elsewhere', 'somchai').opened()
  await other.settle()
  await other.close()
}

describe('the frames of one socket (W6)', () => {
  test('wait for the frame before them, and nothing is answered out of turn', async () => {
    step('wait')
    step('second')
    mali.send({ type: 'ping' })
    mali.send({ type: 'shout' })
    step('third')
    await passTime()
    expect([taken, mali.events.map(({ type }) => type)]).toEqual([[], ['pong']])
    gate.resolve()
    await mali.until(() => mali.events.length === 6)
    expect(taken).toEqual(['wait', 'second', 'third'])
    expect(mali.events.map(({ type }): string => type)).toEqual([
      'pong',
      'step',
      'step',
      'pong',
      'error',
      'step',
    ])
  })

  test('do not wait for those of another socket', async () => {
    step('wait')
    await passTime()
    const other = await connectWith(server, '/ws/steps/road', 'mali').opened()
    other.send({ type: 'step', name: 'other' })
    await other.settle()
    expect(taken).toEqual(['other'])
    gate.resolve()
    await mali.settle()
    expect(taken).toEqual(['other', 'wait'])
  })

  test('still take effect after the client has closed the socket', async () => {
    step('wait')
    step('second')
    await mali.close()
    await passTime()
    expect([taken, sockets.hub.size]).toEqual([[], 0])
    gate.resolve()
    await passTime()
    expect(taken).toEqual(['wait', 'second'])
  })

  test('take no effect any more once the server has closed the socket', async () => {
    step('wait')
    step('second')
    await passTime()
    const { userId, sessionId } = sockets.credentialOf('mali')
    sockets.hub.endSession(userId, sessionId)
    expect((await mali.closed).code).toBe(closeCodes.INVALID_TOKEN.code)
    gate.resolve()
    await passTime()
    expect(taken).toEqual(['wait'])
  })
})

describe('the bound of the frames that wait (W4)', () => {
  const { maxFramesAtOnce, framesPerSecond } = socketLimits

  /** Fills the queue; the ping of `beforeEach` is earned again before. */
  const fill = async (count: number) => {
    sockets.clock.advance(60_000)
    step('wait')
    for (let at = 1; at < count; at += 1) step(`${at}`)
    await passTime()
  }

  test('as many frames may wait as may come at once, and all take effect', async () => {
    await fill(maxFramesAtOnce)
    gate.resolve()
    await mali.until(() => taken.length === maxFramesAtOnce)
    expect(taken).toEqual(['wait', ...Array.from({ length: maxFramesAtOnce - 1 }, (_, at) => `${at + 1}`)])
  })

  test('one more closes the socket with 4008, however slowly the frames came', async () => {
    await fill(framesPerSecond)
    for (let sent = framesPerSecond; sent < maxFramesAtOnce; sent += framesPerSecond) {
      sockets.clock.advance(1000)
      for (let at = 0; at < framesPerSecond; at += 1) step('more')
      await passTime()
    }
    expect(sockets.hub.size).toBe(1)
    sockets.clock.advance(3_600_000)
    step('too many')
    expect((await mali.closed).code).toBe(closeCodes.TOO_MANY_FRAMES.code)
    gate.resolve()
    await passTime()
    expect(taken).toEqual(['wait'])
  })

  test('frames that have been processed make place for others', async () => {
    await fill(maxFramesAtOnce)
    gate.resolve()
    await mali.until(() => taken.length === maxFramesAtOnce)
    sockets.clock.advance(1000)
    for (let at = 0; at < framesPerSecond; at += 1) step('later')
    await mali.until(() => taken.length === maxFramesAtOnce + framesPerSecond)
    step('too many')
    expect((await mali.closed).code).toBe(closeCodes.TOO_MANY_FRAMES.code)
  })
})

describe('an internal error in a frame', () => {
  test('tells the client the sentence of the catalogue, logs its cause, and leaves the socket open', async () => {
    mali.send({ type: 'step', name: 'break', client_id: 'mine' })
    expect(await mali.next('error')).toEqual({
      detail: 'Something went wrong on our side.',
      error_code: 'INTERNAL_ERROR',
      client_id: 'mine',
    })
    const [line = '{}', ...others] = sockets.logLines
    expect(others).toEqual([])
    expect(JSON.parse(line)).toMatchObject({
      level: 'error',
      msg: 'a frame failed',
      topic: 'road',
      userId: sockets.credentialOf('mali').userId,
      err: { message: 'a cause that is nobody’s business' },
    })
    step('after')
    await mali.settle()
    expect(taken).toEqual(['after'])
  })

  test('is not logged when the client is at fault', async () => {
    mali.send({ type: 'step' })
    expect((await mali.next('error')).error_code).toBe('VALIDATION_ERROR')
    expect(sockets.logLines).toEqual([])
  })
})
