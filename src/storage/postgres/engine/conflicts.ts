import { SQL } from 'bun'
import { AppError, type ErrorCode } from '../../../errors.ts'
import type { Queries } from './queries.ts'

const codeOfConstraint: Record<string, ErrorCode> = {
  users_email: 'EMAIL_ALREADY_EXISTS',
  operators_email: 'EMAIL_ALREADY_EXISTS',
  buddies_once: 'BUDDY_ALREADY_EXISTS',
  reviews_once: 'REVIEW_ALREADY_EXISTS',
  transactions_active: 'TRANSACTION_ALREADY_EXISTS',
}

const { PostgresError } = SQL

/** The five characters of the server, such as 23505; '' for an error of the connection. */
const stateOf = (error: unknown): string | null =>
  error instanceof PostgresError ? String(error.errno ?? '') : null

/** Whether the server has rolled a transaction back only because of another one: a deadlock, or a serialization failure. */
export const isWorthRetrying = (error: unknown): boolean => {
  const state = stateOf(error)
  return state === '40P01' || state === '40001'
}

/** Whether a connection is gone: its server has ended it, or was restarted. A pooler says so with a state of class 08. */
export const isLostConnection = (error: unknown): boolean =>
  error instanceof PostgresError &&
  (/^(57P0[12]|08...)$/.test(stateOf(error) ?? '') || error.code === 'ERR_POSTGRES_CONNECTION_CLOSED')

/** Whether the server has answered that a statement failed; any other error leaves open whether it was executed. */
export const isAnswered = (error: unknown): boolean =>
  /^[0-9A-Z]{5}$/.test(stateOf(error) ?? '') && !isLostConnection(error)

/** The cause of an error after which a change may have been stored. */
export class UncertainCommit extends Error {
  override readonly name = 'UncertainCommit'
}

export const uncertainCommit = (cause: unknown): AppError =>
  new AppError(
    'STORAGE_FAILED',
    'The database went away while the change was being stored, so it may have been stored. A repeat with the same Idempotency-Key gives the answer; without one, look first.',
    { cause: new UncertainCommit('The COMMIT got no answer.', { cause }), retryAfterSeconds: 1 },
  )

export const isUncertainCommit = (error: unknown): boolean =>
  error instanceof AppError && error.cause instanceof UncertainCommit

/** Translates errors of the server and of the connection into AppErrors; other errors are returned unchanged. */
export const translateError = (error: unknown): unknown => {
  const state = stateOf(error)
  if (state === null || !(error instanceof PostgresError)) return error
  if (state === '23505') {
    const code = codeOfConstraint[error.constraint ?? '']
    return code ? new AppError(code) : error
  }
  if (state === '53100') return new AppError('STORAGE_FULL', undefined, { cause: error })
  // Too many connections, a statement that took too long, and transactions that are always rolled back.
  if (/^(53300|57014|55P03|40...)$/.test(state))
    return new AppError('OVERLOADED', undefined, { cause: error, retryAfterSeconds: 1 })
  // No connection, a server that shuts down or starts, a failed disk, and one that only reads.
  if (/^(|08...|57P..|58...|53...|25006|XX...)$/.test(state))
    return new AppError('STORAGE_FAILED', undefined, { cause: error, retryAfterSeconds: 1 })
  return error
}

/** Whether a parameter is no UUID where a column holds UUIDs, so that no row can have it. */
const isNoId = (error: unknown): boolean =>
  stateOf(error) === '22P02' && error instanceof Error && error.message.includes('uuid')

/** The same queries for reads outside of a unit of work, which translates the errors of writes itself. */
export const withTranslatedErrors = ({ all, get, run }: Queries): Queries => {
  const orNothing =
    <Nothing>(nothing: Nothing) =>
    (error: unknown): Nothing => {
      if (isNoId(error)) return nothing
      throw translateError(error)
    }
  return {
    all: (text, values) => all<never>(text, values).catch(orNothing([])),
    get: (text, values) => get<never>(text, values).catch(orNothing(null)),
    run: (text, values) => run(text, values).catch(orNothing(0)),
  }
}
