import type { GigId } from '../domain/ids.ts'
import { AppError } from '../errors.ts'
import { baseUrlOf } from '../http/base-url.ts'
import { systemClock } from '../lib/clock.ts'
import { uuidPattern } from '../lib/ids.ts'
import type { SeededRandom } from '../lib/random.ts'
import type { Temperament } from './cast/temperament.ts'
import { controlsPath } from './controls/controls.ts'
import { errorOf, refuse } from './controls/errors.ts'
import { withOwnAddresses } from './own-addresses.ts'
import { drawDelayMs, type Preferences, readPreferences } from './preferences.ts'
import type { Stage, World } from './stage.ts'
import { mergePreferences } from './standing-rules.ts'

interface Arrival {
  request: Request
  url: URL
  /** Without a slash at its end. */
  path: string
  world: World
  server: Pick<Bun.Server<unknown>, 'timeout'>
  /** Aborted when the server stops: then nothing hangs any more. */
  stopping: AbortSignal
}

/**
 * Where every request to a server for development arrives. It finds the world, does what the client asks to happen to
 * its own request, hands it to the app of that world, and tells the client what it did wrong.
 */
export const createFrontDoor =
  (stage: Stage, random: SeededRandom, stopping: AbortSignal) =>
  async (request: Request, server: Arrival['server']): Promise<Response> => {
    const url = URL.parse(request.url)
    if (!url) return stage.main.app.handle(request) // which refuses a Host that there cannot be
    const path = url.pathname.replace(/\/$/, '')
    const name = request.headers.get('x-world') ?? url.searchParams.get('__world') ?? ''
    let world: World
    try {
      world = await stage.world(name)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return refuse(stage.main.app, request, error)
    }
    world.busy += 1
    try {
      return forPages(await receive({ request, url, path, world, server, stopping }, random))
    } finally {
      world.busy -= 1
    }
  }

const receive = async (arrival: Arrival, random: SeededRandom): Promise<Response> => {
  const { request, url, path, world } = arrival
  const isSocket = request.headers.get('upgrade') !== null
  // Controls work whatever was ordered, and a socket has answers of its own.
  if (path.startsWith(controlsPath) || isSocket || request.method === 'OPTIONS')
    return world.app.handle(request)

  const own = readPreferences(request.headers.get('prefer') ?? url.searchParams.get('__prefer') ?? '')
  const standing = world.rules.apply({
    userId: subjectOf(request),
    method: request.method,
    path,
  })
  const wishes = mergePreferences(own, standing)
  await later(drawDelayMs(wishes.delay, random))

  const isLost = wishes.error || wishes.fault || wishes.when
  if (wishes.when === 'after') await answer(arrival, wishes)
  const seen = isLost ? await loseAnswer(arrival, wishes) : await answer(arrival, wishes)
  if (own.refused.length > 0)
    seen.headers.set('x-chayenity-hint', `Not understood in Prefer: ${own.refused.join(', ')}.`)
  const applied = [...own.applied, ...(standing?.applied ?? [])]
  if (applied.length > 0) seen.headers.set('preference-applied', applied.join(', '))
  return seen
}

/** What the app answers, with the addresses of pictures as this client reaches them and with the coach's advice. */
const answer = async (arrival: Arrival, wishes: Preferences): Promise<Response> => {
  const { request, url, path, world } = arrival
  const { headers, method } = request
  const isUpload = path.startsWith('/api/upload')
  const isJson = headers.get('content-type')?.includes('json') && !isUpload
  const copy = isJson ? request.clone() : null
  if (wishes.cast) await castForAccepted(arrival, wishes.cast)
  const response = await shownTo(arrival, await world.app.handle(request))
  if (wishes.cast) await castForPosted(arrival, response, wishes.cast)
  const body = copy ? await copy.text().catch(() => '') : ''
  const advice = world.coach.advise({
    method,
    path,
    query: url.search,
    headers,
    body,
    status: response.status,
  })
  if (advice) response.headers.set('x-chayenity-hint', advice)
  return response
}

/** The answer that the client gets in the place of the real one, or none. */
const loseAnswer = async (
  { request, world, server, stopping }: Arrival,
  { error, fault }: Preferences,
): Promise<Response> => {
  if (fault === 'hang') {
    server.timeout(request, 0)
    const ended = AbortSignal.any([request.signal, stopping])
    if (!ended.aborted)
      await new Promise<void>(resolve => ended.addEventListener('abort', () => resolve(), { once: true }))
  }
  if (fault || !error) return cutOff()
  return refuse(world.app, request, errorOf(error))
}

/** A body that fails at once: the server resets the connection before it has sent anything. */
const cutOff = () => new Response(new ReadableStream({ start: controller => controller.error() }))

const later = (ms: number): Promise<void> | undefined =>
  ms > 0 ? new Promise(resolve => systemClock.after(ms, resolve)) : undefined

/** Who asks, by a token that nobody has looked at yet: rules for one user need no more. */
const subjectOf = (request: Request): string | null => {
  const [, payload] = request.headers.get('authorization')?.split('.') ?? []
  if (!payload) return null
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const isNamed = typeof claims === 'object' && claims !== null && 'sub' in claims
    return isNamed && typeof claims.sub === 'string' ? claims.sub : null
  } catch {
    return null
  }
}

const acceptedPath = new RegExp(`^/api/gigs/(${uuidPattern.slice(1, -1)})/accept$`)

/** Tells the cast how to take the gig that this request is about to accept. */
const castForAccepted = async ({ request, path, world }: Arrival, temperament: Temperament) => {
  const id = acceptedPath.exec(path)?.[1]
  if (request.method === 'POST' && id) await world.cast.assign(id as GigId, temperament) // the path has its form
}

/** Tells the cast how to take the gig that this request has posted. */
const castForPosted = async (
  { request, path, world }: Arrival,
  response: Response,
  temperament: Temperament,
) => {
  if (!response.ok || request.method !== 'POST' || path !== '/api/gigs') return
  const posted: unknown = await response.clone().json()
  const id = typeof posted === 'object' && posted !== null && 'id' in posted ? posted.id : null
  if (typeof id === 'string') await world.cast.assign(id as GigId, temperament) // the app has just answered with it
}

const shownTo = async ({ request, path, world }: Arrival, response: Response): Promise<Response> => {
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  // The document about the API shows addresses that are only examples.
  if (!isJson || !path.startsWith('/api/') || request.method === 'HEAD') return response
  const { status, headers } = response
  headers.delete('content-length')
  return new Response(withOwnAddresses(await response.text(), baseUrlOf(world.ctx.config, request)), {
    status,
    headers,
  })
}

const forDevelopment: readonly (readonly [header: string, added: string])[] = [
  ['access-control-allow-headers', 'Prefer, X-World'],
  ['access-control-expose-headers', 'Preference-Applied, X-Chayenity-Hint'],
]

/** Lets pages of other origins use what only this server has. */
const forPages = (response: Response): Response => {
  for (const [header, added] of forDevelopment) {
    const before = response.headers.get(header)
    if (before) response.headers.set(header, `${before}, ${added}`)
  }
  return response
}
