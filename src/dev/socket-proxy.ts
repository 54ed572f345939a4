import type { ServerWebSocket, WebSocketHandler } from 'bun'
import type { Config } from '../config.ts'
import type { UserId } from '../domain/ids.ts'
import { baseUrlOf } from '../http/base-url.ts'
import type { AppServer } from '../http/listeners.ts'
import { pathOf } from '../http/paths.ts'
import { socketSettings } from '../http/sockets.ts'
import { systemClock } from '../lib/clock.ts'
import type { SeededRandom } from '../lib/random.ts'
import type { CloseCause } from '../realtime/close-codes.ts'
import { Connection, type RawSocket, type SocketEvents } from '../realtime/connection.ts'
import type { AppliedConditions } from './fault-rules.ts'
import { rewriteImageUrls } from './image-urls.ts'
import { delayMsOf, type NetworkConditions } from './network-conditions.ts'
import { OrderedDelivery } from './ordered-delivery.ts'
import { recordedFrame } from './recorded-frame.ts'
import type { SocketEnd } from './socket-end.ts'
import { Follower } from './traffic-feed.ts'
import type { EntryKind, LogEntry, TrafficLog } from './traffic-log.ts'

const isSocketTarget = (data: unknown): data is SocketEvents =>
  typeof data === 'object' && data !== null && 'open' in data && typeof data.open === 'function'

const replacementReason = 'This world was closed to make room (MAX_WORLDS) and has been created again.'

interface SocketWorld {
  name: string
  config: Pick<Config, 'publicUrl' | 'trustProxy'>
  isReplacement: boolean
  /** Null is a socket whose connection was rejected. */
  conditionsOf(userId: string | null): AppliedConditions | null
  traffic: TrafficLog
}

/** Worlds share a server, so each publishes through this to its own sockets. */
export class SocketProxy {
  readonly #sockets = new Set<ProxiedSocket>()

  constructor(
    private readonly random: SeededRandom,
    private readonly listeners: AppServer,
  ) {}

  /** `upgrade` and `publish` affect the sockets of this world. */
  serverOf(world: SocketWorld): AppServer {
    const { listeners, random } = this
    return {
      upgrade: (request, { data: target }) => {
        if (target instanceof Follower) return listeners.upgrade(request, { data: target })
        if (!isSocketTarget(target)) return false
        const origin = { baseUrl: baseUrlOf(world.config, request), path: pathOf(request.url) }
        return listeners.upgrade(request, { data: new ProxiedSocket(world, origin, target, random) })
      },
      publish: (topic, frame) => {
        for (const socket of this.#sockets) if (socket.world === world) socket.deliver(topic, frame)
      },
      requestIP: request => listeners.requestIP(request),
    }
  }

  /** Null: of every user. @returns how many */
  close(world: string, userId: string | null, code: number): number {
    const selected = [...this.#sockets].filter(
      socket => socket.world.name === world && (userId === null || socket.userId === userId),
    )
    for (const socket of selected) {
      if (code === 1006) socket.terminate()
      else socket.closeNow(code, 'Closed by the developer.')
    }
    return selected.length
  }

  closeAll({ code, reason }: CloseCause): void {
    for (const socket of [...this.#sockets]) socket.closeNow(code, reason)
  }

  readonly handler: WebSocketHandler<SocketEnd> = {
    ...socketSettings,
    open: ws => {
      if (ws.data instanceof ProxiedSocket) this.#sockets.add(ws.data)
      ws.data.open(ws)
    },
    message: (ws, raw) => ws.data.receive(raw),
    pong: ws => ws.data.pong(),
    close: (ws, code, reason) => {
      if (ws.data instanceof ProxiedSocket) this.#sockets.delete(ws.data)
      ws.data.closed(code, reason)
    },
  }
}

class ProxiedSocket implements RawSocket, SocketEnd {
  #ws: ServerWebSocket<SocketEnd> | null = null
  readonly #topics = new Set<string>()
  readonly #inbound = this.#createDelivery()
  readonly #outbound = this.#createDelivery()
  readonly #createdMs = systemClock.elapsed()

  constructor(
    readonly world: SocketWorld,
    private readonly origin: { baseUrl: string; path: string },
    readonly target: SocketEvents,
    private readonly random: SeededRandom,
  ) {}

  get userId(): UserId | null {
    return this.target instanceof Connection ? this.target.userId : null
  }

  open(ws: ServerWebSocket<SocketEnd>): void {
    this.#ws = ws
    this.target.open(this)
  }

  pong(): void {
    this.target.pong?.()
  }

  closed(code: number, reason: string): void {
    this.#record('socket_closed', { status: code, ms: 0, responseBody: reason === '' ? null : reason })
    this.#ws = null
    this.#inbound.stop()
    this.#outbound.stop()
    this.target.close?.()
  }

  receive(raw: string | Uint8Array): void {
    const outcome = this.#transmit(this.#inbound, () => {
      if (this.#ws) this.target.message?.(this, raw)
    })
    const { frame, body } = recordedFrame(raw)
    this.#record('frame_received', { ...outcome, frame, requestBody: body })
  }

  deliver(topic: string, frame: string): void {
    if (this.#topics.has(topic)) this.sendText(frame)
  }

  subscribe(topic: string): void {
    this.#topics.add(topic)
  }

  sendText(frame: string): void {
    const rewritten = rewriteImageUrls(frame, this.origin.baseUrl)
    const outcome = this.#transmit(this.#outbound, () => void this.#ws?.sendText(rewritten))
    const { frame: type, body, code } = recordedFrame(rewritten)
    this.#record('frame_sent', { ...outcome, frame: type, code, responseBody: body })
  }

  getBufferedAmount(): number {
    return this.#ws?.getBufferedAmount() ?? 0
  }

  ping(): void {
    this.#ws?.ping()
  }

  terminate(): void {
    this.#ws?.terminate()
  }

  close(code?: number, reason?: string): void {
    const conditions = this.world.conditionsOf(this.userId)?.conditions ?? null
    const isRejected = !(this.target instanceof Connection)
    const shown = isRejected && this.world.isReplacement ? replacementReason : reason
    this.#outbound.push(this.#delayMsOf(conditions), () => this.closeNow(code, shown))
  }

  closeNow(code?: number, reason?: string): void {
    this.#ws?.close(code, reason)
  }

  /** @returns what the network does to the frame, for the log */
  #transmit(direction: OrderedDelivery, deliver: () => void) {
    const { ruleId = null, conditions = null } = this.world.conditionsOf(this.userId) ?? {}
    const { random } = this
    if (conditions && random.chance(conditions.loss)) return { ruleId, ms: 0, copies: 0 }
    const delayMs = this.#delayMsOf(conditions)
    const copies = conditions && random.chance(conditions.duplicates) ? 2 : 1
    for (let copy = 0; copy < copies; copy += 1) direction.push(delayMs, deliver)
    return { ruleId, ms: delayMs, copies }
  }

  #record(kind: EntryKind, entry: Partial<LogEntry>): void {
    this.world.traffic.add({ ...entry, kind, path: this.origin.path, userId: this.userId })
  }

  #delayMsOf(conditions: NetworkConditions | null): number {
    return conditions ? delayMsOf(conditions, systemClock.elapsed() - this.#createdMs) : 0
  }

  /** Too many waiting frames break the connection, as full buffers do. */
  #createDelivery(): OrderedDelivery {
    return new OrderedDelivery(systemClock, () => this.terminate())
  }
}
