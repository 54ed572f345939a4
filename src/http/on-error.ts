import { ValidationError } from 'elysia'
import { AppError, type ErrorCode, type FieldErrors, invalidFields } from '../errors.ts'
import { fieldErrorsOf } from '../schema/field-errors.ts'
import type { Visit } from './visit.ts'

interface Failure {
  code: unknown
  error: unknown
  set: { status?: number | string; headers: Record<string, unknown> }
  visit: Visit
}

export interface ErrorBody {
  detail: string
  error_code: ErrorCode
  field_errors?: FieldErrors
}

/** Turns whatever was thrown into the one form of error that clients know (rulings G8 to G11). */
export const onError = ({ code, error, set, visit }: Failure): ErrorBody => {
  const refusal = refusalOf(code, error)
  // A refusal of ours without anything behind it (too much to do, no room) is no fault.
  if (refusal.status === 500 || refusal.cause) visit.fault = refusal.cause ?? error
  set.status = refusal.status
  if (refusal.status === 401) set.headers['www-authenticate'] = 'Bearer'
  if (refusal.allow) set.headers.allow = refusal.allow
  if (refusal.retryAfterSeconds) set.headers['retry-after'] = String(refusal.retryAfterSeconds)
  return {
    detail: refusal.message,
    error_code: refusal.code,
    ...(refusal.fieldErrors ? { field_errors: refusal.fieldErrors } : {}),
  }
}

const refusalOf = (code: unknown, error: unknown): AppError => {
  if (error instanceof AppError) return error
  if (error instanceof ValidationError && error.type !== 'response')
    return invalidFields(fieldErrorsOfRequest(error))
  if (code === 'PARSE')
    return error instanceof Error && error.cause instanceof AppError
      ? error.cause
      : new AppError('BAD_REQUEST')
  if (code === 'NOT_FOUND') return new AppError('RESOURCE_NOT_FOUND', 'There is nothing at this address.')
  return new AppError('INTERNAL_ERROR', undefined, { cause: error })
}

const fieldErrorsOfRequest = (error: ValidationError): FieldErrors => {
  const { validator, value } = error
  if (!('Errors' in validator)) return { [error.type]: ['Is not right.'] }
  return fieldErrorsOf(validator.Errors(value), error.type)
}
