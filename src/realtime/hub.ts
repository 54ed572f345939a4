import type { Clock } from '../lib/clock.ts'
import type { Id } from '../lib/ids.ts'
import { type CloseCause, closeCodes } from './close-codes.ts'
import { encodeEvent, type ServerEvent } from './events.ts'
import { socketLimits } from './limits.ts'
import { type HubSocket, SocketRegistry } from './socket-registry.ts'

type UserId = Id<'user'>

/** An event for all sockets of a topic, except those of one user. */
export interface Publication {
  readonly topic: string
  readonly event: ServerEvent
  readonly exceptUserId?: UserId | undefined
}

/** A server that hands a text to all its sockets that subscribed to a name. Bun gathers the texts of one turn. */
export interface Publisher {
  publish(name: string, text: string): unknown
}

/**
 * Every open socket of the process, on all its servers: topics, presence, and the way of an event to its sockets.
 * Publish only what is durable.
 */
export class Hub {
  readonly #sockets = new SocketRegistry()
  readonly #publishers = new Set<Publisher>()
  #cancelPing: (() => void) | null = null

  constructor(private readonly clock: Clock) {}

  /** Publishes through this server too, from now on. */
  attach(publisher: Publisher): void {
    this.#publishers.add(publisher)
  }

  detach(publisher: Publisher): void {
    this.#publishers.delete(publisher)
  }

  /** Whether one more socket is within the limit of a user. */
  hasSpaceFor(userId: UserId): boolean {
    return this.#sockets.ofUser(userId).length < socketLimits.maxSocketsPerUser
  }

  join(socket: HubSocket): void {
    this.#sockets.add(socket)
    socket.subscribe(subscriptionOf(socket.topic, socket.userId))
    this.#cancelPing ??= this.#schedulePing()
  }

  leave(socket: HubSocket): void {
    this.#sockets.remove(socket)
    if (this.#sockets.userCount > 0) return
    this.#cancelPing?.()
    this.#cancelPing = null
  }

  /** Whether a user has a socket on a topic. */
  isPresent(topic: string, userId: UserId): boolean {
    return this.#sockets.listeners(topic).has(userId)
  }

  publish({ topic, event, exceptUserId }: Publication): void {
    const listeners = this.#sockets.listeners(topic)
    if (listeners.size === 0) return
    const text = encodeEvent(event)
    for (const [userId, sockets] of listeners) {
      if (userId === exceptUserId) continue
      for (const socket of sockets) socket.published(event)
      for (const publisher of this.#publishers) publisher.publish(subscriptionOf(topic, userId), text)
    }
  }

  /** In this order. */
  publishAll(publications: readonly Publication[]): void {
    for (const publication of publications) this.publish(publication)
  }

  /** Closes the sockets of a user's session. */
  endSession(userId: UserId, sessionId: Id<'session'>): void {
    for (const socket of this.#sockets.ofUser(userId)) {
      if (socket.sessionId === sessionId) socket.end(closeCodes.INVALID_TOKEN)
    }
  }

  endAll(cause: CloseCause): void {
    for (const socket of this.#sockets.all()) socket.end(cause)
  }

  /** How many sockets are open. */
  get size(): number {
    return this.#sockets.all().length
  }

  /** One timer for all sockets. The first ping of a socket may be early and is never late. */
  #schedulePing(): () => void {
    return this.clock.after(socketLimits.pingIntervalMs, () => {
      this.#cancelPing = this.#schedulePing()
      for (const socket of this.#sockets.all()) socket.ping()
    })
  }
}

/** One for each user of a topic, so that an event can leave one out. */
const subscriptionOf = (topic: string, userId: UserId) => `${topic} ${userId}`
