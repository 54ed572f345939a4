import { createHash } from 'node:crypto'
import type { Context } from '../context.ts'
import type { Caller } from '../domain/auth/session.ts'
import { invalidFields } from '../errors.ts'
import { type Once, RepeatedAct } from '../lib/once.ts'
import { toTimestamp } from '../lib/timestamp.ts'

const headerName = 'Idempotency-Key'
const maxKeyLength = 255

/** How long an answer is kept for repeats: 24 hours. */
const keptMs = 24 * 3_600_000

/** The header as the document about the API shows it. */
export const idempotencyKeyParameter = {
  name: headerName,
  in: 'header',
  required: false,
  description:
    'Makes repeating safe: a text of the client’s own, such as a UUID. Sent again within 24 hours by the same user to the same path with the same body, nothing is done a second time and the first answer comes again. A repeat that arrives while the first still runs waits for it. A refusal is not kept: what was refused may be tried again with the same key.',
  schema: { type: 'string', minLength: 1, maxLength: maxKeyLength },
}

/** What a replayed answer carries, as the document shows it. */
export const replayedHeader = {
  'Idempotency-Replayed': {
    schema: { type: 'string', const: 'true' },
    description: 'There when this is the answer to an earlier request with the same Idempotency-Key.',
  },
}

interface Arrival {
  request: Request
  caller: Caller
  /** As it was read; left out where the operation takes none. */
  body?: unknown
  set: { status?: number | string; headers: Record<string, unknown> }
}

interface Answering<Result, View> {
  status: number
  view: (result: Result) => View
  /** Hands `once` down to the one act of the store in which everything happens. */
  act: (once: Once<Result> | undefined) => Promise<Result>
}

/**
 * Answers a POST, at most once for each Idempotency-Key of the caller on this path (ruling P7). What was refused has
 * not happened, so it is not kept and may be tried again.
 * @throws AppError VALIDATION_ERROR for a key of a wrong length, IDEMPOTENCY_KEY_REUSED, and whatever `act` throws
 */
export const answerOnce = async <Result, View>(
  { clock }: Pick<Context, 'clock'>,
  arrival: Arrival,
  { status, view, act }: Answering<Result, View>,
): Promise<View> => {
  const { set } = arrival
  const key = keyOf(arrival.request)
  set.status = status
  if (key === null) return view(await act(undefined))
  const nowMs = clock.now()
  try {
    const result = await act({
      scope: `${arrival.caller.userId} ${pathOf(arrival.request)}`,
      key,
      fingerprint: fingerprintOf(arrival.body),
      now: toTimestamp(nowMs),
      forgetUpTo: toTimestamp(nowMs - keptMs),
      answerOf: done => ({ status, body: view(done) }),
    })
    return view(result)
  } catch (error) {
    if (!(error instanceof RepeatedAct)) throw error
    set.status = error.answer.status
    set.headers['idempotency-replayed'] = 'true'
    return error.answer.body as View // it was made by the same route's `view`
  }
}

const keyOf = (request: Request): string | null => {
  const key = request.headers.get(headerName)
  if (key !== null && (key.length < 1 || key.length > maxKeyLength)) {
    throw invalidFields({ [headerName]: [`Must be text of 1 to ${maxKeyLength} characters.`] })
  }
  return key
}

/** A path is the same with and without a slash at its end (ruling G1). */
const pathOf = (request: Request): string => new URL(request.url).pathname.replace(/\/+$/, '')

/** The same for bodies whose fields come in another order: many languages write them as it happens. */
const fingerprintOf = (body: unknown): string => {
  const fields = Object.entries(body ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256').update(JSON.stringify(fields)).digest('base64url')
}
