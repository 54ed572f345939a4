import type { AccessToken, TokenPair } from './api.ts'
import type { CallOptions, Trait } from './call.ts'
import type { ClientOptions } from './client-options.ts'
import { ChayenityError } from './error.ts'
import { formOf, type OutgoingCall, sendCall, withoutSlashes } from './send-call.ts'
import { expiryOf, memoryTokens, type TokenStore } from './session.ts'
import { newKey, wait } from './waiting.ts'

const tokenErrors = new Set<string>(['NOT_AUTHENTICATED', 'INVALID_TOKEN', 'TOKEN_EXPIRED'])

export class Transport {
  readonly baseUrl: string
  readonly options: ClientOptions
  readonly tokens: TokenStore
  /** Resolves when the last logout is over: the server closes the sockets before it answers. */
  logout: Promise<unknown> = Promise.resolve()
  #refreshing: Promise<string> | null = null
  #expiry = { token: '', at: 0 }

  /** @throws TypeError when the address is none of a server */
  constructor(options: ClientOptions) {
    if (!isAddress(options.baseUrl))
      throw new TypeError(
        `baseUrl is "${options.baseUrl}". It must be an address with http:// or https://, such as http://127.0.0.1:8000, or a path of the page's own server.`,
      )
    this.options = options
    this.baseUrl = withoutSlashes(options.baseUrl)
    this.tokens = options.tokens ?? memoryTokens()
  }

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
    const login: OutgoingCall = { ...options, method: 'POST', path: '/api/auth/login', body, trait: 'open' }
    const pair = await this.#send<TokenPair>(login)
    this.#keep(pair, pair)
    return pair
  }

  refresh(): Promise<string> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null
    })
    return this.#refreshing
  }

  /** @throws ChayenityError when the session has ended */
  async freshToken(): Promise<string> {
    const token = this.tokens.load()?.access_token
    if (token === undefined) throw nobody()
    return this.millisecondsLeft(token) > 30_000 ? token : this.refresh()
  }

  /** Counts from its arrival, since the clocks may differ. */
  millisecondsLeft(token: string): number {
    const at = token === this.#expiry.token ? this.#expiry.at : expiryOf(token)
    return at - Date.now()
  }

  async #refresh(): Promise<string> {
    const tokens = this.tokens.load()
    if (!tokens) throw nobody()
    const request: OutgoingCall = { method: 'POST', path: '/api/auth/refresh', trait: 'open' }
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

  /** The tokens are forgotten even when the server cannot be reached. @param call a logout */
  ending<Output>(call: Promise<Output>): Promise<Output> {
    const ended = call.finally(() => this.endSession(null))
    this.logout = ended.catch(() => {})
    return ended
  }

  /** @param error why, unless the user wanted it */
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

  async #send<Output>(call: OutgoingCall): Promise<Output> {
    const { retries = 2 } = this.options
    let hasRefreshed = false
    for (let attempt = 0; ; attempt += 1) {
      const token = call.trait === 'open' ? undefined : this.tokens.load()?.access_token
      try {
        return await sendCall<Output>(call, token, this.options)
      } catch (error) {
        if (!(error instanceof ChayenityError)) throw error
        if (token !== undefined && tokenErrors.has(error.code) && !hasRefreshed) {
          hasRefreshed = true
          attempt -= 1
          // Another call, or another tab, may have renewed the token.
          if (this.tokens.load()?.access_token === token) await this.refresh()
          continue
        }
        if (attempt >= retries || !maySendAgain(call, error)) throw error
        await wait(waitBefore(attempt, error), call.signal)
      }
    }
  }
}

/** Empty or a path: the server of the page. `localhost:8000` would be an address too, whose scheme is `localhost`. */
const isAddress = (baseUrl: string): boolean => /^(https?:\/\/[^/\s]|\/|$)/i.test(baseUrl)

const nobody = () =>
  new ChayenityError('Log in first: there is no session.', { status: 0, code: 'NOT_AUTHENTICATED' })

/** A 503 did nothing. After a broken connection only what has no second effect may be sent again. */
const maySendAgain = ({ method, trait }: OutgoingCall, error: ChayenityError): boolean => {
  if (error.status === 503) return error.code !== 'STORAGE_FULL'
  return error.isConnectionProblem && (method === 'GET' || trait === 'keyed')
}

const waitBefore = (attempt: number, { retryAfterSeconds }: ChayenityError): number =>
  retryAfterSeconds === null
    ? 300 * 2 ** attempt * (0.5 + Math.random())
    : Math.min(retryAfterSeconds, 10) * 1000
