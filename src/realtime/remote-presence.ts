import type { Id } from '../lib/ids.ts'

type UserId = Id<'user'>

/** Somebody has a socket at a topic. */
export type Presence = readonly [topic: string, userId: UserId]

const nobody: ReadonlyMap<string, ReadonlySet<UserId>> = new Map()

/** Who has a socket at other copies of the server. */
export class RemotePresence {
  readonly #byCopy = new Map<string, Map<string, Set<UserId>>>()

  has(topic: string, userId: UserId): boolean {
    for (const topics of this.#byCopy.values()) if (topics.get(topic)?.has(userId)) return true
    return false
  }

  set(copy: string, [topic, userId]: Presence, isPresent: boolean): void {
    const topics = this.#byCopy.get(copy) ?? new Map<string, Set<UserId>>()
    this.#byCopy.set(copy, topics)
    const users = topics.get(topic) ?? new Set<UserId>()
    if (isPresent) users.add(userId)
    else users.delete(userId)
    if (users.size > 0) topics.set(topic, users)
    else topics.delete(topic)
  }

  /** Everybody who was at a copy. */
  forget(copy: string): Presence[] {
    const topics = this.#byCopy.get(copy) ?? nobody
    this.#byCopy.delete(copy)
    return [...topics].flatMap(([topic, users]) => [...users].map((userId): Presence => [topic, userId]))
  }
}
