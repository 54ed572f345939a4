import type { Clock } from '../lib/clock.ts'
import type { Coordinates } from '../lib/geo.ts'
import type { Id } from '../lib/ids.ts'
import { AreaIndex } from './area-index.ts'
import { Backlog } from './backlog.ts'
import { type CloseCause, closeCodes } from './close-codes.ts'
import { encodeEvent, type ServerEvent } from './events.ts'
import { socketLimits } from './limits.ts'
import { type Area, type HubSocket, SocketRegistry } from './socket-registry.ts'

type UserId = Id<'user'>

export interface Publication {
  readonly topic: string
  readonly event: ServerEvent
  readonly exceptUserId?: UserId | undefined
}

/** For all topics whose area contains `before` or `after`; null before it was there, or after it is gone. */
export interface AreaPublication {
  readonly before: Coordinates | null
  readonly after: Coordinates | null
  /** For topics that contain `after` alone, both places, or `before` alone. */
  appeared(baseUrl: string): ServerEvent
  changed(baseUrl: string): ServerEvent
  gone(baseUrl: string): ServerEvent
}

/** Reaches all sockets that subscribed to the name. Bun gathers the texts of one turn. */
export interface Publisher {
  publish(name: string, text: string): unknown
}

/** Every open socket of the process, on all its servers. Publish only what is durable. */
export class Hub {
  readonly #sockets = new SocketRegistry()
  readonly backlog = new Backlog(() => this.#sockets.all())
  readonly #areas = new Map<string, Area>()
  readonly #areaIndex = new AreaIndex()
  readonly #publishers = new Set<Publisher>()
  #cancelPing: (() => void) | null = null

  constructor(private readonly clock: Clock) {}

  attach(publisher: Publisher): void {
    this.#publishers.add(publisher)
  }

  detach(publisher: Publisher): void {
    this.#publishers.delete(publisher)
  }

  hasSpaceFor(userId: UserId): boolean {
    return this.#sockets.ofUser(userId).length < socketLimits.maxSocketsPerUser
  }

  join(socket: HubSocket): void {
    const { topic, area } = socket
    if (area && !this.#areas.has(topic)) {
      this.#areas.set(topic, area)
      this.#areaIndex.add(topic, area.boxes)
    }
    this.#sockets.add(socket)
    socket.subscribe(subscriptionOf(socket.topic, socket.userId))
    this.#cancelPing ??= this.#schedulePing()
  }

  leave(socket: HubSocket): void {
    this.#sockets.remove(socket)
    const { topic, area } = socket
    if (area && this.#sockets.listeners(topic).size === 0) {
      this.#areas.delete(topic)
      this.#areaIndex.remove(topic)
    }
    if (this.#sockets.userCount > 0) return
    this.#cancelPing?.()
    this.#cancelPing = null
  }

  isPresent(topic: string, userId: UserId): boolean {
    return this.#sockets.listeners(topic).has(userId)
  }

  publish({ topic, event, exceptUserId }: Publication): void {
    if (this.#sockets.listeners(topic).size === 0) return
    this.#deliver(topic, event, encodeEvent(event), exceptUserId)
  }

  publishAll(publications: readonly Publication[]): void {
    for (const publication of publications) this.publish(publication)
  }

  /** Made and encoded once for all areas of an address, and not at all when there is none. */
  publishToAreas({ before, after, ...events }: AreaPublication): void {
    if (this.#areas.size === 0) return
    const left = before ? this.#areaIndex.at(before) : noTopics
    const entered = after ? this.#areaIndex.at(after) : noTopics
    this.#deliverAll(entered.difference(left), events.appeared)
    this.#deliverAll(entered.intersection(left), events.changed)
    this.#deliverAll(left.difference(entered), events.gone)
  }

  #deliverAll(topics: ReadonlySet<string>, makeEvent: (baseUrl: string) => ServerEvent): void {
    const made = new Map<string, { event: ServerEvent; text: string }>()
    for (const topic of topics) {
      const baseUrl = this.#areas.get(topic)?.baseUrl ?? ''
      let known = made.get(baseUrl)
      if (!known) {
        const event = makeEvent(baseUrl)
        known = { event, text: encodeEvent(event) }
        made.set(baseUrl, known)
      }
      this.#deliver(topic, known.event, known.text)
    }
  }

  #deliver(topic: string, event: ServerEvent, text: string, exceptUserId?: UserId): void {
    for (const [userId, sockets] of this.#sockets.listeners(topic)) {
      if (userId === exceptUserId) continue
      for (const socket of sockets) socket.published(event)
      for (const publisher of this.#publishers) publisher.publish(subscriptionOf(topic, userId), text)
      this.backlog.note(text.length * sockets.size)
    }
  }

  endSession(userId: UserId, sessionId: Id<'session'>): void {
    for (const socket of this.#sockets.ofUser(userId)) {
      if (socket.sessionId === sessionId) socket.end(closeCodes.INVALID_TOKEN)
    }
  }

  endAll(cause: CloseCause): void {
    for (const socket of this.#sockets.all()) socket.end(cause)
  }

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

const noTopics: ReadonlySet<string> = new Set()

/** One for each user of a topic, so that an event can leave one out. */
const subscriptionOf = (topic: string, userId: UserId) => `${topic} ${userId}`
