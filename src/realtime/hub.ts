import type { SessionId } from '../domain/auth/store.ts'
import type { RoomId } from '../domain/chat/store.ts'
import type { UserId } from '../domain/users/store.ts'
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
  /** Hands an event to the network, already written as a frame, and never waits. */
  receive(event: ServerEvent, frame: string): void
  ping(): void
  /** Ends the socket; it leaves the hub by itself. */
  end(cause: CloseCause): void
}

const pingEveryMs = 30_000

/** How many sockets a user may have. */
const mostSocketsOfUser = 20

/**
 * Every open socket of the process: who listens to what, who is there, and what reaches them. It knows nothing of
 * rooms and gigs; the services publish when what they did is durable.
 */
export class Hub {
  readonly #topics = new Map<Topic, Set<HubSocket>>()
  readonly #users = new Map<UserId, Set<HubSocket>>()
  #nextPing: (() => void) | null = null

  constructor(readonly clock: Clock) {}

  /** Whether one more socket is within the limit of a user. */
  hasSpaceFor(userId: UserId): boolean {
    return (this.#users.get(userId)?.size ?? 0) < mostSocketsOfUser
  }

  join(socket: HubSocket): void {
    enter(this.#topics, socket.topic, socket)
    enter(this.#users, socket.userId, socket)
    this.#nextPing ??= this.clock.after(pingEveryMs, () => this.#pingAll())
  }

  leave(socket: HubSocket): void {
    withdraw(this.#topics, socket.topic, socket)
    withdraw(this.#users, socket.userId, socket)
    if (this.#users.size > 0) return
    this.#nextPing?.()
    this.#nextPing = null
  }

  /** Whether a user has a socket on a topic. */
  isPresent(topic: Topic, userId: UserId): boolean {
    for (const socket of this.#topics.get(topic) ?? []) if (socket.userId === userId) return true
    return false
  }

  /** Sends an event to every socket of a topic, but for those of one user where `except` is given. */
  publish(topic: Topic, event: ServerEvent, except?: UserId): void {
    const sockets = this.#topics.get(topic)
    if (!sockets) return
    const frame = JSON.stringify(event)
    for (const socket of sockets) if (socket.userId !== except) socket.receive(event, frame)
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

const enter = <Key>(sets: Map<Key, Set<HubSocket>>, key: Key, socket: HubSocket) => {
  const set = sets.get(key)
  if (set) set.add(socket)
  else sets.set(key, new Set([socket]))
}

const withdraw = <Key>(sets: Map<Key, Set<HubSocket>>, key: Key, socket: HubSocket) => {
  const set = sets.get(key)
  set?.delete(socket)
  if (set?.size === 0) sets.delete(key)
}
