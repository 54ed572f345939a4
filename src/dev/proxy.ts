import type { GigId } from '../domain/ids.ts'
import { AppError } from '../errors.ts'
import { baseUrlOf, pathPrefixOf } from '../http/base-url.ts'
import { withoutPrefix, withoutTrailingSlash } from '../http/paths.ts'
import { systemClock } from '../lib/clock.ts'
import { parseId, uuidPattern } from '../lib/ids.ts'
import type { SeededRandom } from '../lib/random.ts'
import { rejectForeignPage } from './access.ts'
import type { Behaviour } from './bots/behaviour.ts'
import { controlsPath } from './controls/control.ts'
import { respondWithError } from './controls/errors.ts'
import { mergePreferences } from './fault-rules.ts'
import { rewriteImageUrls } from './image-urls.ts'
import { isBroken, loseResponse, resetConnection } from './lost-responses.ts'
import { drawDelayMs, type Preferences, parsePreferences } from './preferences.ts'
import { RecordedRequest } from './recorded-request.ts'
import type { World } from './world.ts'
import type { Worlds } from './worlds.ts'

interface ProxiedRequest {
  request: Request
  url: URL
  path: string
  world: World
  server: Pick<Bun.Server<unknown>, 'timeout'>
  stopping: AbortSignal
  recorded: RecordedRequest
}

export const createDevProxy =
  (worlds: Worlds, random: SeededRandom, stopping: AbortSignal) =>
  async (request: Request, server: ProxiedRequest['server']): Promise<Response> => {
    const url = URL.parse(request.url)
    if (!url) return handleWithoutHost(worlds.main, request)
    const prefix = pathPrefixOf(worlds.main.ctx.config)
    const path = withoutTrailingSlash(withoutPrefix(url.pathname, prefix))
    const name = request.headers.get('x-world') ?? url.searchParams.get('__world')
    const answerLogged = (world: World, answer: Answer) => {
      const recorded = new RecordedRequest(world.traffic, request, {
        path,
        query: url.search,
        userId: subjectOf(request.headers.get('authorization') ?? url.searchParams.get('token')),
      })
      return answerRecorded(world, request, recorded, answer)
    }
    const isGuarded = isControl(path) || !worlds.isOpen(name ?? '')
    const rejection = isGuarded ? rejectForeignPage(request, url, worlds.main.ctx.config) : null
    if (rejection && request.method !== 'OPTIONS')
      return answerLogged(worlds.main, () => respondWithError(worlds.main.app, request, rejection))
    let world: World
    try {
      // A preflight is the same in every world.
      world = await findWorld(worlds, rejection ? '' : name, request, path)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return answerLogged(worlds.main, () => respondWithError(worlds.main.app, request, error))
    }
    world.activeRequests += 1
    try {
      return await answerLogged(world, async recorded => {
        const response = await handle({ request, url, path, world, server, stopping, recorded }, random)
        const hint = isAnswerVisible(request) ? worldHintOf(world, response.status) : null
        if (hint) response.headers.set('x-chayenity-hint', hint)
        return exposeDevHeaders(response)
      })
    } finally {
      world.activeRequests -= 1
    }
  }

type Answer = (recorded: RecordedRequest) => Promise<Response>

const answerRecorded = async (
  { ctx, requestLines }: World,
  request: Request,
  recorded: RecordedRequest,
  answer: Answer,
): Promise<Response> => {
  let response: Response | null = null
  try {
    response = await answer(recorded)
    return response
  } finally {
    const hint = response?.headers.get('x-chayenity-hint') ?? null
    const completed = requestLines.write(ctx.log, request, hint)
    const isSent = response !== null && !isBroken(response)
    await recorded.finish({ response: isSent ? response : null, completed, isUpgrade: isSocket(request) })
  }
}

/** Without a possible host there is no URL to record. */
const handleWithoutHost = async ({ app, ctx, requestLines }: World, request: Request): Promise<Response> => {
  try {
    return await app.handle(request)
  } finally {
    requestLines.write(ctx.log, request, null)
  }
}

const isControl = (path: string): boolean => path.startsWith(controlsPath)

const filePath = new RegExp(`^/api/upload/(${uuidPattern.slice(1, -1)})(?:\\.[a-zA-Z]{3,4})?$`)

const findWorld = (
  worlds: Worlds,
  name: string | null,
  { method }: Request,
  path: string,
): Promise<World> => {
  const isFileRead = name === null && (method === 'GET' || method === 'HEAD')
  const fileId = isFileRead ? parseId<'file'>(filePath.exec(path)?.[1] ?? '') : null
  return fileId ? worlds.findByFile(fileId) : worlds.find(name ?? '')
}

