import type { Bound } from '../../lib/bound.ts'
import { createLru } from '../../lib/lru.ts'

/** Beyond it the least recent count as strangers again. */
const maxKept = 100_000

/** Attempts from known addresses count apart, so strangers cannot lock anybody out (ruling G12). */
export class LoginAddresses {
  readonly #kept = createLru<string, true>(maxKept)

  readonly bound: Bound = {
    name: 'login_addresses',
    max: maxKept,
    used: () => this.#kept.size,
    atBound: 'replaces',
  }

  remember(email: string, address: string): void {
    this.#kept.set(keyOf(email, address), true)
  }

  forget(email: string): void {
    for (const key of this.#kept.keys()) if (key.endsWith(` account ${email}`)) this.#kept.delete(key)
  }

  /** The account, or the account at an address that has logged in to it before. */
  clientOf(email: string, address: string): string {
    const key = keyOf(email, address)
    return this.#kept.has(key) ? key : `account ${email}`
  }
}

/** An address has no spaces, so no e-mail address can make the key of another pair. */
const keyOf = (email: string, address: string) => `address ${address} account ${email}`
