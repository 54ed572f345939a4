import type { ChatMessage, Operations, RoomEvent } from './api.ts'
import { ChayenityError } from './error.ts'
import { type ConnectionState, LiveSocket } from './live-socket.ts'
import type { Transport } from './transport.ts'
import { newKey, wait } from './waiting.ts'

/**
 * The events of the server, `connection` whenever its state changes, and `restored` when a development server
 * put its data back, so that what was loaded is void.
 */
export type RoomUpdate =
  | RoomEvent
  | { type: 'connection'; data: ConnectionState }
  | { type: 'restored'; data: Record<string, never> }

export interface RoomOptions {
  /** 0 to 100; 50 unless it is given. */
  history?: number | undefined
}

export interface RoomSubscription {
  readonly isOpen: boolean
  /**
   * Sends a message exactly once, in the order of the calls. Waits for a connection; rejects when the server
   * rejects the message or the subscription is closed.
   */
  send(message: { content?: string; image_url?: string; client_id?: string }): Promise<ChatMessage>
  /** Shown to the other person; to be repeated every few seconds. */
  typing(isTyping: boolean): void
  read(): void
  close(): void
}

/** Messages come in the order of `seq`, each once and without a gap. */
export class Room implements RoomSubscription {
  readonly #api: Pick<Operations, 'getMessages' | 'sendMessage'>
  readonly #roomId: string
  readonly #listener: (update: RoomUpdate) => void
  readonly #history: number
  readonly #socket: LiveSocket<RoomEvent>
  /** Behind a gap, or before the missed ones are known. */
  readonly #waiting = new Map<number, ChatMessage>()
  /** The last one without a gap before it; null until the history is known. */
  #last: { seq: number; id: string | null } | null = null
  #isCatchingUp = false
  #outbox: Promise<unknown> = Promise.resolve()
  #isClosed = false
  #hasToRead = false
  readonly #closing = new AbortController()

  constructor(
    transport: Transport,
    api: Pick<Operations, 'getMessages' | 'sendMessage'>,
    roomId: string,
    listener: (update: RoomUpdate) => void,
    { history = 50 }: RoomOptions = {},
  ) {
    this.#api = api
    this.#roomId = roomId
    this.#listener = listener
    this.#history = history
    this.#socket = new LiveSocket(transport, `/ws/chat/${encodeURIComponent(roomId)}`, {
      event: event => (event.type === 'message' ? this.#take(event.data) : listener(event)),
      state: state => this.#changeState(state),
      opened: () => {
        if (this.#hasToRead) this.read()
        void this.#catchUp()
      },
      restored: () => this.#forget(),
    })
  }

  get isOpen(): boolean {
    return this.#socket.isOpen
  }

  send({
    content,
    image_url,
    client_id = newKey(),
  }: Parameters<RoomSubscription['send']>[0]): Promise<ChatMessage> {
    const sent = this.#outbox.then(() => this.#deliver({ content, image_url, client_id }))
    this.#outbox = sent.catch(() => {})
    return sent
  }

  typing(isTyping: boolean): void {
    this.#socket.send({ type: 'typing', is_typing: isTyping })
  }

  read(): void {
    this.#hasToRead = !this.#socket.send({ type: 'read' })
  }

  close(): void {
    this.#socket.close()
  }

  #changeState(state: ConnectionState): void {
    if (state.state === 'closed') {
      this.#isClosed = true
      this.#closing.abort(
        new ChayenityError('The subscription was closed.', { status: 0, code: 'CONNECTION_FAILED' }),
      )
    }
    this.#listener({ type: 'connection', data: state })
  }

  #forget(): void {
    this.#last = null
    this.#waiting.clear()
    this.#listener({ type: 'restored', data: {} })
  }

  async #deliver(message: {
    content: string | undefined
    image_url: string | undefined
    client_id: string
  }): Promise<ChatMessage> {
    const { signal } = this.#closing
    for (let attempt = 0; ; attempt += 1) {
      signal.throwIfAborted()
      try {
        const input = { room_id: this.#roomId, ...message }
        const sent = await this.#api.sendMessage(input, { idempotencyKey: message.client_id, signal })
        this.#take(sent)
        return sent
      } catch (error) {
        if (!(error instanceof ChayenityError) || !mayPass(error)) throw error
        await wait(
          Math.max((error.retryAfterSeconds ?? 0) * 1000, Math.min(10_000, 500 * 2 ** attempt)),
          signal,
        )
      }
    }
  }

  #take(message: ChatMessage): void {
    if (this.#last && message.seq <= this.#last.seq) return
    this.#waiting.set(message.seq, message)
    if (this.#isCatchingUp || !this.#last) return
    this.#passOn()
    if (this.#waiting.size > 0) void this.#catchUp()
  }

  #passOn(): void {
    if (!this.#last) return
    for (const seq of [...this.#waiting.keys()].sort((one, other) => one - other)) {
      const message = this.#waiting.get(seq)
      if (!message || seq > this.#last.seq + 1) return
      this.#waiting.delete(seq)
      if (seq <= this.#last.seq) continue
      this.#last = { seq, id: message.id }
      this.#listener({ type: 'message', data: message })
    }
  }

  /** The socket opens first, so that nothing is missed in between. */
  async #catchUp(): Promise<void> {
    if (this.#isCatchingUp || this.#isClosed) return
    this.#isCatchingUp = true
    try {
      await (this.#last?.id ? this.#fetchAfter(this.#last.id) : this.#fetchNewest())
      this.#isCatchingUp = false
      this.#passOn()
      if (this.#waiting.size > 0) this.#socket.restart()
    } catch (error) {
      this.#isCatchingUp = false
      if (this.#isClosed) return
      if (error instanceof ChayenityError && [401, 403, 404].includes(error.status)) {
        this.#socket.close(null, error.message)
      } else this.#socket.restart()
    }
  }

  async #fetchAfter(id: string): Promise<void> {
    for (let after = id, hasMore = true; hasMore; ) {
      const page = await this.#api.getMessages(
        { room_id: this.#roomId, after, limit: 100 },
        { signal: this.#closing.signal },
      )
      for (const message of page.messages) this.#waiting.set(message.seq, message)
      after = page.messages.at(-1)?.id ?? after
      hasMore = page.has_more && page.messages.length > 0
      this.#passOn()
    }
  }

  /** The history at first; later, in a room that was empty, everything. */
  async #fetchNewest(): Promise<void> {
    const isFirst = this.#last === null
    for (let skip = 0, hasMore = true; hasMore; skip += 100) {
      const limit = isFirst ? Math.max(1, this.#history) : 100
      const page = await this.#api.getMessages(
        { room_id: this.#roomId, skip, limit },
        { signal: this.#closing.signal },
      )
      for (const message of page.messages) this.#waiting.set(message.seq, message)
      hasMore = !isFirst && page.has_more
      const [oldest] = page.messages
      const newest = page.messages.at(-1)
      if (isFirst && this.#history === 0 && newest) this.#last = { seq: newest.seq, id: newest.id }
      else if (isFirst) this.#last = { seq: oldest ? oldest.seq - 1 : 0, id: null }
    }
    this.#passOn()
  }
}

const mayPass = (error: ChayenityError): boolean =>
  error.isConnectionProblem || error.status === 429 || error.status === 503
