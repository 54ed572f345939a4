import type { ChayenityError } from './error.ts'
import type { TokenStore } from './session.ts'
import type { SocketConstructor } from './socket-like.ts'

export interface ClientOptions {
  /** Such as https://api.example.com; may have a path. */
  baseUrl: string
  /** In memory unless it is given. */
  tokens?: TokenStore | undefined
  /** The user has to log in again. */
  onSessionEnd?: ((error: ChayenityError) => void) | undefined
  headers?: Readonly<Record<string, string>> | undefined
  /** Of a development server. */
  world?: string | undefined
  /** After a failed connection, where that is safe; 2 unless it is given. */
  retries?: number | undefined
  /** Milliseconds; 30 000 unless it is given, and four times as long for an upload. */
  timeoutMs?: number | undefined
  /** For platforms without one, such as Node 20. */
  WebSocket?: SocketConstructor | undefined
  fetch?: ((input: string, init: RequestInit) => Promise<Response>) | undefined
}
