import type { RoomId, SessionId, UserId } from '../domain/ids.ts'
import type { Clock } from '../lib/clock.ts'
import type { CloseCause } from './close-codes.ts'
import type { ServerEvent } from './frames.ts'

/** What sockets listen to: a room, or what concerns one user. */
export type Topic = `room:${RoomId}` | `user:${UserId}`

export const roomTopic = (id: RoomId): Topic => `room:${id}`
export const userTopic = (id: UserId): Topic => `user:${id}`

/** One socket of a user, as the hub knows it. */
export interface HubSocket {
  readonly topic: Topic
  readonly userId: UserId
  readonly sessionId: SessionId
  /** Gets everything that the server publishes under a name. */
  subscribe(name: string): void
  /** Is told of what was published to it. */
  published(event: ServerEvent): void
  ping(): void
  /** Ends the socket; it leaves the hub by itself. */
  end(cause: CloseCause): void
}

/** The server's own publishing, which hands a frame to all subscribers at once and gathers those of one turn. */
interface Publisher {
  publish(name: string, frame: string): unknown
}

/** An event for every socket of a topic, but for those of one user where `exceptUserId` is given. */
export interface Publication {
  topic: Topic
  event: ServerEvent
  exceptUserId?: UserId
}

const pingEveryMs = 30_000

/** How many sockets a user may have. */
const maxSocketsOfUser = 20

/**
 * Every open socket of the process: who listens to what, who is there, and what reaches them. It knows nothing of
 * rooms and gigs; the services publish when what they did is durable.
 */
export class Hub {
  /** By topic, then by user. */
  readonly #topics = new Map<Topic, Map<UserId, Set<HubSocket>>>()
  readonly #users = new Map<UserId, Set<HubSocket>>()
  #publisher: Publisher | null = null
  #nextPing: (() => void) | null = null

  constructor(readonly clock: Clock) {}

  /** Publishes through a server from now on; before there is one, there are no sockets. */
  attach(publisher: Publisher | null): void {
    this.#publisher = publisher
  }

  /** Whether one more socket is within the limit of a user. */
  hasSpaceFor(userId: UserId): boolean {
    return (this.#users.get(userId)?.size ?? 0) < maxSocketsOfUser
  }

  join(socket: HubSocket): void {
    const { topic, userId } = socket
    const listeners = this.#topics.get(topic) ?? new Map<UserId, Set<HubSocket>>()
    this.#topics.set(topic, listeners)
    enter(listeners, userId, socket)
    enter(this.#users, userId, socket)
    socket.subscribe(subscriptionOf(topic, userId))
    this.#nextPing ??= this.clock.after(pingEveryMs, () => this.#pingAll())
  }

  leave(socket: HubSocket): void {
    const listeners = this.#topics.get(socket.topic)
    if (listeners) withdraw(listeners, socket.userId, socket)
    if (listeners?.size === 0) this.#topics.delete(socket.topic)
    withdraw(this.#users, socket.userId, socket)
    if (this.#users.size > 0) return
    this.#nextPing?.()
    this.#nextPing = null
  }

  /** Whether a user has a socket on a topic. */
  isPresent(topic: Topic, userId: UserId): boolean {
    return this.#topics.get(topic)?.has(userId) ?? false
  }

  /** Sends an event to every socket of a topic, but for those of one user where `except` is given. */
  publish(topic: Topic, event: ServerEvent, except?: UserId): void {
    const listeners = this.#topics.get(topic)
    if (!listeners) return
    const frame = JSON.stringify(event)
    for (const [userId, sockets] of listeners) {
      if (userId === except) continue
      for (const socket of sockets) socket.published(event)
      this.#publisher?.publish(subscriptionOf(topic, userId), frame)
    }
  }

  /** Ends the sockets of a user's session. */
  endSession(userId: UserId, sessionId: SessionId): void {
    for (const socket of [...(this.#users.get(userId) ?? [])]) {
      if (socket.sessionId === sessionId) socket.end('INVALID_TOKEN')
    }
  }

  endAll(cause: CloseCause): void {
    for (const socket of this.#all()) socket.end(cause)
  }

  /** How many sockets are open. */
  get size(): number {
    return this.#all().length
  }

  #pingAll() {
    this.#nextPing = this.clock.after(pingEveryMs, () => this.#pingAll())
    for (const socket of this.#all()) socket.ping()
  }

  #all(): HubSocket[] {
    return [...this.#users.values()].flatMap(sockets => [...sockets])
  }
}

/** One for each listener of a topic, so that an event can leave one out. */
const subscriptionOf = (topic: Topic, userId: UserId) => `${topic} ${userId}`

const enter = (sets: Map<UserId, Set<HubSocket>>, userId: UserId, socket: HubSocket) => {
  const set = sets.get(userId)
  if (set) set.add(socket)
  else sets.set(userId, new Set([socket]))
}

const withdraw = (sets: Map<UserId, Set<HubSocket>>, userId: UserId, socket: HubSocket) => {
  const set = sets.get(userId)
  set?.delete(socket)
  if (set?.size === 0) sets.delete(userId)
}
