import { browserTokens, createClient, type Profile } from '../../client/index.ts'
import { basePath } from '../shared/base-path.ts'

export interface SessionState {
  /** Null before a login, and until the profile has arrived. */
  user: Pick<Profile, 'full_name' | 'email'> | null
  isLoggedIn: boolean
  /** It cannot be renewed, and its session is of another program. */
  isTokenAlone: boolean
  notice: string
}

/** Another access token may help. */
const tokenErrors = new Set(['TOKEN_EXPIRED', 'INVALID_TOKEN'])

/** Empty for the main world. */
export const world = new URLSearchParams(location.search).get('__world') ?? ''

const stored = browserTokens(sessionStorage, `docs:${world}:`)

const baseUrl = location.origin + basePath

const noRefreshToken = 'none'

const isTokenAlone = () => stored.load()?.refresh_token === noRefreshToken

export class PageSession {
  state: SessionState = {
    user: null,
    isLoggedIn: stored.load() !== null,
    isTokenAlone: isTokenAlone(),
    notice: '',
  }
  readonly tokens = {
    load: stored.load,
    save: (tokens: Parameters<typeof stored.save>[0]) => {
      stored.save(tokens)
      const change = { isLoggedIn: tokens !== null, isTokenAlone: isTokenAlone() }
      this.#set({ ...change, ...(tokens === null && { user: null }) })
    },
  }
  readonly #client = createClient({
    baseUrl,
    tokens: this.tokens,
    world,
    onSessionEnd: () => this.#set({ notice: 'Your session has ended. Log in again.' }),
  })
  readonly #listeners = new Set<() => void>()

  subscribe(listener: () => void): void {
    this.#listeners.add(listener)
  }

  /** @throws ChayenityError */
  async logIn(email: string, password: string): Promise<void> {
    await this.#client.login({ email, password })
    this.#set({ notice: '' })
    await this.loadUser()
  }

  /** @throws ChayenityError when the server rejects the token */
  async useToken(text: string): Promise<void> {
    const access_token = text.trim().replace(/^Bearer\s+/i, '')
    const headers = { Authorization: `Bearer ${access_token}` }
    const user = await createClient({ baseUrl, world, headers }).getUserProfile()
    this.tokens.save({ access_token, refresh_token: noRefreshToken })
    this.#set({ user, notice: '' })
  }

  async logOut(): Promise<void> {
    if (isTokenAlone()) return this.tokens.save(null)
    // Also when the server does not answer.
    await this.#client.logout().catch(() => null)
  }

  async loadUser(): Promise<void> {
    if (!this.state.isLoggedIn) return
    const user = await this.#client.getUserProfile().catch(() => null)
    if (this.state.isLoggedIn) this.#set({ user })
  }

  /** Once more with a new access token when its own has expired. */
  fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(url, init)
    if (response.status !== 401) return response
    const { error_code } = await response
      .clone()
      .json()
      .catch(() => ({}))
    if (!tokenErrors.has(error_code) || this.tokens.load() === null) return response
    if (isTokenAlone()) {
      this.tokens.save(null)
      this.#set({ notice: 'The access token has ended. Give another one, or log in.' })
      return response
    }
    try {
      const headers = new Headers(init.headers)
      headers.set('Authorization', `Bearer ${await this.#client.refreshAccessToken()}`)
      return await fetch(url, { ...init, headers })
    } catch {
      return response
    }
  }

  #set(change: Partial<SessionState>): void {
    this.state = { ...this.state, ...change }
    for (const listener of this.#listeners) listener()
  }
}
