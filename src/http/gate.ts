import type { Authenticate } from '../domain/auth/guard.ts'
import { AppError } from '../errors.ts'
import type { NewId } from '../lib/ids.ts'
import { fileBody, usualBody } from './body.ts'
import type { OperationNotes } from './operation.ts'
import { applyQuota, type RateLimits } from './rate-limit.ts'
import type { RouteTable } from './route-table.ts'
import type { Caller, Visit } from './visit.ts'

interface AddressBook {
  requestIP(request: Request): { address: string } | null
}

interface Arrival {
  request: Request
  server: AddressBook | null
  set: { headers: Record<string, unknown> }
  visit: Visit
}

interface Gate {
  routes: () => RouteTable
  limits: RateLimits
  authenticate: Authenticate
  newId: NewId
  /** How many proxies of ours stand in front. */
  trustProxy: number
}

/**
 * Judges every request before anything of its body is read: gives it an id, finds its operation, knows its caller,
 * counts it, and refuses it when it must.
 */
export const createGate = ({ routes, limits, authenticate, newId, trustProxy }: Gate) => {
  const admit = (arrival: Arrival, operation: OperationNotes | AppError, who: Caller | AppError | null) => {
    const { visit, set, request } = arrival
    const rateClass = operation instanceof AppError ? 'other' : operation.rateClass
    const client = who && !(who instanceof AppError) ? who.userId : visit.clientAddress
    if (rateClass !== 'none') applyQuota(limits.count(rateClass, client), set.headers)
    if (operation instanceof AppError) throw operation
    if (operation.access === 'user') {
      if (who instanceof AppError) throw who
      visit.caller = who
    }
    if (operation.takesFile) visit.bodyLimits = fileBody
    const { mostBytes, excess } = visit.bodyLimits
    if (Number(request.headers.get('content-length') ?? 0) > mostBytes) throw new AppError(excess)
  }

  return (arrival: Arrival): void | Promise<void> => {
    const { request, server, set } = arrival
    arrival.visit = {
      id: newId(),
      startedAt: performance.now(),
      clientAddress: addressOf(request, server, trustProxy),
      caller: null,
      bodyLimits: usualBody,
      fault: null,
    }
    set.headers['x-request-id'] = arrival.visit.id
    set.headers['x-content-type-options'] = 'nosniff'
    set.headers['referrer-policy'] = 'no-referrer'
    set.headers['cache-control'] = 'no-store'
    // A preflight is answered by the CORS plugin before anybody is known.
    if (request.method === 'OPTIONS') return
    const operation = routes().find(request.method, pathOf(request.url))
    if (operation instanceof AppError || operation.access === 'anyone') return admit(arrival, operation, null)
    const kind = operation.access === 'refresh' ? 'refresh' : 'access'
    return authenticate(request.headers.get('authorization'), kind).then(who =>
      admit(arrival, operation, who),
    )
  }
}

/** The client's address; behind proxies of ours the one that the outermost of them saw (ruling G12). */
const addressOf = (request: Request, server: AddressBook | null, trustProxy: number): string => {
  const forwarded = trustProxy > 0 ? request.headers.get('x-forwarded-for') : null
  const claimed = forwarded?.split(',').at(-trustProxy) ?? forwarded?.split(',')[0]
  if (claimed?.trim()) return claimed.trim().slice(0, 64)
  return server?.requestIP(request)?.address.replace(/^::ffff:/, '') ?? 'unknown'
}

/** The path of an absolute URL, without making a URL of it. */
const pathOf = (url: string): string => {
  const start = url.indexOf('/', url.indexOf('://') + 3)
  const query = url.indexOf('?', start)
  return query < 0 ? url.slice(start) : url.slice(start, query)
}
