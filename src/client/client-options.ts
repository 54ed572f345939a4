import type { ChayenityError } from './error.ts'
import type { TokenStore } from './session.ts'
import type { SocketConstructor } from './socket-like.ts'

export interface ClientOptions {
  /** An address such as https://api.example.com; it may have a path. */
  baseUrl: string
  /** Tokens are kept in memory unless it is given. */
  tokens?: TokenStore | undefined
  onSessionEnd?: ((error: ChayenityError) => void) | undefined
  headers?: Readonly<Record<string, string>> | undefined
  world?: string | undefined
  /** How often a failed call is sent again where that is safe; 2 unless it is given. */
  retries?: number | undefined
  /** Milliseconds; 30 000 unless it is given, and four times as long for an upload. */
  timeoutMs?: number | undefined
  /** For platforms without one, such as Node 20: that of the package ws. */
  WebSocket?: SocketConstructor | undefined
  fetch?: ((input: string, init: RequestInit) => Promise<Response>) | undefined
}
