import type { CompletedRequest } from '../http/pipeline.ts'
import { createRequestLog } from '../http/request-log.ts'
import type { Log } from '../lib/log.ts'
import { calledRequestOf } from './controls/errors.ts'

/**
 * Holds the log lines of requests until the proxy knows their hints. An error that was asked for is logged under the
 * request that the client sent.
 */
export class RequestLines {
  readonly #completed = new WeakMap<Request, CompletedRequest[]>()

  hold(completed: CompletedRequest): void {
    const request = calledRequestOf(completed.context.request)
    this.#completed.set(request, [...(this.#completed.get(request) ?? []), completed])
  }

  /** @returns the last of them: a lost response is completed before the one in its place. Undefined if there is none. */
  write(log: Log, request: Request, hint: string | null): CompletedRequest | undefined {
    const writeLine = createRequestLog(log)
    const lines = this.#completed.get(request) ?? []
    for (const completed of lines) writeLine(completed, { request, hint })
    this.#completed.delete(request)
    return lines.at(-1)
  }
}
