import { browserTokens, createClient, type Profile } from '../../client/index.ts'

/** The path below which the server is reached; the bundle of this page is in a folder right below it. */
export const basePath = new URL('..', import.meta.url).pathname.replace(/\/$/, '')

export interface SessionState {
  /** Null before a login, and until the profile has arrived. */
  user: Pick<Profile, 'full_name' | 'email'> | null
  isLoggedIn: boolean
  /** What has happened to the session without the user's doing. */
  notice: string
}

/** The codes of a response that another access token may mend. */
const tokenErrors = new Set(['TOKEN_EXPIRED', 'INVALID_TOKEN'])

/** The world that the address of the page names; empty for the main one. */
export const world = new URLSearchParams(location.search).get('__world') ?? ''

const stored = browserTokens(sessionStorage, `docs:${world}:`)

/** The login of this page. It lasts as long as the tab, and its access token is renewed when it has expired. */
export class PageSession {
  state: SessionState = { user: null, isLoggedIn: stored.load() !== null, notice: '' }
  readonly tokens = {
    load: stored.load,
    save: (tokens: Parameters<typeof stored.save>[0]) => {
      stored.save(tokens)
      this.#set({ isLoggedIn: tokens !== null, ...(tokens === null && { user: null }) })
    },
  }
  readonly #client = createClient({
    baseUrl: location.origin + basePath,
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

  async logOut(): Promise<void> {
    // The tokens are forgotten even when the server does not answer.
    await this.#client.logout().catch(() => null)
  }

  async loadUser(): Promise<void> {
    if (!this.state.isLoggedIn) return
    const user = await this.#client.getUserProfile().catch(() => null)
    if (this.state.isLoggedIn) this.#set({ user })
  }

  /** Sends a request, and once more with a new access token when its own has expired. */
  fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(url, init)
    if (response.status !== 401) return response
    const { error_code } = await response
      .clone()
      .json()
      .catch(() => ({}))
    if (!tokenErrors.has(error_code) || this.tokens.load() === null) return response
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
