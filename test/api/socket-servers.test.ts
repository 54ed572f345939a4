import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { closeCodes } from '../../src/realtime/close-codes.ts'
import { socketLimits } from '../../src/realtime/limits.ts'
import { createSocketPlatform, startSocketServer, stepChannel, stepEvent } from '../support/socket-server.ts'
import { connectWith, type TestSocket } from '../support/sockets.ts'

/** Two servers on two ports whose sockets are in one hub, as with a second listener or a renewed certificate. */
let sockets: ReturnType<typeof createSocketPlatform>
let servers: ReturnType<typeof startSocketServer>[]
let heard: string[]

beforeEach(() => {
  heard = []
  sockets = createSocketPlatform()
  const channel = stepChannel({
    receive: () => {},
    published: event => {
      if (stepEvent.is(event)) heard.push(event.data)
    },
  })
  servers = [startSocketServer(channel, sockets.platform), startSocketServer(channel, sockets.platform)]
})
afterEach(() => Promise.all(servers.map(server => server.stop())))

/** A socket of somebody on each server. */
const connectToBoth = (name: string, topic = 'road'): Promise<TestSocket[]> =>
  Promise.all(servers.map(server => connectWith(server, `/ws/steps/${topic}`, name).opened()))

const publish = (...steps: string[]) =>
  sockets.hub.publishAll(steps.map(step => ({ topic: 'road', event: stepEvent(step) })))

const stepsOf = async (socket: TestSocket) => {
  await socket.settle()
  return socket.events.filter(({ type }) => String(type) === 'step').map(({ data }) => String(data))
}

describe('one hub with two servers', () => {
  test('an event reaches the sockets of its topic on both, each once and in order', async () => {
    const everybody = [await connectToBoth('mali'), await connectToBoth('somchai')].flat()
    const [elsewhere] = await connectToBoth('mali', 'elsewhere')
    publish('one', 'two', 'three')
    for (const socket of everybody) expect(await stepsOf(socket)).toEqual(['one', 'two', 'three'])
    expect(elsewhere && (await stepsOf(elsewhere))).toEqual([])
    expect(heard).toHaveLength(3 * everybody.length)
  })

  test('the sockets of an excepted user are left out on both', async () => {
    const [ofMali, ofSomchai] = [await connectToBoth('mali'), await connectToBoth('somchai')]
    const exceptUserId = sockets.credentialOf('mali').userId
    sockets.hub.publish({ topic: 'road', event: stepEvent('one'), exceptUserId })
    for (const socket of ofMali) expect(await stepsOf(socket)).toEqual([])
    for (const socket of ofSomchai) expect(await stepsOf(socket)).toEqual(['one'])
  })

  test('sockets, presence and the limit of a user are counted over both', async () => {
    const [first] = await connectToBoth('mali')
    const { userId } = sockets.credentialOf('mali')
    expect(sockets.hub.size).toBe(2)
    await first?.close()
    expect(sockets.hub.isPresent('road', userId)).toBe(true)
    for (let open = 1; open < socketLimits.maxSocketsPerUser; open += 1) {
      const server = servers[open % 2]
      if (server) await (await connectWith(server, '/ws/steps/road', 'mali').opened()).settle()
    }
    for (const server of servers) {
      const { code } = await connectWith(server, '/ws/steps/road', 'mali').closed
      expect(code).toBe(closeCodes.TOO_MANY_SOCKETS.code)
    }
  })

  test('ending a session, and all sockets, closes those of both', async () => {
    const [ofMali, ofSomchai] = [await connectToBoth('mali'), await connectToBoth('somchai')]
    const { userId, sessionId } = sockets.credentialOf('mali')
    sockets.hub.endSession(userId, sessionId)
    for (const socket of ofMali) expect((await socket.closed).code).toBe(closeCodes.INVALID_TOKEN.code)
    sockets.hub.endAll(closeCodes.SERVER_STOPPING)
    for (const socket of ofSomchai) expect((await socket.closed).code).toBe(closeCodes.SERVER_STOPPING.code)
    expect(sockets.hub.size).toBe(0)
  })

  test('when one server stops, the sockets of the other go on', async () => {
    const [first, second] = await connectToBoth('mali')
    await servers[0]?.stop()
    await first?.closed
    publish('after')
    expect(second && (await stepsOf(second))).toEqual(['after'])
    expect(sockets.hub.size).toBe(1)
  })

  test('a server that is detached gets nothing any more', async () => {
    const [first, second] = await connectToBoth('mali')
    const [server] = servers
    if (!first || !second || !server) throw new Error('There are two servers.')
    sockets.hub.detach(server.server)
    publish('one')
    sockets.hub.attach(server.server)
    publish('two')
    expect([await stepsOf(first), await stepsOf(second)]).toEqual([['two'], ['one', 'two']])
  })
})
