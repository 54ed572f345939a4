import {
  browserTokens,
  type ChayenityError,
  type Client,
  createClient,
  type Profile,
} from '../../client/index.ts'
import { basePath } from '../shared/base-path.ts'
import { forgetLoaded } from '../shared/loading.ts'
import type { Phone } from './phone.ts'

export interface SessionState {
  /** Null before a login, and until the profile has arrived. */
  user: Profile | null
  isLoggedIn: boolean
  /** Why the session ended, or the profile did not arrive. */
  error: unknown
}

/** A reload and other tabs of the browser find it again. */
export class Session {
  readonly client: Client
  readonly phone: Phone
  state: SessionState
  readonly #listeners = new Set<() => void>()

  constructor(phone: Phone) {
    this.phone = phone
    const stored = browserTokens(phone.storage, phone.prefix)
    this.state = { user: null, isLoggedIn: stored.load() !== null, error: null }
    this.client = createClient({
      baseUrl: location.origin + basePath,
      world: phone.world,
      tokens: {
        load: stored.load,
        save: tokens => {
          stored.save(tokens)
          this.#set({ isLoggedIn: tokens !== null, ...(tokens === null && { user: null }) })
        },
      },
      onSessionEnd: (error: ChayenityError) => this.#set({ error }),
    })
    // Another tab has logged in or out.
    addEventListener('storage', () => {
      const isLoggedIn = stored.load() !== null
      if (isLoggedIn === this.state.isLoggedIn) return
      this.#set({ isLoggedIn, user: null, error: null })
      if (isLoggedIn) void this.loadUser()
    })
    addEventListener('online', () => {
      if (this.state.isLoggedIn && !this.state.user) void this.loadUser()
    })
    if (this.state.isLoggedIn) void this.loadUser()
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** @throws ChayenityError */
  async logIn(email: string, password: string): Promise<void> {
    await this.client.login({ email, password })
    this.#set({ error: null })
    await this.loadUser()
  }

  async logOut(): Promise<void> {
    // Also when the server does not answer.
    await this.client.logout().catch(() => null)
    this.#set({ error: null })
  }

  /** What goes wrong is in the state. */
  async loadUser(): Promise<void> {
    try {
      const user = await this.client.getUserProfile()
      if (this.state.isLoggedIn) this.#set({ user, error: null })
    } catch (error) {
      this.#set({ error })
    }
  }

  #set(change: Partial<SessionState>): void {
    if (change.user === null) forgetLoaded()
    this.state = { ...this.state, ...change }
    for (const listener of this.#listeners) listener()
  }
}
