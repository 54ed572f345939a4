import type { ServerWebSocket } from 'bun'

export interface SocketEnd {
  open(ws: ServerWebSocket<SocketEnd>): void
  receive(raw: string | Uint8Array): void
  pong(): void
  closed(code: number, reason: string): void
}
