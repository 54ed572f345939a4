import { AppError, invalidFields } from '../errors.ts'
import { isJsonObject, parseJson, TooDeepError } from '../lib/json.ts'
import { readMultipartForm, readUrlencodedForm } from './form.ts'
import { mediaTypeOf, parametersOf } from './header-parameters.ts'
import type { BodyLimits } from './request-body.ts'
import type { RequestContext } from './request-context.ts'

export type BodyType = 'json' | 'urlencoded' | 'formdata'

/** The longest gig, each of its characters escaped as a surrogate pair, fits twice. */
export const jsonBody: BodyLimits = { maxBytes: 128 * 1024, deadlineMs: 20_000, tooLarge: 'BODY_TOO_LARGE' }

/** Long enough for a slow mobile connection. */
export const fileBody = (maxFileBytes: number): BodyLimits => ({
  maxBytes: maxFileBytes + 64 * 1024,
  deadlineMs: 120_000,
  tooLarge: 'FILE_TOO_LARGE',
})

/** @returns {} for an empty body, so that each missing field is named. @throws AppError */
export const readBody = async (
  { request, body, environment, caller }: Pick<RequestContext, 'request' | 'body' | 'environment' | 'caller'>,
  limits: BodyLimits,
  types: readonly BodyType[],
): Promise<Record<string, unknown>> => {
  assertNotEncoded(request)
  const bytes = await body.read(limits, environment.bodies, caller?.userId ?? null)
  if (bytes.length === 0) return {}
  const declared = request.headers.get('content-type') ?? ''
  const isUpload = takesFilesOnly(types)
  const isDeclared = mediaTypeOf(declared) === multipart && parametersOf(declared).has('boundary')
  const contentType = (isUpload && !isDeclared && formTypeOf(bytes)) || declared
  if (mediaTypeOf(contentType) === multipart) return readMultipartForm(bytes, contentType, isUpload)
  if (mediaTypeOf(contentType) === 'application/x-www-form-urlencoded') return readUrlencodedForm(bytes)
  return readJson(bytes, isUpload)
}

const assertNotEncoded = (request: Request): void => {
  const encoding = request.headers.get('content-encoding')?.toLowerCase() ?? ''
  if (encoding !== '' && encoding !== 'identity')
    throw new AppError('UNSUPPORTED_ENCODING', undefined, { headers: { 'accept-encoding': 'identity' } })
}

const multipart = 'multipart/form-data'

export const takesFilesOnly = (types: readonly BodyType[]): boolean =>
  types.every(type => type === 'formdata')

const readJson = (bytes: Uint8Array, isUpload: boolean): Record<string, unknown> => {
  let sent: unknown
  try {
    sent = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    if (error instanceof TooDeepError && !isUpload)
      throw new AppError('BAD_REQUEST', `The body is ${error.message}`)
    throw new AppError(
      'BAD_REQUEST',
      isUpload ? 'The file has to be sent in a multipart form.' : 'The body is not valid JSON.',
    )
  }
  // Many clients send `null` where they have nothing to say (ruling G7).
  if (sent === null) return {}
  if (!isJsonObject(sent)) throw invalidFields({ body: ['Must be a JSON object.'] })
  return sent
}

/** The first line of a multipart body (RFC 2046, 5.1.1). */
const firstBoundary = /^--([0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?])\r\n/

/** The first bytes decide, since some clients send a wrong content type or no boundary (ruling F7). */
const formTypeOf = (bytes: Uint8Array): string | null => {
  const boundary = firstBoundary.exec(Buffer.from(bytes.subarray(0, 128)).toString('latin1'))?.[1]
  return boundary ? `${multipart}; boundary="${boundary}"` : null
}
