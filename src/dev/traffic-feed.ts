import type { ServerWebSocket } from 'bun'
import type { SocketEnd } from './socket-end.ts'
import type { LogEntry } from './traffic-log.ts'

const maxFollowers = 8

export class TrafficFeed {
  #lastId = 0
  readonly #followers = new Set<Follower>()

  constructor(private readonly encode: (entry: LogEntry) => string) {}

  newFollower(): Follower {
    return new Follower(this.#followers)
  }

  nextId(): number {
    this.#lastId += 1
    return this.#lastId
  }

  /** Encoded only where somebody follows. */
  publish(entry: LogEntry): void {
    if (this.#followers.size === 0) return
    const text = this.encode(entry)
    for (const follower of this.#followers) follower.send(text)
  }

  closeAll(code: number, reason: string): void {
    for (const follower of [...this.#followers]) follower.close(code, reason)
  }
}

/** Receives only. The backpressure limit closes one that reads too slowly. */
export class Follower implements SocketEnd {
  #ws: ServerWebSocket<SocketEnd> | null = null

  constructor(private readonly followers: Set<Follower>) {}

  open(ws: ServerWebSocket<SocketEnd>): void {
    this.#ws = ws
    const [oldest] = this.followers
    if (this.followers.size >= maxFollowers) oldest?.close(1013, 'Others follow the log now.')
    this.followers.add(this)
  }

  receive(): void {}

  pong(): void {}

  closed(): void {
    this.#ws = null
    this.followers.delete(this)
  }

  send(text: string): void {
    this.#ws?.sendText(text)
  }

  close(code: number, reason: string): void {
    this.followers.delete(this)
    this.#ws?.close(code, reason)
  }
}
