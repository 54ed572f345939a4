export const errorCatalogue = {
  BAD_REQUEST: { status: 400, detail: 'The request could not be read.' },
  MISSING_ACCESS_TOKEN: {
    status: 400,
    detail: 'The X-Access-Token header with the old access token is missing.',
  },
  GIG_ALREADY_ACCEPTED: { status: 400, detail: 'This gig is not open any more: it cannot be accepted.' },
  GIG_NOT_PENDING: { status: 400, detail: 'This can be done only while the gig is pending.' },
  GIG_NOT_ACCEPTED: { status: 400, detail: 'A gig is paid for once a helper has accepted it.' },
  GIG_NOT_COMPLETED: { status: 400, detail: 'A gig is reviewed once it is completed.' },
  INVALID_STATUS_TRANSITION: { status: 400, detail: 'The gig cannot take that status now.' },
  USER_DISABLED: { status: 400, detail: 'The account of the helper is disabled: it cannot be paid.' },
  CANNOT_ADD_SELF: { status: 400, detail: 'You cannot be your own buddy.' },
  INVALID_REVIEWEE: { status: 400, detail: 'In a gig, the seeker and the helper review each other.' },
  INVALID_RESET_TOKEN: { status: 400, detail: 'The link for a new password does not work any more.' },
  TRANSACTION_NOT_PENDING: { status: 400, detail: 'This can be done only while the transaction is pending.' },
  ROOM_NOT_ACTIVE: { status: 400, detail: 'This room has ended: nothing can be sent any more.' },
  NOT_AUTHENTICATED: { status: 401, detail: 'Log in first: the request carries no access token.' },
  INVALID_TOKEN: { status: 401, detail: 'The token is not valid. Log in again.' },
  TOKEN_EXPIRED: { status: 401, detail: 'The token has expired.' },
  INVALID_CREDENTIALS: { status: 401, detail: 'The e-mail or the password is wrong.' },
  INSUFFICIENT_PERMISSIONS: { status: 403, detail: 'You may not do this.' },
  ORIGIN_NOT_ALLOWED: { status: 403, detail: 'Pages of this origin may not call this server.' },
  ACCOUNT_DISABLED: { status: 403, detail: 'This account is disabled. Ask the operator of the server.' },
  RESOURCE_NOT_FOUND: { status: 404, detail: 'There is nothing here.' },
  METHOD_NOT_ALLOWED: { status: 405, detail: 'This path does not know that method.' },
  REQUEST_TIMEOUT: { status: 408, detail: 'The body of the request took too long to arrive.' },
  EMAIL_ALREADY_EXISTS: { status: 409, detail: 'This e-mail is registered already.' },
  FILE_TOO_LARGE: { status: 413, detail: 'The file is too large.' },
  STORAGE_QUOTA_EXCEEDED: { status: 413, detail: 'You have no room for more files. Delete some first.' },
  MONEY_HELD: { status: 409, detail: 'Money of this account is still held: it cannot be deleted now.' },
  BUDDY_ALREADY_EXISTS: { status: 409, detail: 'This person is among your buddies already.' },
  REVIEW_ALREADY_EXISTS: { status: 409, detail: 'You have reviewed this gig already.' },
  TRANSACTION_ALREADY_EXISTS: { status: 409, detail: 'This gig is paid for already, or is being paid for.' },
  BODY_TOO_LARGE: { status: 413, detail: 'The body of the request is too large.' },
  INVALID_FILE_TYPE: {
    status: 415,
    detail: 'The file is no JPEG, PNG, GIF or WebP picture, or it is damaged.',
  },
  UNSUPPORTED_ENCODING: {
    status: 415,
    detail:
      'The header Content-Encoding says that the body is encoded. Send it plain and without that header.',
  },
  RANGE_NOT_SATISFIABLE: { status: 416, detail: 'The file has no such part.' },
  VALIDATION_ERROR: { status: 422, detail: 'Some fields are missing or not right.' },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    detail: 'This Idempotency-Key was sent before with another body. Use a new key for a new request.',
  },
  UPGRADE_REQUIRED: { status: 426, detail: 'This address is a WebSocket: connect to it with one.' },
  RATE_LIMITED: { status: 429, detail: 'Too many requests. Try again later.' },
  INTERNAL_ERROR: { status: 500, detail: 'Something went wrong on our side.' },
  OVERLOADED: { status: 503, detail: 'The server has too much to do at the moment. Try again in a second.' },
  MAIL_UNAVAILABLE: { status: 503, detail: 'This server sends no mail.' },
  STORAGE_FULL: {
    status: 503,
    detail: 'The disk of the server is full. Reading and deleting go on; try to write again later.',
  },
  STORAGE_FAILED: { status: 503, detail: 'Nothing can be stored at the moment. Nothing was changed.' },
} as const satisfies Record<string, { status: number; detail: string }>

export type ErrorCode = keyof typeof errorCatalogue

export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(errorCatalogue, text)

export const errorCodes: readonly ErrorCode[] = Object.keys(errorCatalogue).filter(isErrorCode)

export const requiredMessage = 'This field is required.'

export type FieldErrors = Record<string, string[]>

interface More {
  fieldErrors?: FieldErrors
  retryAfterSeconds?: number
  allow?: string
  headers?: Record<string, string>
  cause?: unknown
}

/** Sent to the client. Any other thrown value is an internal error, which is only logged. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly fieldErrors: FieldErrors | undefined
  readonly retryAfterSeconds: number | undefined
  readonly allow: string | undefined
  readonly headers: Readonly<Record<string, string>> | undefined

  constructor(code: ErrorCode, detail?: string, more: More = {}) {
    super(detail ?? errorCatalogue[code].detail, { cause: more.cause })
    this.code = code
    this.fieldErrors = more.fieldErrors
    this.retryAfterSeconds = more.retryAfterSeconds
    this.allow = more.allow
    this.headers = more.headers
  }

  get status(): number {
    return errorCatalogue[this.code].status
  }
}

export const invalidFields = (fieldErrors: FieldErrors): AppError => {
  const [first] = Object.entries(fieldErrors)
  const [name = '', [message = ''] = []] = first ?? []
  return new AppError('VALIDATION_ERROR', first && sentenceAbout(name, message), { fieldErrors })
}

/** Many clients show only the detail, so it names the first field (ruling G8). */
const sentenceAbout = (field: string, message: string): string => {
  if (message === requiredMessage) return `${field} is required.`
  return /^(Must|Is) /.test(message)
    ? `${field} ${message.charAt(0).toLowerCase()}${message.slice(1)}`
    : `${field}: ${message}`
}
