import type { ServerWebSocket } from 'bun'

/** Receives the events of a socket. */
export interface SocketEnd {
  open(ws: ServerWebSocket<SocketEnd>): void
  receive(raw: string | Uint8Array): void
  pong(): void
  closed(code: number, reason: string): void
}
