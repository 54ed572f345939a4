import { AppError } from '../errors.ts'
import { type FileContent, Reply } from './reply.ts'
import type { RequestContext } from './request-context.ts'

export interface ServedFile {
  /** Ours, and of this content alone: it never changes, so it is also the entity tag. */
  name: string
  contentType: string
  /** Whether the Accept header had a part in choosing this file. */
  variesByAccept: boolean
}

/** Another file that is sent in the place of the one that was asked for. */
export class Substitute {
  constructor(
    readonly file: ServedFile,
    readonly content: FileContent,
  ) {}
}

/**
 * A file never changes under its name, but it can be hidden or deleted. Shared caches ask again after a minute, with a 304
 * as the usual answer; only a browser that has shown it keeps it.
 */
const fileCaching = 'public, max-age=31536000, s-maxage=60, immutable'

/** Pictures are for looking at: whatever one holds, a browser that opens it runs nothing. */
const contentSecurityPolicy = "default-src 'none'; sandbox"

/**
 * The reply with a file whose content never changes (ruling F5): 304 when the client's copy is current (RFC 9110, 13.1.2), 206
 * for a part of it (RFC 9110, 14), else the whole file.
 * @throws AppError RANGE_NOT_SATISFIABLE, and whatever `load` throws
 */
export const replyWithFile = async (
  context: RequestContext,
  file: ServedFile & { load(): Promise<FileContent | Substitute> },
): Promise<Reply> => {
  // The client's copy is current, so the file is not read.
  if (hasCurrentCopy(context.request, entityTagOf(file)))
    return new Reply(304, null, cacheHeaders(context, file))
  const loaded = await file.load()
  if (!(loaded instanceof Substitute)) return replyWithContent(context, file, loaded)
  return withCacheControl(replyWithBytes(context, loaded.file, loaded.content), substituteCaching)
}

/** As `replyWithFile`, without a promise, from content that is at hand. */
export const replyWithBytes = (context: RequestContext, file: ServedFile, content: FileContent): Reply =>
  hasCurrentCopy(context.request, entityTagOf(file))
    ? new Reply(304, null, cacheHeaders(context, file))
    : replyWithContent(context, file, content)

/** The right file comes later, and only this client is over its limit: no cache of others stores the substitute. */
const substituteCaching = 'private, max-age=60'

const withCacheControl = ({ status, body, headers }: Reply, cacheControl: string): Reply =>
  new Reply(status, body, { ...headers, 'cache-control': cacheControl })

const replyWithContent = (context: RequestContext, file: ServedFile, content: FileContent): Reply => {
  const { request } = context
  const size = content instanceof Uint8Array ? content.length : content.size
  const range = request.method === 'GET' ? rangeOf(request, entityTagOf(file), size) : null
  if (range === 'unsatisfiable')
    throw new AppError('RANGE_NOT_SATISFIABLE', undefined, {
      headers: { 'content-range': `bytes */${size}` },
    })
  const headers = {
    ...cacheHeaders(context, file),
    'content-type': file.contentType,
    'accept-ranges': 'bytes',
    'content-disposition': `inline; filename="${file.name}"`,
    'content-security-policy': contentSecurityPolicy,
    'cross-origin-resource-policy': 'cross-origin',
  }
  if (range === null) return sendContent(request, 200, content, headers)
  const { first, last } = range
  return sendContent(request, 206, content.slice(first, last + 1), {
    ...headers,
    'content-range': `bytes ${first}-${last}/${size}`,
  })
}

/**
 * A reply with content, wherever it comes from. Bun sends a stream in chunks, without its length; a HEAD request gets the
 * length and no stream.
 */
export const sendContent = (
  { method }: Pick<Request, 'method'>,
  status: number,
  content: FileContent,
  headers: Readonly<Record<string, string>>,
): Reply => {
  if (content instanceof Blob || content instanceof Uint8Array) return new Reply(status, content, headers)
  const body = method === 'HEAD' ? null : content.stream()
  return new Reply(status, body, { ...headers, 'content-length': String(content.size) })
}

const entityTagOf = ({ name }: ServedFile) => `"${name}"`

const cacheHeaders = ({ headers }: RequestContext, file: ServedFile): Record<string, string> => {
  const vary = varyOf(headers.vary, file.variesByAccept)
  // With the CORS plugin's `*` no cache would store the file.
  if (vary === null) delete headers.vary
  return {
    etag: entityTagOf(file),
    'cache-control': fileCaching,
    ...(vary !== null && { vary }),
  }
}

/** The Vary header. The CORS plugin sets `*` when the response is the same for every origin. */
const varyOf = (ofOrigin: unknown, variesByAccept: boolean): string | null => {
  const names = [...(ofOrigin === 'Origin' ? ['Origin'] : []), ...(variesByAccept ? ['Accept'] : [])]
  return names.length > 0 ? names.join(', ') : null
}

/** Whether If-None-Match names the content that the client would get (RFC 9110, 13.1.2). */
export const hasCurrentCopy = (request: Request, etag: string): boolean => {
  const known = request.headers.get('if-none-match')
  if (known === null) return false
  return known === '*' || known.split(',').some(tag => tag.trim().replace(/^W\//, '') === etag)
}

/** The Vary header of a response that is compressed for clients that accept it. */
export const varyByEncoding = ({ headers }: Pick<RequestContext, 'headers'>): string =>
  headers.vary === 'Origin' ? 'Origin, Accept-Encoding' : 'Accept-Encoding'

/** Whether Accept-Encoding names gzip, with a weight above 0. */
export const acceptsGzip = (request: Request): boolean =>
  acceptsType(request.headers.get('accept-encoding'), 'gzip')

/**
 * Parses one range of bytes. Several ranges, or an invalid one, get the whole file. Bun applies a range to a whole file by
 * itself, so every form that Bun reads is read here first, digits past 2^53 and spaces included.
 */
const rangeOf = (request: Request, etag: string, size: number) => {
  const condition = request.headers.get('if-range')
  if (condition !== null && condition.trim() !== etag) return null
  const [, from = '', to = ''] =
    /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(request.headers.get('range') ?? '') ?? []
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

/** Whether an Accept header names a content type, with a weight above 0. */
export const acceptsType = (accept: string | null, contentType: string): boolean =>
  (accept ?? '').split(',').some(choice => {
    const [type, ...parameters] = choice.split(';').map(part => part.trim().toLowerCase())
    return type === contentType && !parameters.some(parameter => /^q=0(\.0*)?$/.test(parameter))
  })
