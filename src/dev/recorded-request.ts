import { jsonBody } from '../http/body.ts'
import type { CompletedRequest } from '../http/pipeline.ts'
import { parseId } from '../lib/ids.ts'
import { appShell, pages } from '../pages/pages.ts'
import { controlsPath } from './controls/control.ts'
import { maskHeaders, maskJson, maskQuery, maskText } from './masking.ts'
import { cutBody, type LogEntry, type TrafficLog } from './traffic-log.ts'

const folderOf = (path: string): string => path.split('/')[1] ?? ''

const pageFolders: ReadonlySet<string> = new Set([
  'assets',
  'clients',
  // What pages load beside their scripts.
  'asyncapi.json',
  'map',
  'map.json',
  ...[...pages.map(page => page.path), ...appShell].map(folderOf),
])

/** The links and the codes of the operator's desk are secrets under any name. */
const unrecordedPaths = [controlsPath, '/api/_ops']

/** A page that shows the log would fill it. */
export const isRecorded = (path: string): boolean =>
  !unrecordedPaths.some(own => path === own || path.startsWith(`${own}/`)) && !pageFolders.has(folderOf(path))

const maxHeaderLength = 1000

/** A longer response is not searched for secrets. */
const maxResponseLength = 512 * 1024

/** Not a form with a picture. */
const isTextType = (type: string): boolean => type === '' || /json|text|x-www-form-urlencoded/i.test(type)

interface Outcome {
  response: Response | null
  completed: CompletedRequest | undefined
  isUpgrade: boolean
}

export class RecordedRequest {
  readonly #startedMs = performance.now()
  /** Once the app has read or dropped it; empty where it is no text, or too long. */
  readonly text: Promise<string>
  readonly #entry: LogEntry | null
  prefer: LogEntry['prefer'] = null
  ruleId: LogEntry['ruleId'] = null

  constructor(
    private readonly log: TrafficLog,
    private readonly request: Request,
    { path, query, userId }: { path: string; query: string; userId: string | null },
  ) {
    const { method, headers } = request
    const type = headers.get('content-type') ?? ''
    const declared = headers.get('content-length')
    const length = Number(declared ?? 0)
    // A copy holds in memory what the app only drops.
    const isShort = declared === null ? type.includes('json') : length <= jsonBody.maxBytes
    const isCopied = request.body !== null && isTextType(type) && isShort
    // Read from now on, since Bun gives nothing to a copy whose original was read to its end.
    this.text = isCopied ? readText(request.clone().body).catch(() => '') : Promise.resolve('')
    const start = {
      kind: 'request',
      method,
      path: maskText(path).slice(0, maxHeaderLength),
      query: maskQuery(query.replace(/^\?/, '')).slice(0, maxHeaderLength),
      userId: userId === null ? null : parseId<'user'>(userId),
      requestHeaders: maskHeaders(headers, maxHeaderLength),
      requestBody: request.body === null ? null : noteOf(type, length),
    } as const
    this.#entry = isRecorded(path) ? log.add(start) : null
  }

  async finish({ response, completed, isUpgrade }: Outcome): Promise<void> {
    if (!this.#entry) return
    const caller = completed?.context.caller
    const type = this.request.headers.get('content-type') ?? ''
    const isUnread = response?.headers.get('connection') === 'close'
    const text = isUnread ? '' : await this.text
    this.log.complete(this.#entry, {
      ms: Math.round((performance.now() - this.#startedMs) * 100) / 100,
      status: isUpgrade && response?.status === 200 ? 101 : (response?.status ?? null),
      code: response === null ? null : (completed?.context.errorCode ?? null),
      hint: response?.headers.get('x-chayenity-hint') ?? null,
      prefer: this.prefer,
      ruleId: this.ruleId,
      ...(caller && { userId: caller.userId }),
      ...(text !== '' && { requestBody: cutBody(maskBody(type, text)) }),
      ...(response && { responseHeaders: maskHeaders(response.headers, maxHeaderLength) }),
      responseBody: response === null ? null : await responseBodyOf(response, isUpgrade),
    })
  }
}

/** The body may have no end. @returns an empty string for a longer one than the app reads */
const readText = async (body: AsyncIterable<Uint8Array> | null): Promise<string> => {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    length += chunk.length
    if (length > jsonBody.maxBytes) return ''
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** Many clients send JSON and forms under the wrong content type. */
const maskBody = (type: string, text: string): string => {
  if (/^\s*[{["]/.test(text)) return maskJson(text)
  return /x-www-form-urlencoded/i.test(type) || /^[\w.%+-]+=/.test(text) ? maskQuery(text) : maskJson(text)
}

const noteOf = (type: string, length: number): string =>
  `(${type.replace(/;.*$/s, '') || 'no content type'}, ${length} bytes)`

const responseBodyOf = async (response: Response, isUpgrade: boolean): Promise<string | null> => {
  const type = response.headers.get('content-type') ?? ''
  if (isUpgrade || response.body === null) return null
  const length = Number(response.headers.get('content-length') ?? 0)
  if (!type.includes('json')) return noteOf(type, length)
  const text = await response.clone().text()
  return text.length > maxResponseLength ? noteOf(type, text.length) : cutBody(maskJson(text))
}
