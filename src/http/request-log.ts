import type { Log } from '../lib/log.ts'
import type { Visit } from './visit.ts'

interface Departure {
  request: Request
  path: string
  set: { status?: number | string }
  visit: Visit
}

/**
 * One line for each request. It names the path and never the query, a header or a body: those can hold tokens,
 * passwords and e-mail addresses.
 */
export const createRequestLog =
  (log: Log) =>
  ({ request, path, set, visit }: Departure): void => {
    const line = {
      requestId: visit.id,
      method: request.method,
      path,
      status: Number(set.status ?? 200),
      ms: Math.round((performance.now() - visit.startedAt) * 100) / 100,
      userId: visit.caller?.userId ?? null,
    }
    if (visit.fault) log.error({ ...line, err: visit.fault }, 'request failed')
    else log.info(line, 'request')
  }
