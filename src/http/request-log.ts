import type { Log } from '../lib/log.ts'
import { escapeString } from '../schema/json-values.ts'
import { pathOf } from './paths.ts'
import type { CompletedRequest } from './pipeline.ts'

interface MoreOfRequest {
  /** The request as sent, where another was answered in its place. */
  request?: Request
  hint?: string | null
}

export type RequestLog = (completed: CompletedRequest, more?: MoreOfRequest) => void

/** Logs neither query nor headers nor body, which can hold tokens, passwords and e-mail addresses. */
export const createRequestLog =
  (log: Log): RequestLog =>
  ({ context, status, ms }, { request = context.request, hint = null } = {}) => {
    const { id, caller, errorCode, internalError } = context
    const { method } = request
    const path = pathOf(request.url)
    const userId = caller?.userId ?? null
    const shownMs = Math.round(ms * 100) / 100
    if (internalError) {
      const line = { requestId: id, method, path, status, error_code: errorCode, ms: shownMs, userId }
      log.error({ ...line, err: internalError }, 'request failed')
    } else {
      // Making this line from an object took longer than finding the caller and counting the request.
      const user = userId === null ? 'null' : `"${userId}"`
      const code = errorCode === null ? '' : `,"error_code":"${errorCode}"`
      const shownHint = hint === null ? '' : `,"hint":"${escapeString(hint, 'hint')}"`
      log.infoText(
        `"requestId":"${id}","method":"${escapeString(method, 'method')}","path":"${escapeString(path, 'path')}","status":${status}${code},"ms":${shownMs},"userId":${user}${shownHint},"msg":"request"`,
      )
    }
  }
