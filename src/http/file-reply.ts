import { AppError } from '../errors.ts'
import { type FileContent, Reply } from './reply.ts'
import type { RequestContext } from './request-context.ts'

export interface ServedFile {
  /** Unique for this content, so it is the entity tag too. */
  name: string
  contentType: string
  variesByAccept: boolean
}

/** Another file that is sent in the place of the one that was asked for. */
export class Substitute {
  constructor(
    readonly file: ServedFile,
    readonly content: FileContent,
  ) {}
}

/** A file can be hidden or deleted, so shared caches ask again after a minute. */
const fileCaching = 'public, max-age=31536000, s-maxage=60, immutable'

/** A browser runs nothing of a picture that it opens. */
const contentSecurityPolicy = "default-src 'none'; sandbox"

/** 304, 206 or the whole (RFC 9110, ruling F5). @throws AppError RANGE_NOT_SATISFIABLE */
export const replyWithFile = async (
  context: RequestContext,
  file: ServedFile & { load(): Promise<FileContent | Substitute> },
): Promise<Reply> => {
  if (hasCurrentCopy(context.request, entityTagOf(file)))
    return new Reply(304, null, cacheHeaders(context, file))
  const loaded = await file.load()
  if (!(loaded instanceof Substitute)) return replyWithContent(context, file, loaded)
  return withCacheControl(replyWithBytes(context, loaded.file, loaded.content), substituteCaching)
}

export const replyWithBytes = (context: RequestContext, file: ServedFile, content: FileContent): Reply =>
  hasCurrentCopy(context.request, entityTagOf(file))
    ? new Reply(304, null, cacheHeaders(context, file))
    : replyWithContent(context, file, content)

/** The right file comes later, so shared caches must not store the substitute. */
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

/** Bun sends a stream without its length. A HEAD request gets the length and no stream. */
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

const varyOf = (ofOrigin: unknown, variesByAccept: boolean): string | null => {
  const names = [...(ofOrigin === 'Origin' ? ['Origin'] : []), ...(variesByAccept ? ['Accept'] : [])]
  return names.length > 0 ? names.join(', ') : null
}

export const hasCurrentCopy = (request: Request, etag: string): boolean => {
  const known = request.headers.get('if-none-match')
  if (known === null) return false
  return known === '*' || known.split(',').some(tag => tag.trim().replace(/^W\//, '') === etag)
}

export const varyByEncoding = ({ headers }: Pick<RequestContext, 'headers'>): string =>
  headers.vary === 'Origin' ? 'Origin, Accept-Encoding' : 'Accept-Encoding'

export const acceptsGzip = (request: Request): boolean =>
  acceptsType(request.headers.get('accept-encoding'), 'gzip')

/** Of one range; every form that Bun reads, since Bun applies ranges itself. An open end is empty. */
const endsOf = (range: string): readonly [from: string, to: string] | null => {
  const [unit = '', ends = '', ...more] = range.split('=')
  const [from = '', to, ...others] = ends.split('-').map(end => end.trim())
  if (unit.trim().toLowerCase() !== 'bytes' || to === undefined || more.length + others.length > 0)
    return null
  return [from, to].every(end => /^\d*$/.test(end)) ? [from, to] : null
}

/** Null means the whole file. */
const rangeOf = (request: Request, etag: string, size: number) => {
  const condition = request.headers.get('if-range')
  if (condition !== null && condition !== etag) return null
  const [from, to] = endsOf(request.headers.get('range') ?? '') ?? ['', '']
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

/** The weight has to be above 0. */
export const acceptsType = (accept: string | null, contentType: string): boolean =>
  (accept ?? '').split(',').some(choice => {
    const [type, ...parameters] = choice.split(';').map(part => part.trim().toLowerCase())
    return type === contentType && !parameters.some(parameter => /^q=0(\.0*)?$/.test(parameter))
  })
