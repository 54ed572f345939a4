import { BodyMemory } from '../../src/http/body-memory.ts'
import { openEndpoint } from '../../src/http/endpoint.ts'
import { Listeners } from '../../src/http/listeners.ts'
import { RequestContext, type RequestEnvironment } from '../../src/http/request-context.ts'
import { manualClock } from '../../src/lib/clock.ts'
import { createNewId } from '../../src/lib/ids.ts'
import { seededRandom } from '../../src/lib/random.ts'

interface Choices extends RequestInit {
  path?: string
  params?: Record<string, string>
  config?: Partial<RequestEnvironment['config']>
  /** What the framework has put into the response already. */
  answered?: Record<string, unknown>
}

/** A request in the hands of an endpoint, without a server around it. */
export const contextOf = ({ path = '/', params = {}, config, answered = {}, ...init }: Choices = {}) => {
  const clock = manualClock(Date.UTC(2025, 9, 1, 10))
  const environment: RequestEnvironment = {
    config: { publicUrl: null, trustProxy: 0, ...config },
    clock,
    newId: createNewId(clock, seededRandom(1)),
    bodies: new BodyMemory(':memory:'),
  }
  const request = new Request(`http://chayenity.test${path}`, init)
  return new RequestContext(environment, environment.newId(), request, params, new Listeners(), answered)
}

/** Open to anyone, takes nothing and gives null. */
export const plainEndpoint = (method: 'GET' | 'POST' = 'GET') =>
  openEndpoint({
    method,
    path: '/',
    tag: null,
    summary: '',
    description: '',
    access: 'anyone',
    responses: {},
    errors: [],
    run: () => null,
  })
