import type { FileId } from '../ids.ts'

/** What an app keeps in memory about a person besides the store. */
export interface AccountCache {
  forgetVariants(id: FileId): Promise<void>
  forgetLogins(email: string): void
}

/** The caches of the apps on a context: none, where a command runs without a server. */
export class AccountCaches {
  readonly #caches: AccountCache[] = []

  add(cache: AccountCache): void {
    this.#caches.push(cache)
  }

  async forget(email: string, files: readonly FileId[]): Promise<void> {
    for (const cache of this.#caches) {
      cache.forgetLogins(email)
      for (const id of files) await cache.forgetVariants(id)
    }
  }

  async forgetPicture(id: FileId): Promise<void> {
    for (const cache of this.#caches) await cache.forgetVariants(id)
  }
}
