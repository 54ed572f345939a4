import { Elysia } from 'elysia'
import { AppError } from '../../src/errors.ts'
import { listen, mountEndpoints } from '../../src/http/adapter.ts'
import { BodyMemory } from '../../src/http/body-memory.ts'
import { Listeners } from '../../src/http/listeners.ts'
import { createPipeline } from '../../src/http/pipeline.ts'
import { RateLimits } from '../../src/http/rate-limit.ts'
import { channelEndpoint, socketSettings } from '../../src/http/sockets.ts'
import { manualClock } from '../../src/lib/clock.ts'
import { createNewId, type Id } from '../../src/lib/ids.ts'
import { createLog } from '../../src/lib/log.ts'
import { seededRandom } from '../../src/lib/random.ts'
import { type Channel, channel } from '../../src/realtime/channel.ts'
import type { CloseCause } from '../../src/realtime/close-codes.ts'
import type { Credential, SocketHandler, SocketPlatform } from '../../src/realtime/connection.ts'
import { event } from '../../src/realtime/events.ts'
import { type FrameOf, frame } from '../../src/realtime/frames.ts'
import { Hub } from '../../src/realtime/hub.ts'
import { text } from '../../src/schema/requests.ts'
import { view } from '../../src/schema/views.ts'
import { countTimers } from './counting-clock.ts'
import { testNow } from './server.ts'

/** A server with sockets and nothing of the marketplace: what `src/realtime` promises by itself. */

const newId = createNewId(manualClock(testNow), seededRandom(11))

export const stepEvent = event('step', 'A step was taken.', view.string())
const stepFrame = frame('step', 'Takes a step.', { name: text(1, 40) })
type StepFrame = FrameOf<typeof stepFrame>

/** A channel whose topic is in its path; the test says what happens to its frames. */
export const stepChannel = (handler: SocketHandler<StepFrame>, rejection?: CloseCause): Channel =>
  channel({
    name: 'steps',
    path: '/ws/steps/{topic}',
    summary: 'Steps.',
    description: 'For tests.',
    params: { topic: 'Any name.' },
    events: [stepEvent],
    frames: [stepFrame],
    admit: ({ params }) => rejection ?? { topic: params.topic, handler },
  })

/** Everything around the sockets: any word is the access token of a user of that name. */
export const createSocketPlatform = () => {
  const clock = countTimers(manualClock(testNow))
  const logLines: string[] = []
  const people = new Map<string, Credential>()
  const platform: SocketPlatform = {
    hub: new Hub(clock),
    clock,
    log: createLog('info', { write: line => logLines.push(line) }),
    verifyToken: async token => (token === '' ? new AppError('INVALID_TOKEN') : credentialOf(token)),
    isSessionOpen: async () => true,
    countFrame: () => {},
  }
  const credentialOf = (name: string): Credential => {
    const known = people.get(name)
    if (known) return known
    const [userId, sessionId]: [Id<'user'>, Id<'session'>] = [newId(), newId()]
    const credential = { userId, sessionId, expiresAt: clock.now() + 24 * 3_600_000 }
    people.set(name, credential)
    return credential
  }
  return { platform, clock, hub: platform.hub, logLines, credentialOf }
}

const noLimits = ({ clock }: SocketPlatform) =>
  new RateLimits(
    { rateLimit: false, rateLimitAuth: 5, rateLimitUploads: 10, rateLimitVariants: 10, rateLimitOther: 100 },
    clock,
  )

/** Listens with one channel on a free port, and publishes for the hub. */
export const startSocketServer = (channel: Channel, platform: SocketPlatform) => {
  const pipeline = createPipeline({
    environment: {
      config: { publicUrl: null, trustProxy: 0 },
      clock: platform.clock,
      newId,
      bodies: new BodyMemory(':memory:'),
    },
    guard: () => undefined,
    onCompleted: () => {},
  })
  const app = new Elysia({ websocket: socketSettings })
  const listeners = new Listeners()
  mountEndpoints(app, [channelEndpoint(channel, platform, noLimits(platform))], {
    serve: pipeline,
    server: listeners,
    preflight: () => null,
    prefix: '',
  })
  const server = listen(app, { port: 0, hostname: '127.0.0.1', reusePort: false })
  listeners.add(server)
  platform.hub.attach(server)
  return {
    url: `http://127.0.0.1:${server.port}`,
    server,
    stop: async () => {
      platform.hub.detach(server)
      await server.stop(true)
    },
  }
}
