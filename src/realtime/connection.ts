import { AppError } from '../errors.ts'
import type { Clock } from '../lib/clock.ts'
import type { Id } from '../lib/ids.ts'
import type { Log } from '../lib/log.ts'
import { toTimestamp } from '../lib/timestamp.ts'
import { type CloseCause, closeCodes } from './close-codes.ts'
import { authenticatedEvent, pongEvent, toErrorEvent } from './common-events.ts'
import { type CommonFrame, isCommonFrame } from './common-frames.ts'
import { encodeEvent, type ServerEvent } from './events.ts'
import { FrameQueue } from './frame-queue.ts'
import type { FrameBudget, ReadFrame } from './frames.ts'
import type { Hub } from './hub.ts'
import { socketLimits } from './limits.ts'
import type { Area, HubSocket } from './socket-registry.ts'

/** The user of a socket, until their token and its session end. */
export interface Credential {
  readonly userId: Id<'user'>
  readonly sessionId: Id<'session'>
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

export interface SocketPlatform {
  readonly hub: Hub
  readonly clock: Clock
  readonly log: Log
  verifyToken(token: string): Credential | AppError | Promise<Credential | AppError>
  isSessionOpen(sessionId: Id<'session'>): Promise<boolean>
  /** Counts for its user (ruling G12). @throws AppError RATE_LIMITED, or rejects with it */
  countFrame(budget: FrameBudget, userId: Id<'user'>): void | Promise<void>
}

export interface EventSink {
  send(event: ServerEvent): void
}

export interface SocketHandler<Frame> {
  /** One frame after the other. An error goes to the client, and the connection stays. */
  receive(frame: Frame, socket: EventSink): Promise<void> | void
  joined?(socket: EventSink): void
  /** Called after the connection has left the hub. An earlier frame may still come afterwards. */
  left?(): void
  published?(event: ServerEvent): void
  /** What the socket hears when somebody came or went at another copy of the server; for topics with presence. */
  presenceEvent?(userId: Id<'user'>, isPresent: boolean): ServerEvent | null
}

export interface RawSocket {
  subscribe(name: string): unknown
  sendText(text: string): unknown
  getBufferedAmount(): number
  ping(): unknown
  terminate(): void
  close(code?: number, reason?: string): void
}

export interface SocketEvents {
  open(ws: RawSocket): void
  message?(ws: RawSocket, raw: string | Uint8Array): void
  pong?(): void
  close?(): void
}

interface ConnectionOptions<Frame> {
  topic: string
  area?: Area
  lastOrder?: number
  credential: Credential
  handler: SocketHandler<Frame>
  readFrame: ReadFrame<Frame | CommonFrame>
}

export class Connection<Frame extends { type: string } = { type: string }>
  implements HubSocket, EventSink, SocketEvents
{
  readonly topic: string
  readonly area: Area | null
  readonly lastOrder: number | undefined
  readonly presenceEvent: HubSocket['presenceEvent']
  readonly #handler: SocketHandler<Frame>
  readonly #readFrame: ReadFrame<Frame | CommonFrame>
  readonly #frames: FrameQueue
  #credential: Credential
  #ws: RawSocket | null = null
  #isMember = false
  #missedPings = 0
  /** Since the last ping. */
  #pongs = 0
  #cancelExpiry: () => void = () => {}

  constructor(
    private readonly platform: SocketPlatform,
    { topic, area, lastOrder, credential, handler, readFrame }: ConnectionOptions<Frame>,
  ) {
    this.topic = topic
    this.area = area ?? null
    this.lastOrder = lastOrder
    this.#credential = credential
    this.#handler = handler
    this.presenceEvent = handler.presenceEvent && ((...change) => handler.presenceEvent?.(...change) ?? null)
    this.#readFrame = readFrame
    this.#frames = new FrameQueue(platform.clock, raw => this.#process(raw))
  }

  get userId(): Id<'user'> {
    return this.#credential.userId
  }

  get sessionId(): Id<'session'> {
    return this.#credential.sessionId
  }

  open(ws: RawSocket): void {
    const { hub } = this.platform
    this.#ws = ws
    if (!hub.hasSpaceFor(this.userId)) {
      this.end(closeCodes.TOO_MANY_SOCKETS)
      return
    }
    this.#isMember = true
    this.#handler.joined?.(this)
    hub.join(this)
    this.#holdUntilExpiry()
  }

  message(_ws: RawSocket, raw: string | Uint8Array): void {
    if (!this.#isMember) return
    this.#missedPings = 0
    if (!this.#frames.push(raw)) this.end(closeCodes.TOO_MANY_FRAMES)
  }

  pong(): void {
    if (!this.#isMember) return
    this.#missedPings = 0
    this.#pongs += 1
    if (this.#pongs > socketLimits.maxPongs) this.end(closeCodes.TOO_MANY_FRAMES)
  }

  /** Frames that the client sent before it closed still take effect. */
  close(): void {
    this.#ws = null
    this.#cancelExpiry()
    if (!this.#isMember) return
    this.#isMember = false
    this.platform.hub.leave(this)
    this.#handler.left?.()
  }

  subscribe(name: string): void {
    this.#ws?.subscribe(name)
  }

  published(event: ServerEvent): void {
    this.#handler.published?.(event)
  }

  send(event: ServerEvent): void {
    const text = encodeEvent(event)
    this.#ws?.sendText(text)
    this.platform.hub.backlog.note(text.length)
  }

  get backlogBytes(): number {
    return this.#ws?.getBufferedAmount() ?? 0
  }

  /** A close frame would wait behind all that the client does not read. */
  cutOff(): void {
    this.#ws?.terminate()
  }

  ping(): void {
    if (this.#missedPings === socketLimits.maxMissedPings) {
      this.#ws?.terminate()
      return
    }
    this.#missedPings += 1
    this.#pongs = 0
    this.#ws?.ping()
  }

  /** The waiting frames of a session that has ended must have no effect. */
  end({ code, reason }: CloseCause): void {
    this.#frames.clear()
    this.#ws?.close(code, reason)
  }

  async #process(raw: string | Uint8Array): Promise<void> {
    try {
      const read = this.#readFrame(raw, budget => this.platform.countFrame(budget, this.userId))
      const frame = read instanceof Promise ? await read : read
      if (isCommonFrame(frame)) await this.#answer(frame)
      else await this.#handler.receive(frame, this)
    } catch (error) {
      if (!(error instanceof AppError)) this.#logError(error)
      this.send(toErrorEvent(error, raw))
    }
  }

  /** @throws AppError INVALID_TOKEN, TOKEN_EXPIRED */
  async #answer(frame: CommonFrame): Promise<void> {
    if (frame.type === 'ping') {
      return this.send(pongEvent({ timestamp: toTimestamp(this.platform.clock.now()) }))
    }
    const credential = await this.platform.verifyToken(frame.token)
    if (credential instanceof AppError) throw credential
    if (credential.userId !== this.userId) {
      throw new AppError('INVALID_TOKEN', 'The token is of another user.')
    }
    this.#credential = credential
    this.#holdUntilExpiry()
    this.send(authenticatedEvent({ expires_at: toTimestamp(credential.expiresAt) }))
  }

  #holdUntilExpiry() {
    const { clock } = this.platform
    this.#cancelExpiry()
    // It may have closed while the token was verified.
    if (!this.#isMember) return
    const end = () => this.end(closeCodes.INVALID_TOKEN)
    this.#cancelExpiry = clock.after(this.#credential.expiresAt - clock.now(), end)
    // The session may have ended before the hub knew of this socket.
    this.platform.isSessionOpen(this.sessionId).then(
      isOpen => {
        if (!isOpen) end()
      },
      error => this.#logError(error),
    )
  }

  #logError(error: unknown) {
    this.platform.log.error({ err: error, userId: this.userId, topic: this.topic }, 'a frame failed')
  }
}
