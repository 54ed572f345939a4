import type { ApiError, ErrorCode } from './api.ts'

/**
 * A code of the server or of this client. `CONNECTION_FAILED`: no response came. `TIMED_OUT`: it took too
 * long. `UNREADABLE_RESPONSE`: it came from another program, such as a proxy.
 */
export type FailureCode = ErrorCode | 'CONNECTION_FAILED' | 'TIMED_OUT' | 'UNREADABLE_RESPONSE'

interface Details {
  status: number
  code: FailureCode
  fieldErrors?: Readonly<Record<string, string[]>> | undefined
  retryAfterSeconds?: number | undefined
  requestId?: string | undefined
  hint?: string | undefined
  cause?: unknown
}

/** Every call rejects with this. Its message is a sentence for people. */
export class ChayenityError extends Error {
  override readonly name = 'ChayenityError'
  /** The HTTP status; 0 without a response. */
  readonly status: number
  readonly code: FailureCode
  /** Empty unless the code is VALIDATION_ERROR. */
  readonly fieldErrors: Readonly<Record<string, string[]>>
  /** Null where waiting does not help. */
  readonly retryAfterSeconds: number | null
  readonly requestId: string | null
  readonly hint: string | null

  constructor(message: string, { cause, ...details }: Details) {
    super(message, { cause })
    this.status = details.status
    this.code = details.code
    this.fieldErrors = details.fieldErrors ?? {}
    this.retryAfterSeconds = details.retryAfterSeconds ?? null
    this.requestId = details.requestId ?? null
    this.hint = details.hint ?? null
  }

  /** The server did not get the request, or nobody knows whether it did. */
  get isConnectionProblem(): boolean {
    return this.status === 0 || [502, 504].includes(this.status)
  }
}

export const errorOf = async (response: Response): Promise<ChayenityError> => {
  const { status, headers } = response
  const wait = Number(headers.get('retry-after') ?? Number.NaN)
  const common = {
    status,
    ...(Number.isFinite(wait) && { retryAfterSeconds: wait }),
    requestId: headers.get('x-request-id') ?? undefined,
    hint: headers.get('x-chayenity-hint') ?? undefined,
  }
  const body = parse(await response.text().catch(() => ''))
  if (typeof body?.detail !== 'string' || body.error_code === undefined) {
    return new ChayenityError(`The server could not be reached (${status}).`, {
      ...common,
      code: 'UNREADABLE_RESPONSE',
    })
  }
  return new ChayenityError(body.detail, { ...common, code: body.error_code, fieldErrors: body.field_errors })
}

const parse = (text: string): Partial<ApiError> | null => {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
