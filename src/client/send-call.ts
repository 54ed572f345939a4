import type { CallOptions, Trait, Upload } from './call.ts'
import type { ClientOptions } from './client-options.ts'
import { ChayenityError, errorOf } from './error.ts'

export interface OutgoingCall extends CallOptions {
  method: string
  path: string
  query?: URLSearchParams | undefined
  body?: string | FormData | URLSearchParams | undefined
  contentType?: string | undefined
  trait?: Trait | undefined
}

export const withoutSlashes = (baseUrl: string): string => baseUrl.replace(/\/+$/, '')

/** @throws ChayenityError, or the reason of the signal */
export const sendCall = async <Output>(
  call: OutgoingCall,
  token: string | undefined,
  options: ClientOptions,
): Promise<Output> => {
  const { timeoutMs = 30_000, fetch = globalThis.fetch } = options
  const { method, body, signal, trait } = call
  const abort = new AbortController()
  const giveUp = () => abort.abort(signal?.reason)
  signal?.addEventListener('abort', giveUp)
  if (signal?.aborted) giveUp()
  let isLate = false
  const timer = setTimeout(
    () => {
      isLate = true
      abort.abort()
    },
    trait === 'upload' ? 4 * timeoutMs : timeoutMs,
  )
  try {
    const response = await fetch(urlOf(call, options), {
      method,
      headers: headersOf(call, token, options),
      ...(body !== undefined && { body }),
      signal: abort.signal,
    })
    if (!response.ok) throw await errorOf(response)
    return await (trait === 'file' ? readFile : readJson)(response)
  } catch (cause) {
    if (cause instanceof ChayenityError) throw cause
    if (signal?.aborted) throw signal.reason
    throw isLate
      ? new ChayenityError('The server took too long to answer.', { status: 0, code: 'TIMED_OUT', cause })
      : new ChayenityError('The server could not be reached.', {
          status: 0,
          code: 'CONNECTION_FAILED',
          cause,
        })
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', giveUp)
  }
}

const urlOf = ({ path, query }: OutgoingCall, { baseUrl }: ClientOptions): string =>
  `${withoutSlashes(baseUrl)}${path}${query && query.size > 0 ? `?${query}` : ''}`

const headersOf = (
  { contentType, idempotencyKey, headers }: OutgoingCall,
  token: string | undefined,
  { world, headers: always }: ClientOptions,
): Record<string, string> => ({
  ...always,
  ...(world && { 'X-World': world }),
  ...(token && { Authorization: `Bearer ${token}` }),
  ...(contentType && { 'Content-Type': contentType }),
  ...(idempotencyKey && { 'Idempotency-Key': idempotencyKey }),
  ...headers,
})

const readJson = async (response: Response) => JSON.parse((await response.text()) || 'null')

const readFile = (response: Response) => response.blob()

export const formOf = (fields: ReadonlyMap<string, Upload>): FormData => {
  const form = new FormData()
  for (const [name, value] of fields) {
    // React Native reads files from such objects, which browser types do not know.
    if (value instanceof Blob) form.append(name, value)
    else Reflect.apply(form.append, form, [name, value])
  }
  return form
}
