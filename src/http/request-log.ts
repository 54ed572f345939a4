import type { Log } from '../lib/log.ts'
import { escapeString } from '../schema/json-values.ts'
import { pathOf } from './paths.ts'
import type { CompletedRequest } from './pipeline.ts'

/**
 * One line for each request. It names the path and never the query, a header or a body: those can hold tokens,
 * passwords and e-mail addresses.
 */
export const createRequestLog =
  (log: Log) =>
  ({ context, status, ms }: CompletedRequest): void => {
    const { id, request, caller, internalError } = context
    const { method } = request
    const path = pathOf(request.url)
    const userId = caller?.userId ?? null
    const shownMs = Math.round(ms * 100) / 100
    if (internalError) {
      const line = { requestId: id, method, path, status, ms: shownMs, userId, err: internalError }
      log.error(line, 'request failed')
    } else {
      // Making this line from an object took longer than finding the caller and counting the request.
      const user = userId === null ? 'null' : `"${userId}"`
      log.infoText(
        `"requestId":"${id}","method":"${escapeString(method, 'method')}","path":"${escapeString(path, 'path')}","status":${status},"ms":${shownMs},"userId":${user},"msg":"request"`,
      )
    }
  }
