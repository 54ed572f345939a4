import type { AccessToken, TokenPair } from './api.ts'
import type { CallOptions, Trait, Upload } from './call.ts'
import { ChayenityError, errorOf } from './error.ts'
import type { SocketConstructor } from './live-socket.ts'
import { expiryOf, memoryTokens, type TokenStore } from './session.ts'
import { newKey, wait } from './waiting.ts'

export interface ClientOptions {
  /** Where the server is, such as https://api.example.com; it may have a path. */
  baseUrl: string
  /** Where the tokens are kept; in memory unless it is given. */
  tokens?: TokenStore | undefined
  /** Called when the session has ended and the user has to log in again. */
  onSessionEnd?: ((error: ChayenityError) => void) | undefined
  /** Headers of every request. */
  headers?: Readonly<Record<string, string>> | undefined
  /** The world of a development server. */
  world?: string | undefined
  /** How often a call is sent again when the connection fails, if that is safe; 2 unless it is given. */
  retries?: number | undefined
  /** How long a response may take, in milliseconds; 30 000 unless it is given, and four times as long for an upload. */
  timeoutMs?: number | undefined
  /** Where there is no WebSocket, as in Node 20. */
  WebSocket?: SocketConstructor | undefined
  fetch?: ((input: string, init: RequestInit) => Promise<Response>) | undefined
}

interface Call extends CallOptions {
  method: string
  path: string
  query?: URLSearchParams | undefined
  body?: string | FormData | URLSearchParams | undefined
  contentType?: string | undefined
  trait?: Trait | undefined
}

const tokenErrors = new Set<string>(['NOT_AUTHENTICATED', 'INVALID_TOKEN', 'TOKEN_EXPIRED'])

/** Sends requests with the tokens of the session, renews them, and sends again what may be sent again. */
export class Transport {
  readonly baseUrl: string
  readonly options: ClientOptions
  readonly tokens: TokenStore
  #refreshing: Promise<string> | null = null
  /** When the token that was received last ends, by the clock of this machine. */
  #expiry = { token: '', at: 0 }

  constructor(options: ClientOptions) {
    this.options = options
    this.baseUrl = options.baseUrl.replace(/\/+$/, '')
    this.tokens = options.tokens ?? memoryTokens()
  }

