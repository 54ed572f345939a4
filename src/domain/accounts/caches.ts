import type { Copies } from '../../live/copies.ts'
import type { FileId } from '../ids.ts'

export interface AccountCache {
  forgetVariants(id: FileId): Promise<void>
  forgetLogins(email: string): void
  rememberLogin(email: string, address: string): void
}

interface Forgotten {
  readonly email: string | null
  readonly files: readonly FileId[]
}

interface Login {
  readonly email: string
  readonly address: string
}

/** Of this process and of other copies of the server; none where a command runs without a server. */
export class AccountCaches {
  readonly #caches: AccountCache[] = []
  #copies: Copies | null = null

  add(cache: AccountCache): void {
    this.#caches.push(cache)
  }

  /** Tells other copies too, from now on, and hears them. */
  connect(copies: Copies): void {
    this.#copies = copies
    // Data of `on` is what the method below has told.
    copies.on('forget', data => void this.#forgetHere(data as Forgotten).catch(() => {}))
    copies.on('login', data => this.#rememberHere(data as Login))
  }

  forget(email: string, files: readonly FileId[]): Promise<void> {
    return this.#forget({ email, files })
  }

  forgetPicture(id: FileId): Promise<void> {
    return this.#forget({ email: null, files: [id] })
  }

  /** That somebody has logged in at an address. */
  rememberLogin(email: string, address: string): void {
    this.#rememberHere({ email, address })
    this.#copies?.tell('login', { email, address } satisfies Login)
  }

  #forget(forgotten: Forgotten): Promise<void> {
    this.#copies?.tell('forget', forgotten)
    return this.#forgetHere(forgotten)
  }

  #rememberHere({ email, address }: Login): void {
    for (const cache of this.#caches) cache.rememberLogin(email, address)
  }

  async #forgetHere({ email, files }: Forgotten): Promise<void> {
    for (const cache of this.#caches) {
      if (email !== null) cache.forgetLogins(email)
      for (const id of files) await cache.forgetVariants(id)
    }
  }
}
