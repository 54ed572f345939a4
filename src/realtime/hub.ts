import type { Clock } from '../lib/clock.ts'
import type { Coordinates } from '../lib/geo.ts'
import type { Id } from '../lib/ids.ts'
import { type AreaEventKind, AreaTopics } from './area-topics.ts'
import { Backlog } from './backlog.ts'
import { type CloseCause, closeCodes } from './close-codes.ts'
import { type EventDeclaration, encodeEvent, type ServerEvent } from './events.ts'
import { socketLimits } from './limits.ts'
import type { Presence } from './remote-presence.ts'
import { type HubSocket, SocketRegistry } from './socket-registry.ts'
import { TopicOrder } from './topic-order.ts'

type UserId = Id<'user'>

export interface Publication {
  readonly topic: string
  readonly event: ServerEvent
  readonly exceptUserId?: UserId | undefined
  /** Its number in the topic. From several copies of the server, those of a topic are delivered in this order. */
  readonly order?: number | undefined
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

/** An event of another copy, as text. */
export interface RemotePublication extends Pick<Publication, 'topic' | 'exceptUserId' | 'order'> {
  readonly type: string
  readonly text: string
}

export interface RemoteAreaPublication extends Pick<AreaPublication, 'before' | 'after'> {
  /** The texts of the events that it can be, with `base` in the place of the address of a server. */
  readonly texts: Partial<Record<AreaEventKind, string>>
  readonly base: string
}

/** The way to the hubs of other copies of the server. */
export interface Exchange {
  publish(publication: Publication, text: string): void
  publishToAreas(publication: AreaPublication): void
  endSession(userId: UserId, sessionId: Id<'session'>): void
  /** Tells that the first socket of somebody has come to a topic of this copy, or the last one has gone. */
  setPresent(presence: Presence, isPresent: boolean): void
  /** At another copy. */
  isPresent(topic: string, userId: UserId): boolean
}

/** Reaches all sockets that subscribed to the name. Bun gathers the texts of one turn. */
export interface Publisher {
  publish(name: string, text: string): unknown
}

/** How long it takes to close all sockets that have to catch up: they would all come back at once. */
const catchUpMs = 3000

/** Every open socket of the process, on all its servers. Publish only what is durable. */
export class Hub {
  readonly #sockets = new SocketRegistry()
  readonly backlog = new Backlog(() => this.#sockets.all())
  readonly #areas = new AreaTopics()
  readonly #publishers = new Set<Publisher>()
  readonly #order: TopicOrder
  #exchange: Exchange | null = null
  #declarations: ReadonlyMap<string, EventDeclaration> = new Map()
  #cancelPing: (() => void) | null = null

  constructor(private readonly clock: Clock) {
    this.#order = new TopicOrder(clock)
  }

  /** Publishes to other copies of the server too from now on. @param declarations of the events that they publish */
  connect(exchange: Exchange, declarations: readonly EventDeclaration[]): void {
    this.#declarations = new Map(declarations.map(declaration => [declaration.type, declaration]))
    this.#exchange = exchange
  }

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
    const { topic, area, lastOrder } = socket
    if (this.#exchange && lastOrder !== undefined) this.#order.begin(topic, lastOrder + 1)
    if (area) this.#areas.add(topic, area)
    const isFirst = !this.#sockets.listeners(topic).has(socket.userId)
    this.#sockets.add(socket)
    if (isFirst && socket.presenceEvent) this.#exchange?.setPresent([topic, socket.userId], true)
    socket.subscribe(subscriptionOf(socket.topic, socket.userId))
    this.#cancelPing ??= this.#schedulePing()
  }

  leave(socket: HubSocket): void {
    const { topic, userId } = socket
    const wasThere = this.#sockets.listeners(topic).has(userId)
    this.#sockets.remove(socket)
    const listeners = this.#sockets.listeners(topic)
    if (wasThere && !listeners.has(userId) && socket.presenceEvent)
      this.#exchange?.setPresent([topic, userId], false)
    if (listeners.size === 0) {
      this.#order.forget(topic)
      this.#areas.remove(topic)
    }
    if (this.#sockets.userCount > 0) return
    this.#cancelPing?.()
    this.#cancelPing = null
  }

  /** Whether somebody has a socket at a topic, here or at another copy. */
  isPresent(topic: string, userId: UserId): boolean {
    return this.#sockets.listeners(topic).has(userId) || (this.#exchange?.isPresent(topic, userId) ?? false)
  }

  publish(publication: Publication): void {
    const { topic, event, exceptUserId, order } = publication
    if (!this.#exchange) {
      this.publishHere(publication)
      return
    }
    const text = encodeEvent(event)
    this.#exchange.publish(publication, text)
    this.#deliverInOrder(topic, order, () => this.#deliver(topic, event, text, exceptUserId))
  }

  /** To the sockets of this copy alone. */
  publishHere({ topic, event, exceptUserId }: Publication): void {
    if (this.#sockets.listeners(topic).size === 0) return
    this.#deliver(topic, event, encodeEvent(event), exceptUserId)
  }

  /** Delivers what another copy has published. */
  receive({ topic, type, text, exceptUserId, order }: RemotePublication): void {
    this.#deliverInOrder(topic, order, () => {
      const declaration = this.#declarations.get(type)
      const event = declaration ? { type, data: JSON.parse(text).data, declaration } : null
      this.#deliver(topic, event, text, exceptUserId)
    })
  }

  #deliverInOrder(topic: string, order: number | undefined, deliver: () => void): void {
    if (this.#sockets.listeners(topic).size === 0) return
    if (order === undefined) deliver()
    else this.#order.enter(topic, order, deliver)
  }

  publishAll(publications: readonly Publication[]): void {
    for (const publication of publications) this.publish(publication)
  }

  publishToAreas(publication: AreaPublication): void {
    this.#exchange?.publishToAreas(publication)
    this.#deliverToAreas(publication, (kind, baseUrl) => {
      const event = publication[kind](baseUrl)
      return { event, text: encodeEvent(event) }
    })
  }

