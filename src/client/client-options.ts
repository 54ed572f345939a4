import type { ChayenityError } from './error.ts'
import type { TokenStore } from './session.ts'
import type { SocketConstructor } from './socket-like.ts'

export interface ClientOptions {
  /** Where the server is, such as https://api.example.com; it may have a path. */
  baseUrl: string
  /** Where the tokens are kept; in memory unless it is given. */
  tokens?: TokenStore | undefined
  /** Called when the session has ended and the user has to log in again. */
  onSessionEnd?: ((error: ChayenityError) => void) | undefined
  headers?: Readonly<Record<string, string>> | undefined
  /** The world of a development server. */
  world?: string | undefined
  /** How often a call is sent again when the connection fails, if that is safe; 2 unless it is given. */
  retries?: number | undefined
  /** How long a response may take, in milliseconds; 30 000 unless it is given, and four times as long for an upload. */
  timeoutMs?: number | undefined
  /** Where there is no WebSocket, as in Node 20. */
  WebSocket?: SocketConstructor | undefined
  fetch?: ((input: string, init: RequestInit) => Promise<Response>) | undefined
}
