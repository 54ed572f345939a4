import type { Box } from '../lib/geo.ts'
import type { Id } from '../lib/ids.ts'
import type { BackloggedSocket } from './backlog.ts'
import type { CloseCause } from './close-codes.ts'
import type { ServerEvent } from './events.ts'
import type { Presence } from './remote-presence.ts'

type UserId = Id<'user'>
type SocketsByUser = Map<UserId, Set<HubSocket>>

export interface Area {
  readonly boxes: readonly Box[]
  /** Addresses in its events begin with it. */
  readonly baseUrl: string
}

export class SocketRegistry {
  readonly #byTopic = new Map<string, SocketsByUser>()
  readonly #byUser: SocketsByUser = new Map()

  add(socket: HubSocket): void {
    const { topic, userId } = socket
    const listeners: SocketsByUser = this.#byTopic.get(topic) ?? new Map()
    this.#byTopic.set(topic, listeners)
    insert(listeners, userId, socket)
    insert(this.#byUser, userId, socket)
  }

  remove(socket: HubSocket): void {
    const { topic, userId } = socket
    const listeners = this.#byTopic.get(topic)
    if (listeners) remove(listeners, userId, socket)
    if (listeners?.size === 0) this.#byTopic.delete(topic)
    remove(this.#byUser, userId, socket)
  }

  listeners(topic: string): ReadonlyMap<UserId, ReadonlySet<HubSocket>> {
    return this.#byTopic.get(topic) ?? none
  }

  ofUser(userId: UserId): readonly HubSocket[] {
    return [...(this.#byUser.get(userId) ?? [])]
  }

  all(): readonly HubSocket[] {
    return [...this.#byUser.values()].flatMap(sockets => [...sockets])
  }

  /** Users of topics whose sockets hear who is present. */
  presences(): Presence[] {
    return [...this.#byTopic].flatMap(([topic, users]) =>
      [...users]
        .filter(([, sockets]) => [...sockets].some(({ presenceEvent }) => presenceEvent !== undefined))
        .map(([userId]): Presence => [topic, userId]),
    )
  }

  get topicCount(): number {
    return this.#byTopic.size
  }

  get userCount(): number {
    return this.#byUser.size
  }
}

const none: SocketsByUser = new Map()

const insert = (sets: SocketsByUser, userId: UserId, socket: HubSocket) => {
  const set = sets.get(userId)
  if (set) set.add(socket)
  else sets.set(userId, new Set([socket]))
}

const remove = (sets: SocketsByUser, userId: UserId, socket: HubSocket) => {
  const set = sets.get(userId)
  set?.delete(socket)
  if (set?.size === 0) sets.delete(userId)
}
export interface HubSocket extends BackloggedSocket {
  readonly topic: string
  /** Null for a topic that is no area. */
  readonly area: Area | null
  /** Of a topic whose publications are numbered: the number of the last one before the socket. */
  readonly lastOrder?: number | undefined
  readonly userId: UserId
  readonly sessionId: Id<'session'>
  subscribe(name: string): void
  published(event: ServerEvent): void
  /** What a socket of the topic hears when somebody came or went at another copy; left out where none hears of it. */
  readonly presenceEvent?: ((userId: UserId, isPresent: boolean) => ServerEvent | null) | undefined
  ping(): void
  /** The socket leaves the hub by itself. */
  end(cause: CloseCause): void
}
