import type { ServerWebSocket, WebSocketHandler } from 'bun'
import type { Config } from '../config.ts'
import { baseUrlOf } from '../http/base-url.ts'
import { socketSettings } from '../http/sockets.ts'
import { systemClock } from '../lib/clock.ts'
import type { SeededRandom } from '../lib/random.ts'
import type { CloseCause } from '../realtime/close-codes.ts'
import { Connection, type RawSocket, type SocketEvents } from '../realtime/connection.ts'
import { withOwnAddresses } from './own-addresses.ts'

/** How the network between a socket and the server behaves. */
export interface LineFaults {
  /** Each frame is late by this, either way. */
  latencyMs: number
  /** The share of frames that never arrive, from 0 to 1. */
  loss: number
  /** The share of frames that arrive twice, from 0 to 1. */
  doubles: number
  /** Again and again, for `openMs` everything gets through and then for `shutMs` nothing; it arrives afterwards. */
  tunnel: { openMs: number; shutMs: number } | null
}

const isAnswering = (data: unknown): data is SocketEvents =>
  typeof data === 'object' && data !== null && 'open' in data && typeof data.open === 'function'

/** What `upgrade` is called with. */
const dataOf = (options: unknown): unknown =>
  typeof options === 'object' && options !== null && 'data' in options ? options.data : null

/** The world of a line, as far as the line knows it. */
export interface LineWorld {
  name: string
  config: Pick<Config, 'publicUrl' | 'trustProxy'>
  /** The faults that are ordered for the sockets of a user at this moment; null is for refused ones. */
  faultsOf(userId: string | null): LineFaults | null
}

/**
 * Stands between the server and the sockets of all worlds, so that each world hears only its own and the network can
 * be made as bad as a real one.
 */
export class Switchboard {
  readonly #lines = new Set<Line>()
  #server: Bun.Server<Line> | null = null

  constructor(private readonly random: SeededRandom) {}

  attach(server: Bun.Server<Line>): void {
    this.#server = server
  }

  /**
   * What a world takes for the server: it upgrades to lines, and publishes to those of this world. Null before there is
   * a server.
   */
  serverOf(world: LineWorld): Bun.Server<unknown> | null {
    const server = this.#server
    if (!server) return null
    const own: Record<string, unknown> = {
      upgrade: (request: Request, options: unknown): boolean => {
        const answering = dataOf(options)
        if (!isAnswering(answering)) return false
        const baseUrl = baseUrlOf(world.config, request)
        return server.upgrade(request, { data: new Line(world, baseUrl, answering, this.random) })
      },
      publish: (name: string, frame: string) => {
        for (const line of this.#lines) if (line.world === world) line.hear(name, frame)
      },
    }
    return new Proxy<Bun.Server<unknown>>(server, {
      get: (target, key): unknown => {
        if (typeof key === 'string' && key in own) return own[key]
        const value: unknown = Reflect.get(target, key)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  }

  /** Closes sockets of a world, all or those of one user. @returns how many */
  kill(world: string, userId: string | null, code: number): number {
    const meant = [...this.#lines].filter(
      line => line.world.name === world && (userId === null || line.userId === userId),
    )
    for (const line of meant) {
      if (code === 1006) line.terminate()
      else line.close(code, 'Closed by the developer.')
    }
    return meant.length
  }

  /** Closes the sockets of all worlds. */
  endAll({ code, reason }: CloseCause): void {
    for (const line of [...this.#lines]) line.close(code, reason)
  }

  readonly handler: WebSocketHandler<Line> = {
    ...socketSettings,
    open: ws => {
      this.#lines.add(ws.data)
      ws.data.begin(ws)
    },
    message: (ws, raw) => ws.data.receive(raw),
    pong: ws => ws.data.answering.pong?.(),
    close: ws => {
      this.#lines.delete(ws.data)
      ws.data.finish()
    },
  }
}

/** One socket: the product's connection takes it for the socket itself. */
class Line implements RawSocket {
  #ws: ServerWebSocket<Line> | null = null
  readonly #topics = new Set<string>()
  readonly #since = systemClock.now()

  constructor(
    readonly world: LineWorld,
    private readonly baseUrl: string,
    readonly answering: SocketEvents,
    private readonly random: SeededRandom,
  ) {}

  get userId(): string | null {
    return this.answering instanceof Connection ? this.answering.userId : null
  }

  begin(ws: ServerWebSocket<Line>): void {
    this.#ws = ws
    this.answering.open(this)
  }

  finish(): void {
    this.#ws = null
    this.answering.close?.()
  }

  receive(raw: string | Uint8Array): void {
    this.#carry(() => {
      if (this.#ws) this.answering.message?.(this, raw)
    })
  }

  hear(name: string, frame: string): void {
    if (this.#topics.has(name)) this.sendText(frame)
  }

  subscribe(name: string): void {
    this.#topics.add(name)
  }

  sendText(frame: string): void {
    const shown = withOwnAddresses(frame, this.baseUrl)
    this.#carry(() => void this.#ws?.sendText(shown))
  }

  ping(): void {
    this.#ws?.ping()
  }

  terminate(): void {
    this.#ws?.terminate()
  }

  close(code?: number, reason?: string): void {
    this.#ws?.close(code, reason)
  }

  /** Takes a frame through the network. */
  #carry(deliver: () => void) {
    const faults = this.world.faultsOf(this.userId)
    if (!faults) return deliver()
    const { random } = this
    if (random.chance(faults.loss)) return
    const lateMs = faults.latencyMs + this.#untilOpenMs(faults)
    const times = random.chance(faults.doubles) ? 2 : 1
    for (let time = 0; time < times; time += 1) {
      if (lateMs === 0) deliver()
      else systemClock.after(lateMs, deliver)
    }
  }

  #untilOpenMs({ tunnel }: LineFaults): number {
    if (!tunnel) return 0
    const atMs = (systemClock.now() - this.#since) % (tunnel.openMs + tunnel.shutMs)
    return Math.max(0, atMs < tunnel.openMs ? 0 : tunnel.openMs + tunnel.shutMs - atMs)
  }
}
