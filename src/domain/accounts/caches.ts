import type { FileId } from '../ids.ts'

export interface AccountCache {
  forgetVariants(id: FileId): Promise<void>
  forgetLogins(email: string): void
}

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
