import { createHash } from 'node:crypto'
import { invalidFields } from '../errors.ts'
import { type Idempotency, IdempotentReplay, type StoredResponse } from '../lib/command.ts'
import { type Timestamp, toTimestamp } from '../lib/timestamp.ts'
import { pathOf, withoutTrailingSlash } from './paths.ts'
import { jsonReply, Reply } from './reply.ts'
import type { Caller, RequestContext } from './request-context.ts'

const headerName = 'Idempotency-Key'
const maxKeyLength = 255

const keptMs = 24 * 3_600_000

export const idempotencyKeyParameter = {
  name: headerName,
  in: 'header',
  required: false,
  description:
    'Makes repeating safe: a text of the client’s own, such as a UUID. Sent again within 24 hours by the same user to the same path with the same body, nothing is done a second time and the first answer comes again. A repeat that arrives while the first still runs waits for it. An error is not kept: the same key may try again.',
  schema: { type: 'string', minLength: 1, maxLength: maxKeyLength },
}

export const replayedHeader = {
  'Idempotency-Replayed': {
    schema: { type: 'string', const: 'true' },
    description: 'Present when this is the response to an earlier request with the same Idempotency-Key.',
  },
}

export const invalidKey = () =>
  invalidFields({ [headerName]: [`Must be text of 1 to ${maxKeyLength} characters.`] })

export class RequestIdempotency<Result> implements Idempotency<Result> {
  #response: StoredResponse | null = null

  private constructor(
    readonly scope: string,
    readonly key: string,
    readonly fingerprint: string,
    readonly expiredBefore: Timestamp,
    readonly toText: (result: Result) => StoredResponse,
  ) {}

  /** @returns null where the client sent no key @throws AppError VALIDATION_ERROR for a key of a wrong length */
  static of<Result>(
    { request, environment }: RequestContext,
    { userId }: Caller,
    body: unknown,
    toText: (result: Result) => StoredResponse,
  ): RequestIdempotency<Result> | null {
    const key = request.headers.get(headerName)
    if (key === null) return null
    if (key.length < 1 || key.length > maxKeyLength) throw invalidKey()
    const expiredBefore = toTimestamp(environment.clock.now() - keptMs)
    const scope = `${userId} ${resourceOf(request)}`
    return new RequestIdempotency(scope, key, fingerprintOf(body), expiredBefore, toText)
  }

  respond(result: Result): StoredResponse {
    this.#response = this.toText(result)
    return this.#response
  }

  /** @throws TypeError when the command did not reach the store: a repeat would run again */
  recorded(): StoredResponse {
    if (this.#response === null) throw new TypeError('An idempotent command did not go through the store.')
    return this.#response
  }

  replayOf(error: unknown): Reply {
    if (!(error instanceof IdempotentReplay)) throw error
    const { status, body } = error.response
    const { headers } = jsonReply(status, body)
    return new Reply(status, body, { ...headers, 'idempotency-replayed': 'true' })
  }
}

/** A path is the same with and without a slash at its end (ruling G1), and with its ids in any letter case (G5). */
const resourceOf = (request: Request): string => withoutTrailingSlash(pathOf(request.url)).toLowerCase()

/** Ignores the order of fields, because many languages write them in any order. */
const fingerprintOf = (body: unknown): string => {
  const fields = Object.entries(body ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(fields)).digest('base64url')
}
