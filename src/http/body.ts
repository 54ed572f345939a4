import { AppError } from '../errors.ts'

/** The longest JSON body: the longest gig, each of its characters escaped as a surrogate pair, fits twice. */
export const limitOfBody = 128 * 1024

/** How long a body may take to arrive. */
const deadlineMs = 20_000

/**
 * Reads a body within its size and its time.
 * @returns what was sent as an object; an empty body is an empty object, so that each missing field is named
 * @throws AppError BAD_REQUEST, BODY_TOO_LARGE, REQUEST_TIMEOUT
 */
export const readBody = async (request: Request): Promise<unknown> => {
  const bytes = await readBytes(request, limitOfBody)
  if (bytes.length === 0) return {}
  const contentType = request.headers.get('content-type') ?? ''
  if (/^(multipart\/form-data|application\/x-www-form-urlencoded)\b/i.test(contentType)) {
    return readForm(bytes, contentType)
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new AppError('BAD_REQUEST', 'The body is not valid JSON.')
  }
}

const readForm = async (
  bytes: Uint8Array<ArrayBuffer>,
  contentType: string,
): Promise<Record<string, unknown>> => {
  try {
    const form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData()
    return Object.fromEntries(form)
  } catch {
    throw new AppError('BAD_REQUEST', 'The form in the body cannot be read.')
  }
}

const readBytes = async (request: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> => {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new AppError('REQUEST_TIMEOUT')), deadlineMs)
  try {
    // A declared length is enforced by the server and was looked at by the gate; without one the bytes are counted.
    const isDeclared = request.headers.has('content-length')
    const bytes = isDeclared ? request.arrayBuffer() : readChunks(request, limit)
    return new Uint8Array(await Promise.race([bytes, late.promise]))
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('BAD_REQUEST', 'The body broke off.')
  } finally {
    clearTimeout(timer)
  }
}

const readChunks = async (request: Request, limit: number): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of request.body ?? []) {
    length += chunk.length
    if (length > limit) throw new AppError('BODY_TOO_LARGE')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}
