import type { ServerWebSocket } from 'bun'

/** The data of each socket of a development server: what receives its events. */
export interface SocketEnd {
  open(ws: ServerWebSocket<SocketEnd>): void
  receive(raw: string | Uint8Array): void
  pong(): void
  closed(code: number, reason: string): void
}