  /** @see Call */
  call = async <Output>(
    method: string,
    path: string,
    input: object = {},
    options: CallOptions = {},
    trait?: Trait,
  ): Promise<Output> => {
    const fields = new Map(Object.entries(input).filter(([, value]) => value !== undefined))
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = fields.get(name)
      fields.delete(name)
      return encodeURIComponent(String(value))
    })
    const hasQuery = method === 'GET' || method === 'DELETE'
    const query = new URLSearchParams()
    if (hasQuery) for (const [name, value] of fields) query.append(name, String(value))
    const isJson = !hasQuery && trait !== 'upload' && fields.size > 0
    return this.#send({
      ...options,
      method,
      path: filled,
      query,
      trait,
      idempotencyKey: trait === 'keyed' ? (options.idempotencyKey ?? newKey()) : undefined,
      ...(isJson && { body: JSON.stringify(Object.fromEntries(fields)), contentType: 'application/json' }),
      ...(trait === 'upload' && { body: formOf(fields) }),
    })
  }

  async login(email: string, password: string, options: CallOptions = {}): Promise<TokenPair> {
    const body = new URLSearchParams({ username: email, password })
    const login: Call = { ...options, method: 'POST', path: '/api/auth/login', body, trait: 'open' }
    const pair = await this.#send<TokenPair>(login)
    this.#keep(pair, pair)
    return pair
  }

  /** Renews the access token. Any number of calls at once are one request. */
  refresh(): Promise<string> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null
    })
    return this.#refreshing
  }

  /** An access token that holds for a while. @throws ChayenityError when the session has ended */
  async freshToken(): Promise<string> {
    const token = this.tokens.load()?.access_token
    if (token === undefined) throw nobody()
    return this.millisecondsLeft(token) > 30_000 ? token : this.refresh()
  }

  /** How long an access token holds. The lifetime counts from its arrival, since the clocks may differ. */
  millisecondsLeft(token: string): number {
    const at = token === this.#expiry.token ? this.#expiry.at : expiryOf(token)
    return at - Date.now()
  }

  async #refresh(): Promise<string> {
    const tokens = this.tokens.load()
    if (!tokens) throw nobody()
    const request: Call = { method: 'POST', path: '/api/auth/refresh', trait: 'open' }
    request.headers = {
      Authorization: `Bearer ${tokens.refresh_token}`,
      'X-Access-Token': tokens.access_token,
    }
    try {
      const renewed = await this.#send<AccessToken>(request)
      this.#keep({ ...tokens, access_token: renewed.access_token }, renewed)
      return renewed.access_token
    } catch (error) {
      if (error instanceof ChayenityError && (error.status === 401 || error.status === 403))
        this.endSession(error)
      throw error
    }
  }

  /** Forgets the tokens. @param error why, unless the user wanted it */
  endSession(error: ChayenityError | null): void {
    if (this.tokens.load() === null) return
    this.tokens.save(null)
    if (error) this.options.onSessionEnd?.(error)
  }

  #keep(
    { access_token, refresh_token }: { access_token: string; refresh_token: string },
    { expires_in_minutes }: AccessToken,
  ) {
    this.#expiry = { token: access_token, at: Date.now() + expires_in_minutes * 60_000 }
    this.tokens.save({ access_token, refresh_token })
  }

  async #send<Output>(call: Call): Promise<Output> {
    const { retries = 2 } = this.options
    let hasRefreshed = false
    for (let attempt = 0; ; attempt += 1) {
      const token = call.trait === 'open' ? undefined : this.tokens.load()?.access_token
      try {
        return await this.#fetch<Output>(call, token)
      } catch (error) {
        if (!(error instanceof ChayenityError)) throw error
        if (token !== undefined && tokenErrors.has(error.code) && !hasRefreshed) {
          hasRefreshed = true
          attempt -= 1
          // Another call, or another tab, may have renewed the token meanwhile.
          if (this.tokens.load()?.access_token === token) await this.refresh()
          continue
        }
        if (attempt >= retries || !maySendAgain(call, error)) throw error
        await wait(waitBefore(attempt, error), call.signal)
      }
    }
  }

  /** @throws ChayenityError, or the reason of the signal */
  async #fetch<Output>(call: Call, token: string | undefined): Promise<Output> {
    const { timeoutMs = 30_000, fetch = globalThis.fetch } = this.options
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
      const response = await fetch(this.#urlOf(call), {
        method,
        headers: this.#headersOf(call, token),
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

  #urlOf({ path, query }: Call): string {
    return `${this.baseUrl}${path}${query && query.size > 0 ? `?${query}` : ''}`
  }

  #headersOf(
    { contentType, idempotencyKey, headers }: Call,
    token: string | undefined,
  ): Record<string, string> {
    const { world } = this.options
    return {
      ...this.options.headers,
      ...(world && { 'X-World': world }),
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(contentType && { 'Content-Type': contentType }),
      ...(idempotencyKey && { 'Idempotency-Key': idempotencyKey }),
      ...headers,
    }
  }
}

const nobody = () =>
  new ChayenityError('Log in first: there is no session.', { status: 0, code: 'NOT_AUTHENTICATED' })

/** A 503 says that nothing was done. After a broken connection nobody knows, so only what has no second effect is sent again. */
const maySendAgain = ({ method, trait }: Call, error: ChayenityError): boolean => {
  if (error.status === 503) return error.code !== 'STORAGE_FULL'
  return error.isConnectionProblem && (method === 'GET' || trait === 'keyed')
}

const waitBefore = (attempt: number, { retryAfterSeconds }: ChayenityError): number =>
  retryAfterSeconds === null
    ? 300 * 2 ** attempt * (0.5 + Math.random())
    : Math.min(retryAfterSeconds, 10) * 1000

const readJson = async (response: Response) => JSON.parse((await response.text()) || 'null')

const readFile = (response: Response) => response.blob()

const formOf = (fields: ReadonlyMap<string, Upload>): FormData => {
  const form = new FormData()
  for (const [name, value] of fields) {
    // The form of React Native reads files from such objects, which the types of a browser do not know.
    if (value instanceof Blob) form.append(name, value)
    else Reflect.apply(form.append, form, [name, value])
  }
  return form
}
