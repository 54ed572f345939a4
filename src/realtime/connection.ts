import type { Context } from '../context.ts'
import type { Credential } from '../domain/auth/guard.ts'
import type { SessionId, UserId } from '../domain/ids.ts'
import { AppError } from '../errors.ts'
import { type CloseCause, closeCodes } from './close-codes.ts'
import { errorEvent, type ServerEvent } from './frames.ts'
import type { HubSocket, Topic } from './hub.ts'

/** What a kind of socket does with its connections. */
export interface Conversation {
  /** Takes a frame; what it throws is told to the client, and the connection stays. */
  receive(connection: Connection, raw: string | Uint8Array): Promise<void> | void
  /** Called before the connection is in the hub. */
  joined?(): void
  /** Called when the connection is out of the hub. */
  left?(): void
  /** Called for everything that reaches the connection through its topic. */
  published?(event: ServerEvent): void
}

/** What a connection needs of the socket of the server. */
export interface Peer {
  subscribe(topic: string): unknown
  sendText(frame: string): unknown
  ping(): unknown
  terminate(): void
  close(code?: number, reason?: string): void
}

/** Frames a second that may go on for ever, and how many more may come at once. */
const framesPerSecond = 20
const framesAtOnce = 40

/** A ping goes out every 30 seconds: at the next one, a peer that missed two has been silent for 90. */
const maxMissedPings = 2

type Platform = Pick<Context, 'hub' | 'clock' | 'log' | 'store'>

/** One socket from its upgrade to its end. The server calls `open`, `message`, `pong` and `close` on it. */
export class Connection implements HubSocket {
  #ws: Peer | null = null
  #isMember = false
  #missedPings = 0
  #frameBudget = framesAtOnce
  #budgetedAt: number
  #cancelExpiry: () => void = () => {}

  constructor(
    readonly platform: Platform,
    readonly topic: Topic,
    private credential: Credential,
    readonly conversation: Conversation,
  ) {
    this.#budgetedAt = platform.clock.now()
  }

  get userId(): UserId {
    return this.credential.userId
  }

  get sessionId(): SessionId {
    return this.credential.sessionId
  }

  open(ws: Peer): void {
    const { hub } = this.platform
    this.#ws = ws
    if (!hub.hasSpaceFor(this.userId)) {
      this.end('TOO_MANY_SOCKETS')
      return
    }
    this.#isMember = true
    this.conversation.joined?.()
    hub.join(this)
    this.#holdUntilExpiry()
  }

  message(_ws: Peer, raw: string | Uint8Array): void {
    if (!this.#isMember) return
    this.#missedPings = 0
    if (this.#spendFrame()) void this.#take(raw)
    else this.end('TOO_MANY_FRAMES')
  }

  pong(): void {
    this.#missedPings = 0
  }

  close(): void {
    this.#ws = null
    this.#cancelExpiry()
    if (!this.#isMember) return
    this.#isMember = false
    this.platform.hub.leave(this)
    this.conversation.left?.()
  }

  subscribe(name: string): void {
    this.#ws?.subscribe(name)
  }

  published(event: ServerEvent): void {
    this.conversation.published?.(event)
  }

  /** Answers this connection alone. */
  tell(event: ServerEvent): void {
    this.#ws?.sendText(JSON.stringify(event))
  }

  ping(): void {
    if (this.#missedPings === maxMissedPings) {
      this.#ws?.terminate()
      return
    }
    this.#missedPings += 1
    this.#ws?.ping()
  }

  end(cause: CloseCause): void {
    const { code, reason } = closeCodes[cause]
    this.#ws?.close(code, reason)
  }

  /** Goes on with another token of the same user. @throws AppError INVALID_TOKEN */
  renew(credential: Credential): void {
    if (credential.userId !== this.userId)
      throw new AppError('INVALID_TOKEN', 'The token is of another user.')
    this.credential = credential
    this.#holdUntilExpiry()
  }

  #holdUntilExpiry() {
    const { clock, store } = this.platform
    this.#cancelExpiry()
    this.#cancelExpiry = clock.after(this.credential.expiresAt - clock.now(), () => this.end('INVALID_TOKEN'))
    // The session may have ended a moment ago, when the hub did not know yet that this socket belongs to it.
    store.sessions.find(this.sessionId).then(
      session => {
        if (session?.endedAt !== null) this.end('INVALID_TOKEN')
      },
      error => this.#noteFault(error),
    )
  }

  async #take(raw: string | Uint8Array) {
    try {
      await this.conversation.receive(this, raw)
    } catch (error) {
      if (!(error instanceof AppError)) this.#noteFault(error)
      this.tell(errorEvent(error, raw))
    }
  }

  #noteFault(error: unknown) {
    this.platform.log.error({ err: error, userId: this.userId, topic: this.topic }, 'a frame failed')
  }

  /** A token bucket: it holds `framesAtOnce` and fills again at `framesPerSecond`. */
  #spendFrame(): boolean {
    const now = this.platform.clock.now()
    const earned = (Math.max(0, now - this.#budgetedAt) / 1000) * framesPerSecond
    this.#frameBudget = Math.min(framesAtOnce, this.#frameBudget + earned)
    this.#budgetedAt = now
    if (this.#frameBudget < 1) return false
    this.#frameBudget -= 1
    return true
  }
}