const handle = async (proxied: ProxiedRequest, random: SeededRandom): Promise<Response> => {
  const { request, url, path, world, recorded } = proxied
  // No fault may affect the controls.
  if (isControl(path) || request.method === 'OPTIONS') return world.app.handle(request)
  if (isSocket(request)) return openSocket(proxied)

  const own = parsePreferences(request.headers.get('prefer') ?? url.searchParams.get('__prefer') ?? '')
  const rule = world.rules.apply({
    userId: subjectOf(request.headers.get('authorization')),
    method: request.method,
    path,
  })
  const preferences = mergePreferences(own, rule)
  const applied = [...own.applied, ...(rule?.applied ?? [])].join(', ')
  recorded.prefer = applied === '' ? null : applied
  recorded.ruleId = rule?.ruleId ?? null
  await sleep(drawDelayMs(preferences.delay, random))

  const isLost = preferences.error || preferences.fault || preferences.when
  if (preferences.when === 'after') await respond(proxied, preferences)
  const response = isLost ? await loseResponse(proxied, preferences) : await respond(proxied, preferences)
  if (own.invalid.length > 0)
    response.headers.set('x-chayenity-hint', `Not understood in Prefer: ${own.invalid.join(', ')}.`)
  if (applied !== '') response.headers.set('preference-applied', applied)
  return response
}

/** A phone without a network cannot open a socket. An open one has network conditions. */
const openSocket = async ({ request, url, path, world, recorded }: ProxiedRequest): Promise<Response> => {
  const userId = subjectOf(url.searchParams.get('token'))
  const cut = world.rules.cutFor({ userId, method: request.method, path })
  if (!cut) return world.app.handle(request)
  recorded.prefer = cut.applied.join(', ')
  recorded.ruleId = cut.ruleId
  return resetConnection()
}

const respond = async (proxied: ProxiedRequest, { cast }: Preferences): Promise<Response> => {
  const { request, url, path, world, recorded } = proxied
  const { headers, method } = request
  const isJson = headers.get('content-type')?.includes('json') && !path.startsWith('/api/upload')
  if (cast) await assignBotToAcceptedGig(proxied, cast)
  const response = await withClientImageUrls(proxied, await world.app.handle(request))
  if (cast) await assignBotToPostedGig(proxied, response, cast)
  // Before a close the client may still be sending.
  const isRead = response.headers.get('connection') !== 'close'
  const body = isJson && isRead ? await recorded.text : ''
  const { status } = response
  const hint = world.hints.record({ method, path, query: url.search, headers, body, status })
  if (hint) response.headers.set('x-chayenity-hint', hint)
  return response
}

const isSocket = ({ headers }: Request): boolean => headers.get('upgrade') !== null

/** Browsers do not show these responses. */
const isAnswerVisible = (request: Request): boolean => request.method !== 'OPTIONS' && !isSocket(request)

const worldHintOf = (world: World, status: number): string | null => {
  const { firstHint, evictionHint } = world
  world.firstHint = null
  return firstHint ?? (status === 401 ? evictionHint : null)
}

const sleep = (ms: number): Promise<void> | undefined =>
  ms > 0 ? new Promise(resolve => systemClock.after(ms, resolve)) : undefined

/** Not verified, because rules for one user need no protection. */
const subjectOf = (token: string | null): string | null => {
  const [, payload] = token?.split('.') ?? []
  if (!payload) return null
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
    const hasSubject = typeof claims === 'object' && claims !== null && 'sub' in claims
    return hasSubject && typeof claims.sub === 'string' ? claims.sub : null
  } catch {
    return null
  }
}

const acceptPath = new RegExp(`^/api/gigs/(${uuidPattern.slice(1, -1)})/accept$`)

const assignBotToAcceptedGig = async ({ request, path, world }: ProxiedRequest, behaviour: Behaviour) => {
  const id = parseId<'gig'>(acceptPath.exec(path)?.[1] ?? '')
  if (request.method === 'POST' && id) await world.bots.assign(id, behaviour)
}

const assignBotToPostedGig = async (
  { request, path, world }: ProxiedRequest,
  response: Response,
  behaviour: Behaviour,
) => {
  if (!response.ok || request.method !== 'POST' || path !== '/api/gigs') return
  const gig: unknown = await response.clone().json()
  const id = typeof gig === 'object' && gig !== null && 'id' in gig ? gig.id : null
  if (typeof id === 'string') await world.bots.assign(id as GigId, behaviour) // the app has just created it
}

const withClientImageUrls = async (
  { request, path, world }: ProxiedRequest,
  response: Response,
): Promise<Response> => {
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  // The OpenAPI document has URLs as examples.
  if (!isJson || !path.startsWith('/api/') || request.method === 'HEAD') return response
  const { status, headers } = response
  headers.delete('content-length')
  const body = rewriteImageUrls(await response.text(), baseUrlOf(world.ctx.config, request))
  return new Response(body, { status, headers })
}

const exposeDevHeaders = (response: Response): Response => {
  const header = 'access-control-expose-headers'
  const before = response.headers.get(header)
  if (before) response.headers.set(header, `${before}, Preference-Applied, X-Chayenity-Hint`)
  return response
}
