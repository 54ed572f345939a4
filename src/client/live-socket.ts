import type { ClientOptions } from './client-options.ts'
import { ChayenityError } from './error.ts'
import type { SocketConstructor, SocketLike } from './socket-like.ts'
import type { Transport } from './transport.ts'

/** `waiting`: the connection was lost, and another attempt follows. `closed`: no more attempts. */
export interface ConnectionState {
  state: 'connecting' | 'open' | 'waiting' | 'closed'
  code: number | null
  reason: string
}

interface Listener<Event> {
  /** The answers to the socket's own frames are left out. */
  event(event: Event): void
  state(state: ConnectionState): void
  opened(): void
  /** All data is that of an earlier time, so what was loaded is void. */
  restored(): void
}

/** Another attempt would end the same way. */
export const finalCloseCodes: ReadonlySet<number> = new Set([4000, 4003, 4004, 4010])

const invalidToken = 4001
const worldRestored = 4009
const tooMany = 4029
const ownEvents: ReadonlySet<string> = new Set(['pong', 'authenticated', 'error'])

const pingEveryMs = 20_000
const pongWithinMs = 10_000
const renewBeforeMs = 60_000
const maxWaitMs = 30_000

const socketOf = (options: Pick<ClientOptions, 'WebSocket'>): SocketConstructor => {
  const Socket: SocketConstructor | undefined = options.WebSocket ?? globalThis.WebSocket
  if (Socket) return Socket
  throw new TypeError(
    'This platform has no WebSocket. Give createClient that of the package ws, as the option WebSocket.',
  )
}

/** Reconnects, later each time, and renews its token before it ends. */
export class LiveSocket<Event extends { type: string; data: unknown }> {
  readonly #transport: Transport
  readonly #path: string
  readonly #listener: Listener<Event>
  readonly #Socket: SocketConstructor
  #socket: SocketLike | null = null
  #attempts = 0
  #isClosed = false
  #lastCode: number | null = null
  #timers: ReturnType<typeof setTimeout>[] = []
  /** Not the token of the store: another tab may have renewed that one. */
  #token = ''
  #pongTimer: ReturnType<typeof setTimeout> | undefined

  /** @throws TypeError where there is no WebSocket, or no whole address */
  constructor(transport: Transport, path: string, listener: Listener<Event>) {
    this.#Socket = socketOf(transport.options)
    if (!/^https?:/i.test(transport.baseUrl))
      throw new TypeError('A live subscription needs a baseUrl with http:// or https://.')
    this.#transport = transport
    this.#path = path
    this.#listener = listener
    if (typeof addEventListener === 'function') addEventListener('online', this.#onOnline)
    // The subscriber gets the subscription before the first event.
    queueMicrotask(() => void this.#connect())
  }

  get isOpen(): boolean {
    return this.#socket?.readyState === 1
  }

  /** @returns false when there is no connection */
  send(frame: { type: string } & Record<string, unknown>): boolean {
    if (!this.isOpen) return false
    this.#socket?.send(JSON.stringify(frame))
    return true
  }

  restart(): void {
    this.#drop()
    this.#later(null, 'The connection is opened anew.')
  }

  close(code: number | null = null, reason = 'It was closed.'): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#drop()
    if (typeof removeEventListener === 'function') removeEventListener('online', this.#onOnline)
    this.#listener.state({ state: 'closed', code, reason })
  }

  async #connect(): Promise<void> {
    if (this.#isClosed) return
    this.#listener.state({ state: 'connecting', code: this.#lastCode, reason: '' })
    try {
      this.#token = await this.#transport.freshToken()
    } catch (error) {
      this.#afterTokenError(error)
      return
    }
    if (!this.#isClosed) this.#open()
  }

  /** Without a session no attempt can succeed; other errors are the network's. */
  #afterTokenError(error: unknown): void {
    const message = error instanceof Error ? error.message : ''
    const isOver = error instanceof ChayenityError && this.#transport.tokens.load() === null
    if (isOver) this.close(invalidToken, message)
    else this.#later(null, message)
  }

  #open(): void {
    const { baseUrl, options } = this.#transport
    const url = new URL(baseUrl + this.#path)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    url.searchParams.set('token', this.#token)
    if (options.world) url.searchParams.set('__world', options.world)
    const socket = this.#construct(url.href)
    if (!socket) return
    this.#socket = socket
    socket.onopen = () => {
      this.#holdToken()
      this.#after(pingEveryMs, () => this.#ping())
      this.#listener.state({ state: 'open', code: this.#lastCode, reason: '' })
      this.#listener.opened()
    }
    socket.onmessage = ({ data }: { data: unknown }) => this.#receive(String(data))
    socket.onclose = ({ code, reason }: { code: number; reason: string }) => {
      this.#drop()
      this.#afterClose(code, reason)
    }
  }

  /** A browser throws for an address that it rejects, such as that of a server without TLS on a page with TLS. */
  #construct(url: string): SocketLike | null {
    try {
      return new this.#Socket(url)
    } catch (error) {
      this.close(null, error instanceof Error ? error.message : '')
      return null
    }
  }

  #receive(text: string): void {
    clearTimeout(this.#pongTimer)
    // A rejected socket opens and closes at once, so only a frame is a success.
    this.#attempts = 0
    const event = JSON.parse(text)
    if (event.type === 'error' && event.data.error_code === 'INVALID_TOKEN') this.restart()
    else if (!ownEvents.has(event.type)) this.#listener.event(event)
  }

  #afterClose(code: number, reason: string): void {
    this.#lastCode = code
    if (code === worldRestored) this.#listener.restored()
    if (finalCloseCodes.has(code)) {
      this.close(code, reason)
      return
    }
    if (code === invalidToken) {
      this.#renew(reason)
      return
    }
    const seconds = code === tooMany ? Number(/\d+/.exec(reason)?.[0] ?? 0) : 0
    this.#later(code, reason, seconds * 1000)
  }

