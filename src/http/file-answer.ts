import { AppError } from '../errors.ts'

/** Bytes in memory, or a file that is read as it is sent. */
export type FileContent = Blob | Uint8Array<ArrayBuffer>

export interface ServedFile {
  /** Ours, and of this content alone: it never changes, so it is also the entity tag. */
  name: string
  contentType: string
  /** Whether the Accept header had a part in choosing this file. */
  variesByAccept: boolean
  /** Called only when the client has not got it yet. */
  load(): Promise<FileContent>
}

interface Outgoing {
  status?: number | string
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
  file: ServedFile,
): Promise<Response> => {
  const etag = `"${file.name}"`
  const headers = {
    etag,
    'cache-control': 'public, max-age=31536000, immutable',
    vary: varyOf(set.headers.vary, file.variesByAccept),
  }
  if (isKnownTo(request, etag)) {
    adorn(set, headers)
    return new Response(null, { status: 304 })
  }
  const content = await file.load()
  const size = content instanceof Blob ? content.size : content.length
  const range = request.method === 'GET' ? rangeOf(request, etag, size) : null
  if (range === 'unsatisfiable') {
    set.headers['content-range'] = `bytes */${size}`
    throw new AppError('RANGE_NOT_SATISFIABLE')
  }
  adorn(set, {
    ...headers,
    'accept-ranges': 'bytes',
    'content-disposition': `inline; filename="${file.name}"`,
    'content-security-policy': contentSecurityPolicy,
    'cross-origin-resource-policy': 'cross-origin',
    ...(range && { 'content-range': `bytes ${range.first}-${range.last}/${size}` }),
  })
  const part = range ? content.slice(range.first, range.last + 1) : content
  return new Response(part, { status: range ? 206 : 200, headers: { 'content-type': file.contentType } })
}

const adorn = (set: Outgoing, headers: Record<string, string | null>) => {
  for (const [name, value] of Object.entries(headers)) {
    if (value === null) delete set.headers[name]
    else set.headers[name] = value
  }
}

/** What a cache has to look at. The CORS plugin says `*` where the answer is the same for every origin. */
const varyOf = (ofOrigin: unknown, variesByAccept: boolean): string | null => {
  const names = [...(ofOrigin === 'Origin' ? ['Origin'] : []), ...(variesByAccept ? ['Accept'] : [])]
  return names.length > 0 ? names.join(', ') : null
}

const isKnownTo = (request: Request, etag: string): boolean => {
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
