import { AppError } from '../errors.ts'

/** Bytes in memory, or a file that is read as it is sent. */
export type FileContent = Blob | Uint8Array<ArrayBuffer>

export interface ServedFile {
  /** Ours, and of this content alone: it never changes, so it is also the entity tag. */
  name: string
  contentType: string
  /** Whether the Accept header had a part in choosing this file. */
  variesByAccept: boolean
}

interface Outgoing {
  headers: Record<string, unknown>
}

/** Pictures are for looking at: whatever one holds, a browser that opens it runs nothing. */
const contentSecurityPolicy = "default-src 'none'; sandbox"

/**
 * Answers with a file that never changes (ruling F5): 304 when the client has it (RFC 9110, 13.1.2), 206 for a part of
 * it (RFC 9110, 14), else all of it.
 * @throws AppError RANGE_NOT_SATISFIABLE, and whatever `load` throws
 */
export const answerWithFile = async (
  request: Request,
  set: Outgoing,
  file: ServedFile & { load(): Promise<FileContent> },
): Promise<Response> => {
  // What the client has got already is not read again.
  const content = isKnownTo(request, file) ? null : await file.load()
  const { status, body } = chooseContent(request, set, file, content)
  return new Response(body, { status, headers: body === null ? {} : { 'content-type': file.contentType } })
}

/** As `answerWithFile`, at once, from bytes that are in memory. It takes all of `set` into the answer. */
export const answerWithBytes = (
  request: Request,
  set: Outgoing,
  file: ServedFile,
  bytes: Uint8Array<ArrayBuffer>,
): Response => {
  const { status, body } = chooseContent(request, set, file, isKnownTo(request, file) ? null : bytes)
  const headers: Record<string, string> = {}
  for (const name in set.headers) headers[name] = String(set.headers[name])
  if (body !== null) headers['content-type'] = file.contentType
  set.headers = {}
  return new Response(body, { status, headers })
}

/** Sets the headers, and says what goes out with them; `content` is null for who has it already. */
const chooseContent = (request: Request, set: Outgoing, file: ServedFile, content: FileContent | null) => {
  const etag = entityTagOf(file)
  const { headers } = set
  if (content === null) {
    adornForCaches(headers, file)
    return { status: 304, body: null }
  }
  const size = content instanceof Blob ? content.size : content.length
  const range = request.method === 'GET' ? rangeOf(request, etag, size) : null
  if (range === 'unsatisfiable') {
    headers['content-range'] = `bytes */${size}`
    throw new AppError('RANGE_NOT_SATISFIABLE')
  }
  adornForCaches(headers, file)
  headers['accept-ranges'] = 'bytes'
  headers['content-disposition'] = `inline; filename="${file.name}"`
  headers['content-security-policy'] = contentSecurityPolicy
  headers['cross-origin-resource-policy'] = 'cross-origin'
  if (range === null) return { status: 200, body: content }
  headers['content-range'] = `bytes ${range.first}-${range.last}/${size}`
  return { status: 206, body: content.slice(range.first, range.last + 1) }
}

const entityTagOf = ({ name }: ServedFile) => `"${name}"`

const adornForCaches = (headers: Outgoing['headers'], file: ServedFile) => {
  headers.etag = entityTagOf(file)
  headers['cache-control'] = 'public, max-age=31536000, immutable'
  const vary = varyOf(headers.vary, file.variesByAccept)
  if (vary === null) delete headers.vary
  else headers.vary = vary
}

/** What a cache has to look at. The CORS plugin says `*` where the answer is the same for every origin. */
const varyOf = (ofOrigin: unknown, variesByAccept: boolean): string | null => {
  const names = [...(ofOrigin === 'Origin' ? ['Origin'] : []), ...(variesByAccept ? ['Accept'] : [])]
  return names.length > 0 ? names.join(', ') : null
}

const isKnownTo = (request: Request, file: ServedFile): boolean => {
  const etag = entityTagOf(file)
  const known = request.headers.get('if-none-match')
  if (known === null) return false
  return known.trim() === '*' || known.split(',').some(tag => tag.trim().replace(/^W\//, '') === etag)
}

/** One range of bytes; several at once, and what cannot be read, are answered with the whole. */
const rangeOf = (request: Request, etag: string, size: number) => {
  const condition = request.headers.get('if-range')
  if (condition !== null && condition.trim() !== etag) return null
  const [, from = '', to = ''] =
    /^bytes=(\d{0,15})-(\d{0,15})$/.exec(request.headers.get('range') ?? '') ?? []
  if (from === '' && to === '') return null
  if (from === '') {
    const length = Math.min(Number(to), size)
    return length === 0 ? 'unsatisfiable' : { first: size - length, last: size - 1 }
  }
  const first = Number(from)
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1)
  if (first >= size) return 'unsatisfiable'
  return last < first ? null : { first, last }
}

/** Whether an Accept header names a type of content and does not refuse it. */
export const acceptsType = (accept: string | null, contentType: string): boolean =>
  (accept ?? '').split(',').some(choice => {
    const [type, ...parameters] = choice.split(';').map(part => part.trim().toLowerCase())
    return type === contentType && !parameters.some(parameter => /^q=0(\.0*)?$/.test(parameter))
  })