  /** The server rejected it, whatever the clock of this machine says. */
  #renew(reason: string): void {
    const isCurrent = this.#transport.tokens.load()?.access_token === this.#token
    this.#listener.state({ state: 'waiting', code: invalidToken, reason })
    const { logout } = this.#transport
    const renewed = isCurrent ? logout.then(() => this.#transport.refresh()) : Promise.resolve('')
    renewed.then(
      () => this.#retry(),
      error => this.#afterTokenError(error),
    )
  }

  #later(code: number | null, reason: string, atLeastMs = 0): void {
    if (this.#isClosed) return
    this.#listener.state({ state: 'waiting', code, reason })
    this.#retry(atLeastMs)
  }

  #retry(atLeastMs = 0): void {
    if (this.#isClosed) return
    const backOff = Math.min(maxWaitMs, 500 * 2 ** this.#attempts) * (0.5 + Math.random() / 2)
    this.#attempts += 1
    this.#after(Math.max(backOff, atLeastMs), () => void this.#connect())
  }

  /** A connection that breaks silently looks open for minutes. */
  #ping(): void {
    if (!this.send({ type: 'ping' })) return
    this.#pongTimer = setTimeout(() => this.restart(), pongWithinMs)
    this.#after(pingEveryMs, () => this.#ping())
  }

  #holdToken(): void {
    const left = this.#transport.millisecondsLeft(this.#token)
    this.#after(Math.min(Math.max(left - renewBeforeMs, left / 2, 1000), 2 ** 31 - 1), async () => {
      try {
        this.#token = await this.#transport.refresh()
        this.send({ type: 'authenticate', token: this.#token })
        this.#holdToken()
      } catch {
        // The server closes the socket when the old token ends. The next attempt renews it.
      }
    })
  }

  #onOnline = (): void => {
    if (this.#isClosed || this.isOpen) return
    this.#drop()
    this.#attempts = 0
    void this.#connect()
  }

  #after(ms: number, work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers = this.#timers.filter(other => other !== timer)
      work()
    }, ms)
    this.#timers.push(timer)
  }

  #drop(): void {
    for (const timer of [...this.#timers, this.#pongTimer]) clearTimeout(timer)
    this.#timers = []
    const socket = this.#socket
    this.#socket = null
    if (!socket) return
    socket.onopen = null
    socket.onmessage = null
    socket.onclose = null
    socket.close()
  }
}
