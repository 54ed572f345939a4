import { SqliteError } from 'better-sqlite3'
import { AppError, type ErrorCode } from '../../../errors.ts'

const codeOfConstraint: Record<string, ErrorCode> = {
  'users.email': 'EMAIL_ALREADY_EXISTS',
  'operators.email': 'EMAIL_ALREADY_EXISTS',
  'buddies.owner_id, buddies.buddy_user_id': 'BUDDY_ALREADY_EXISTS',
  'reviews.gig_id, reviews.reviewer_id': 'REVIEW_ALREADY_EXISTS',
  'transactions.gig_id': 'TRANSACTION_ALREADY_EXISTS',
}

export const translateConflict = (error: unknown): unknown => {
  if (!(error instanceof SqliteError)) return error
  if (error.code === 'SQLITE_CONSTRAINT_UNIQUE') {
    const code = codeOfConstraint[error.message.replace('UNIQUE constraint failed: ', '')]
    return code ? new AppError(code) : error
  }
  if (error.code === 'SQLITE_FULL') return new AppError('STORAGE_FULL', undefined, { cause: error })
  const isStorageFault = /^SQLITE_(IOERR|READONLY|CANTOPEN|CORRUPT|NOTADB)/.test(error.code)
  return isStorageFault ? new AppError('STORAGE_FAILED', undefined, { cause: error }) : error
}

/** Translates errors of reads. The writer translates those of writes. */
export const withTranslatedErrors = <Store extends object>(store: Store): Store => {
  const methods = Object.entries(store).map(([name, method]) => [
    name,
    (...values: unknown[]): unknown => {
      const result: unknown = method(...values)
      return result instanceof Promise ? result.catch(rethrowTranslated) : result
    },
  ])
  return Object.fromEntries(methods) as Store // the same names and types
}

const rethrowTranslated = (error: unknown): never => {
  throw translateConflict(error)
}
