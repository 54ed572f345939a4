import type { CompletedRequest } from '../http/pipeline.ts'
import { createRequestLog } from '../http/request-log.ts'
import type { Log } from '../lib/log.ts'
import { calledRequestOf } from './controls/errors.ts'

export class RequestLines {
  readonly #completed = new WeakMap<Request, CompletedRequest[]>()

  hold(completed: CompletedRequest): void {
    const request = calledRequestOf(completed.context.request)
    this.#completed.set(request, [...(this.#completed.get(request) ?? []), completed])
  }

  /** @returns the last: a lost response is completed before the one in its place */
  write(log: Log, request: Request, hint: string | null): CompletedRequest | undefined {
    const writeLine = createRequestLog(log)
    const lines = this.#completed.get(request) ?? []
    for (const completed of lines) writeLine(completed, { request, hint })
    this.#completed.delete(request)
    return lines.at(-1)
  }
}
