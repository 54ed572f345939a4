import { LRUCache } from 'lru-cache'

const maxNames = 1000

export class Evictions {
  readonly #names = new LRUCache<string, true>({ max: maxNames })
  #latest: string | null = null

  constructor(private readonly maxWorlds: number) {}

  add(name: string): void {
    this.#names.set(name, true)
    this.#latest = name
  }

  /** For a world that is created again after its eviction; else null. */
  hintForReplacement(name: string): string | null {
    if (!this.#names.delete(name)) return null
    return `World ${name} was closed because more than ${this.maxWorlds} were used (MAX_WORLDS), and has been created again: its data and sessions are gone.`
  }

  /** For a world that another had to make room for; else null. */
  hintForNewcomer(): string | null {
    const name = this.#latest
    this.#latest = null
    return name === null
      ? null
      : `World ${name} was closed to make room: at most ${this.maxWorlds} exist (MAX_WORLDS).`
  }
}
