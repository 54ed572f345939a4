import type { AuditDraft } from './audit.ts'
import type { Clock } from './clock.ts'
import type { Id, NewId } from './ids.ts'
import { type Timestamp, toTimestamp } from './timestamp.ts'

export interface StoredResponse {
  status: number
  body: string
}

/** Once per user, path and key for 24 hours (ruling P7). */
export interface Idempotency<Result> {
  scope: string
  key: string
  fingerprint: string
  /** Records made at this moment or before have expired. */
  expiredBefore: Timestamp
  /** Pure. */
  respond(result: Result): StoredResponse
}

export interface Write<Result = unknown> {
  now: Timestamp
  newId: NewId
  idempotency: Idempotency<Result> | null
  audit?: AuditDraft
}

/** For what follows from a change. */
export const followUp = ({ now, newId }: Pick<Write, 'now' | 'newId'>): Write<never> => ({
  now,
  newId,
  idempotency: null,
})

export interface Command<Result = unknown> extends Write<Result> {
  actor: Id<'user'>
}

export class Reader {
  constructor(
    readonly userId: Id<'user'>,
    private readonly request: { readonly signal: AbortSignal } | null,
  ) {}

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

export class IdempotentReplay extends Error {
  override readonly name = 'IdempotentReplay'
  constructor(readonly response: StoredResponse) {
    super('This request was answered before.')
  }
}
