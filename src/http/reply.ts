import type { AppError, ErrorCode, FieldErrors } from '../errors.ts'
import type { StoredFile } from '../files/file-store.ts'

export type FileContent = StoredFile | Uint8Array<ArrayBuffer>

export class Reply {
  constructor(
    readonly status: number,
    readonly body: string | Blob | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}
}

const json = { 'content-type': 'application/json' }

export const jsonReply = (status: number, text: string): Reply => new Reply(status, text, json)

/** The one form of error that clients know (ruling G8). */
export interface ErrorBody {
  detail: string
  error_code: ErrorCode
  field_errors?: FieldErrors
}

export const errorReply = (error: AppError): Reply => {
  const body: ErrorBody = {
    detail: error.message,
    error_code: error.code,
    ...(error.fieldErrors && { field_errors: error.fieldErrors }),
  }
  return new Reply(error.status, JSON.stringify(body), {
    ...json,
    ...(error.status === 401 && { 'www-authenticate': 'Bearer' }),
    ...(error.allow && { allow: error.allow }),
    ...(error.retryAfterSeconds && { 'retry-after': String(error.retryAfterSeconds) }),
    ...error.headers,
  })
}
