import type { AuditDraft } from './audit.ts'
import type { Clock } from './clock.ts'
import type { Id, NewId } from './ids.ts'
import { type Timestamp, toTimestamp } from './timestamp.ts'

/** The response that an idempotent request got: its HTTP status and its JSON text. */
export interface StoredResponse {
  status: number
  body: string
}

/** Lets a client repeat a request without repeating its effect (ruling P7: once per user, path and key for 24 hours). */
export interface Idempotency<Result> {
  /** The user and the path; a key counts within its scope. */
  scope: string
  key: string
  /** Distinguishes a repeat from another request with the same key. */
  fingerprint: string
  /** Records made at this moment or before have expired. */
  expiredBefore: Timestamp
  /** The response to a result; pure. */
  respond(result: Result): StoredResponse
}

export interface Write<Result = unknown> {
  now: Timestamp
  newId: NewId
  /** null when the client sent no key, or when no request caused this write. */
  idempotency: Idempotency<Result> | null
  /** Of a command of an operator: the line that is written with the change. */
  audit?: AuditDraft
}

/** The same write without the line of the audit, for what follows from the change. */
export const unaudited = <Result>({ now, newId, idempotency }: Write<Result>): Write<Result> => ({
  now,
  newId,
  idempotency,
})

export interface Command<Result = unknown> extends Write<Result> {
  actor: Id<'user'>
}

/** The user on whose behalf the store is read, and the request that waits for the result. */
export class Reader {
  constructor(
    readonly userId: Id<'user'>,
    private readonly request: { readonly signal: AbortSignal } | null,
  ) {}

  /** Aborted when the client has gone. */
  get signal(): AbortSignal | null {
    return this.request?.signal ?? null
  }
}

interface Source {
  clock: Clock
  newId: NewId
}

export const systemWrite = ({ clock, newId }: Source): Write<never> => ({
  now: toTimestamp(clock.now()),
  newId,
  idempotency: null,
})

export const commandOf = (actor: Id<'user'>, source: Source): Command<never> => ({
  ...systemWrite(source),
  actor,
})

/** Thrown instead of repeating a write. Nothing has been changed. */
export class IdempotentReplay extends Error {
  override readonly name = 'IdempotentReplay'
  constructor(readonly response: StoredResponse) {
    super('This request was answered before.')
  }
}
