import type { Authenticate } from '../domain/auth/guard.ts'
import type { Caller } from '../domain/auth/session.ts'
import { AppError } from '../errors.ts'
import type { DiskLevel } from '../files/disk-space.ts'
import type { NewId } from '../lib/ids.ts'
import { fileBody, usualBody } from './body.ts'
import { type AddressBook, clientAddressOf } from './client-address.ts'
import type { OperationNotes } from './operation.ts'
import { applyQuota, type RateLimits } from './rate-limit.ts'
import type { RouteTable } from './route-table.ts'
import type { Visit } from './visit.ts'

interface Arrival {
  request: Request
  set: { headers: Record<string, unknown> }
  visit: Visit
}

interface Gate {
  routes: () => RouteTable
  addressBook: () => AddressBook | null
  limits: RateLimits
  authenticate: Authenticate
  newId: NewId
  /** How many proxies of ours stand in front. */
  trustProxy: number
  roomOnDisk: () => Promise<DiskLevel>
}

type Headers = Arrival['set']['headers']

/**
 * Judges every request before anything of its body is read: gives it an id, finds its operation, knows its caller,
 * counts it, and refuses it when it must.
 */
export const createGate = (gate: Gate) => {
  const { routes, addressBook, limits, authenticate, newId, trustProxy, roomOnDisk } = gate
  const open = (headers: Headers): Visit => {
    const id = newId()
    headers['x-request-id'] = id
    headers['x-content-type-options'] = 'nosniff'
    headers['referrer-policy'] = 'no-referrer'
    headers['cache-control'] = 'no-store'
    return { id, startedAt: performance.now(), caller: null, bodyLimits: null, fault: null }
  }

  const admit = (
    visit: Visit,
    request: Request,
    headers: Headers,
    operation: OperationNotes | AppError,
    who: Caller | AppError | null,
  ): OperationNotes => {
    const rateClass = operation instanceof AppError ? 'other' : operation.rateClass
    if (rateClass !== 'none') {
      // Asking for the address costs a call into the server, so only those are asked whom nothing else names.
      const isKnown = who !== null && !(who instanceof AppError)
      const client = isKnown ? who.userId : clientAddressOf(request, addressBook(), trustProxy)
      applyQuota(limits.count(rateClass, client), headers)
    }
    if (operation instanceof AppError) throw operation
    if (operation.access === 'user') {
      if (who instanceof AppError) throw who
      visit.caller = who
    }
    if (operation.takesBody) visit.bodyLimits = operation.takesFile ? fileBody : usualBody
    const { maxBytes, excess } = visit.bodyLimits ?? usualBody
    if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw new AppError(excess)
    return operation
  }

  /** On a full disk reading and deleting go on; whoever logs out is let out, and who logs in only begins a session. */
  const assertRoom = async ({ takesFile }: OperationNotes): Promise<void> => {
    const room = await roomOnDisk()
    if (room === 'full') throw new AppError('STORAGE_FULL', undefined, { retryAfterSeconds: 10 })
    if (room === 'low' && takesFile)
      throw new AppError('STORAGE_FULL', 'The disk of the server is nearly full: no files are taken now.', {
        retryAfterSeconds: 60,
      })
  }

  const judge = (visit: Visit, request: Request, headers: Headers): void | Promise<void> => {
    // The address is made from the Host header, and whoever reads it later relies on it.
    if (!URL.canParse(request.url))
      throw new AppError('BAD_REQUEST', 'The Host header names no host that there can be.')
    const operation = routes().find(request.method, pathOf(request.url))
    const decide = (who: Caller | AppError | null): void | Promise<void> => {
      const admitted = admit(visit, request, headers, operation, who)
      if (growingMethods.has(request.method)) return assertRoom(admitted)
    }
    if (operation instanceof AppError || operation.access === 'anyone') return decide(null)
    const kind = operation.access === 'refresh' ? 'refresh' : 'access'
    const who = authenticate(request.headers.get('authorization'), kind)
    // Without a promise where there is nothing to wait for: each costs a turn of the queue.
    return who instanceof Promise ? who.then(decide) : decide(who)
  }

  // Elysia reads the source of its hooks to learn what they use. The context is never handed on whole: then Elysia
  // would prepare everything it could hold (cookies, query, all headers) for every request.
  return (arrival: Arrival): void | Promise<void> => {
    const { request, set } = arrival
    const visit = open(set.headers)
    arrival.visit = visit
    // A preflight is answered by the CORS plugin before anybody is known.
    if (request.method === 'OPTIONS' && request.headers.has('access-control-request-method')) return
    return judge(visit, request, set.headers)
  }
}

const growingMethods: ReadonlySet<string> = new Set(['POST', 'PUT'])

/** The path of an absolute URL, without making a URL of it. */
export const pathOf = (url: string): string => {
  const start = url.indexOf('/', url.indexOf('://') + 3)
  const query = url.indexOf('?', start)
  return query < 0 ? url.slice(start) : url.slice(start, query)
}
