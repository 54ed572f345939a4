import type { Log } from '../lib/log.ts'
import { pathOf } from './paths.ts'
import type { CompletedRequest } from './pipeline.ts'

/** What a server for development knows of a request besides. */
interface MoreOfRequest {
  /** The request as the client sent it, where another one was answered in its place. */
  request?: Request
  hint?: string | null
}

export type RequestLog = (completed: CompletedRequest, more?: MoreOfRequest) => void

/**
 * One line for each request. It names the path and never the query, a header or a body: those can hold tokens,
 * passwords and e-mail addresses.
 */
export const createRequestLog =
  (log: Log): RequestLog =>
  ({ context, status }, { request = context.request, hint } = {}) => {
    const { id, startedAt, caller, errorCode, internalError } = context
    const line = {
      requestId: id,
      method: request.method,
      path: pathOf(request.url),
      status,
      ...(errorCode && { error_code: errorCode }),
      ms: Math.round((performance.now() - startedAt) * 100) / 100,
      userId: caller?.userId ?? null,
      ...(hint && { hint }),
    }
    if (internalError) log.error({ ...line, err: internalError }, 'request failed')
    else log.info(line, 'request')
  }
