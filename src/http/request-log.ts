import type { Log } from '../lib/log.ts'
import { pathOf } from './paths.ts'
import type { CompletedRequest } from './pipeline.ts'

/**
 * One line for each request. It names the path and never the query, a header or a body: those can hold tokens,
 * passwords and e-mail addresses.
 */
export const createRequestLog =
  (log: Log) =>
  ({ context, status }: CompletedRequest): void => {
    const { id, request, startedAt, caller, internalError } = context
    const line = {
      requestId: id,
      method: request.method,
      path: pathOf(request.url),
      status,
      ms: Math.round((performance.now() - startedAt) * 100) / 100,
      userId: caller?.userId ?? null,
    }
    if (internalError) log.error({ ...line, err: internalError }, 'request failed')
    else log.info(line, 'request')
  }