  receiveForAreas({ before, after, texts, base }: RemoteAreaPublication): void {
    this.#deliverToAreas({ before, after }, (kind, baseUrl) => {
      const text = texts[kind]?.replaceAll(base, () => JSON.stringify(baseUrl).slice(1, -1))
      return text === undefined ? null : { event: null, text }
    })
  }

  #deliverToAreas(
    places: Pick<AreaPublication, 'before' | 'after'>,
    make: Parameters<AreaTopics['forEachAt']>[1],
  ): void {
    this.#areas.forEachAt(places, make, (topic, { event, text }) => this.#deliver(topic, event, text))
  }

  #deliver(topic: string, event: ServerEvent | null, text: string, exceptUserId?: UserId): void {
    for (const [userId, sockets] of this.#sockets.listeners(topic)) {
      if (userId === exceptUserId) continue
      if (event) for (const socket of sockets) socket.published(event)
      for (const publisher of this.#publishers) publisher.publish(subscriptionOf(topic, userId), text)
      this.backlog.note(text.length * sockets.size)
    }
  }

  /** Everybody who has a socket here at a topic whose sockets hear who is present. */
  presences(): Presence[] {
    return this.#sockets.presences()
  }

  /** Tells the others at a topic that somebody is there or is not any more, as far as this copy alone did not know it. */
  presenceChanged([topic, userId]: Presence, isPresent: boolean): void {
    const listeners = this.#sockets.listeners(topic)
    if (listeners.has(userId)) return
    const [socket] = [...listeners.values()].flatMap(sockets => [...sockets])
    const event = socket?.presenceEvent?.(userId, isPresent)
    if (event) this.publishHere({ topic, event, exceptUserId: userId })
  }

  /** Closes the sockets that may have missed events, a few at a time; their clients come back and catch up. */
  catchUp(): void {
    const sockets = this.#sockets.all()
    for (const [at, socket] of sockets.entries())
      this.clock.after((at / sockets.length) * catchUpMs, () => socket.end(closeCodes.EVENTS_MISSED))
  }

  /** Closes the sockets of a session, at every copy. */
  endSession(userId: UserId, sessionId: Id<'session'>): void {
    this.endSessionHere(userId, sessionId)
    this.#exchange?.endSession(userId, sessionId)
  }

  endSessionHere(userId: UserId, sessionId: Id<'session'>): void {
    for (const socket of this.#sockets.ofUser(userId)) {
      if (socket.sessionId === sessionId) socket.end(closeCodes.INVALID_TOKEN)
    }
  }

  endAll(cause: CloseCause): void {
    for (const socket of this.#sockets.all()) socket.end(cause)
  }

  /** Of the open sockets, each once. */
  sessions(): { userId: UserId; sessionId: Id<'session'> }[] {
    const bySession = new Map(
      this.#sockets.all().map(({ userId, sessionId }) => [sessionId, { userId, sessionId }]),
    )
    return [...bySession.values()]
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

/** One for each user of a topic, so that an event can leave one out. */
const subscriptionOf = (topic: string, userId: UserId) => `${topic} ${userId}`
