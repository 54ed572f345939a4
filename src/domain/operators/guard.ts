import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import { clientAddressOf } from '../../http/client-address.ts'
import type { Endpoint } from '../../http/endpoint.ts'
import type { Guard } from '../../http/guard.ts'
import { applyQuota, type RateLimits } from '../../http/rate-limit.ts'
import type { RequestContext } from '../../http/request-context.ts'
import type { OperatorRole } from './operator.ts'
import { findCaller, type OperatorCaller, touchSession } from './sessions.ts'

/**
 * `page`: a file of the page. `login`: needs no session, and attempts are counted. `visitor`: has a caller
 * where the request has a session.
 */
export type DeskAccess = 'page' | 'login' | 'visitor' | OperatorRole

/** For operations that need a session. */
export const sessionErrors = [
  'NOT_AUTHENTICATED',
  'TOKEN_EXPIRED',
  'ORIGIN_NOT_ALLOWED',
  'INSUFFICIENT_PERMISSIONS',
] as const

export interface DeskEndpoint {
  endpoint: Endpoint
  access: DeskAccess
}

/** Browsers keep a cookie with this prefix for one host, over TLS or on this machine. */
export const cookieName = '__Host-chayenity-ops'

/** No page of another origin can send it. */
export const csrfHeader = 'x-csrf-token'
/** A request that the page makes by itself does not count as use of the session. */
export const backgroundHeader = 'x-background'

export const cookieOf = (token: string): string =>
  `${cookieName}=${token}; Path=/; HttpOnly; Secure; SameSite=Strict`

export const endedCookie = `${cookieName}=; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=0`

const tokenIn = ({ headers }: Request): string | null => {
  const found = (headers.get('cookie') ?? '')
    .split(';')
    .map(pair => pair.trim())
    .find(pair => pair.startsWith(`${cookieName}=`))
  return found?.slice(cookieName.length + 1) || null
}

export class OperatorCallers {
  readonly #callers = new WeakMap<RequestContext, OperatorCaller>()

  set(context: RequestContext, caller: OperatorCaller): void {
    this.#callers.set(context, caller)
  }

  /** Null for a visitor without a session. */
  find(context: RequestContext): OperatorCaller | null {
    return this.#callers.get(context) ?? null
  }

  /** @throws TypeError for an endpoint without a session */
  of(context: RequestContext): OperatorCaller {
    const caller = this.find(context)
    if (!caller) throw new TypeError('The guard let nobody in.')
    return caller
  }
}

/** By Sec-Fetch-Site, else Origin. A proxy may change the scheme, so hosts are compared. */
const isOfOtherOrigin = ({ request, baseUrl }: RequestContext): boolean => {
  const site = request.headers.get('sec-fetch-site')
  if (site !== null) return site !== 'same-origin' && site !== 'none'
  const origin = request.headers.get('origin')
  if (origin === null) return false
  if (!URL.canParse(origin)) return true
  const { host } = new URL(origin)
  return host !== new URL(baseUrl).host && host !== request.headers.get('host')
}

const otherOrigin = () =>
  new AppError('ORIGIN_NOT_ALLOWED', 'Only the page of this server may call the operator’s desk.')

const noCsrfToken = () =>
  new AppError(
    'ORIGIN_NOT_ALLOWED',
    'The header X-CSRF-Token is missing, or it is not the one of this session.',
  )

const roleNeeded = () =>
  new AppError('INSUFFICIENT_PERMISSIONS', 'A viewer looks; only an operator gives commands.')

interface GuardTools {
  limits: RateLimits
  callers: OperatorCallers
  accessOf: ReadonlyMap<Endpoint, DeskAccess>
}

export const createDeskGuard = (ctx: Context, { limits, callers, accessOf }: GuardTools): Guard => {
  const countLogin = (context: RequestContext) => {
    const address = clientAddressOf(context.request, context.server, ctx.config.trustProxy)
    return applyQuota(limits.count('operator_login', address), context.headers)
  }

  const admit = async (context: RequestContext, caller: OperatorCaller) => {
    callers.set(context, caller)
    if (!context.request.headers.has(backgroundHeader)) await touchSession(ctx, caller)
  }

  const callerOf = ({ request }: RequestContext): Promise<OperatorCaller | AppError> => {
    const token = tokenIn(request)
    return token === null
      ? Promise.resolve(new AppError('NOT_AUTHENTICATED', 'Log in first.'))
      : findCaller(ctx, token)
  }

  const admitVisitor = async (context: RequestContext) => {
    const caller = await callerOf(context)
    if (!(caller instanceof AppError)) await admit(context, caller)
  }

  const admitCaller = async (endpoint: Endpoint, context: RequestContext, role: OperatorRole) => {
    const caller = await callerOf(context)
    if (caller instanceof AppError) throw caller
    const { headers } = context.request
    if (endpoint.method !== 'GET' && headers.get(csrfHeader) !== caller.csrfToken) throw noCsrfToken()
    if (role === 'operator' && caller.account.role !== 'operator') throw roleNeeded()
    await admit(context, caller)
  }

  return async (endpoint, context) => {
    // Nobody learns that there is a desk before there is an operator.
    if (!ctx.store.operators.exist())
      throw new AppError('RESOURCE_NOT_FOUND', 'There is nothing at this address.')
    const access = accessOf.get(endpoint) ?? 'page'
    if (access === 'page') return
    if (isOfOtherOrigin(context)) throw otherOrigin()
    if (access === 'login') await countLogin(context)
    else if (access === 'visitor') await admitVisitor(context)
    else await admitCaller(endpoint, context, access)
    const declaredBytes = Number(context.request.headers.get('content-length') ?? 0)
    if (declaredBytes > endpoint.bodyLimits.maxBytes) throw new AppError(endpoint.bodyLimits.tooLarge)
  }
}
