import { AppError } from '../errors.ts'
import type { DiskLevel } from '../files/disk-space.ts'
import { takesFilesOnly } from './body.ts'
import { clientAddressOf } from './client-address.ts'
import type { Endpoint } from './endpoint.ts'
import { applyQuota, type RateLimits } from './rate-limit.ts'
import type { Caller, RequestContext } from './request-context.ts'

/** Returns no promise for a recently verified token. */
export type Authenticate = (
  authorization: string | null,
  kind: 'access' | 'expiredAccess' | 'refresh',
) => Caller | AppError | Promise<Caller | AppError>

interface GuardOptions {
  limits: RateLimits
  authenticate: Authenticate
  freeSpace: () => Promise<DiskLevel>
}

export type Guard = (endpoint: Endpoint, context: RequestContext) => void | Promise<void>

/** Runs before the body is read. */
export const createGuard = ({ limits, authenticate, freeSpace }: GuardOptions): Guard => {
  const count = (endpoint: Endpoint, context: RequestContext, caller: Caller | AppError | null) => {
    const { rateClass } = endpoint
    if (rateClass === 'none') return
    // The address costs a call into the server, so it is looked up only where there is no user id.
    const client =
      caller === null || caller instanceof AppError
        ? clientAddressOf(context.request, context.server, context.environment.config.trustProxy)
        : caller.userId
    const countNow = () => applyQuota(limits.count(rateClass, client), context.headers)
    if (endpoint.countOnce && !(caller instanceof AppError)) return endpoint.countOnce(context, countNow)
    return countNow()
  }

  const admit = (endpoint: Endpoint, context: RequestContext, caller: Caller | AppError | null): void => {
    const { access, bodyLimits } = endpoint
    if (access === 'user') {
      if (caller instanceof AppError) throw caller
      context.caller = caller
    }
    const declaredBytes = Number(context.request.headers.get('content-length') ?? 0)
    if (declaredBytes > bodyLimits.maxBytes) throw new AppError(bodyLimits.tooLarge)
  }

  const assertSpace = async ({ bodyTypes, body }: Endpoint): Promise<void> => {
    const room = await freeSpace()
    if (room === 'full') throw new AppError('STORAGE_FULL', undefined, { retryAfterSeconds: 10 })
    if (room === 'low' && body && takesFilesOnly(bodyTypes))
      throw new AppError('STORAGE_FULL', 'The disk of the server is nearly full: no files are taken now.', {
        retryAfterSeconds: 60,
      })
  }

  return (endpoint, context) => {
    const { request } = context
    const decide = (caller: Caller | AppError | null): void | Promise<void> => {
      const proceed = (): void | Promise<void> => {
        admit(endpoint, context, caller)
        if (growingMethods.has(request.method)) return assertSpace(endpoint)
      }
      const counted = count(endpoint, context, caller)
      return counted ? counted.then(proceed) : proceed()
    }
    if (endpoint.access === 'anyone') return decide(null)
    const caller = authenticate(request.headers.get('authorization'), tokenKindOf(endpoint))
    // A promise costs a turn of the microtask queue.
    return caller instanceof Promise ? caller.then(decide) : decide(caller)
  }
}

const tokenKindOf = ({ access, takesExpiredToken }: Endpoint): Parameters<Authenticate>[1] => {
  if (access === 'refresh') return 'refresh'
  return takesExpiredToken ? 'expiredAccess' : 'access'
}

const growingMethods: ReadonlySet<string> = new Set(['POST', 'PUT'])
