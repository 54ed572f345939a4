import {
  type Client,
  type ClientOptions,
  createClient,
  memoryTokens,
  type SocketConstructor,
  type Tokens,
} from '../client/index.ts'

export interface Fault {
  /** A path such as /api/gigs/*\/accept, where `*` matches one segment. Left out: every path. */
  path?: string
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Left out: everybody's requests. */
  user_id?: string
  /** The `Prefer` header: `error=RATE_LIMITED`, `code=503`, `delay=2000`, `fault=cut`, `when=after`. */
  prefer?: string
  /** How many requests it applies to. Left out: until it is ended. */
  times?: number
  socket?: {
    latency_ms?: number
    loss?: number
    doubles?: number
    tunnel?: { open_seconds: number; shut_seconds: number }
  }
}

/** The server's view of it. Secrets are masked. */
export interface LogEntry {
  /** Greater than that of every older entry. */
  id: number
  kind: 'request' | 'frame_received' | 'frame_sent' | 'socket_closed'
  at: string
  /** Null while a request has no response. */
  ms: number | null
  method: string | null
  path: string
  query: string
  user_id: string | null
  /** The close code for a socket; null where nothing was sent. */
  status: number | null
  code: string | null
  hint: string | null
  prefer: string | null
  rule_id: string | null
  frame: string | null
  /** How often a frame was delivered; 0 where the network lost it. */
  copies: number | null
  request_headers: Record<string, string>
  request_body: string | null
  response_headers: Record<string, string>
  response_body: string | null
}

export interface LogFilter {
  kind?: LogEntry['kind']
  method?: string
  /** A path such as /api/gigs/*\/accept, where `*` matches one segment. */
  path?: string
  status?: number
  code?: string
  user_id?: string
  after?: number
}

/** A marketplace of its own: data, clock, faults. Each worker of a test runner takes one. */
export interface World {
  readonly name: string
  readonly url: string
  /** For requests that are made without a client. */
  readonly headers: Readonly<Record<string, string>>
  client(options?: Partial<ClientOptions>): Client
  /** `user` is a persona (`mali`), an e-mail address or the id of a user; no password is needed. */
  loginAs(user: string, options?: { expired?: boolean }): Promise<Client>
  /** Returns to the state in which the world was made. */
  reset(): Promise<void>
  checkpoint(name: string): Promise<void>
  restore(name: string): Promise<void>
  /** The text of a world file, for `startChayenity({ from })` and `chayenity seed --from`. */
  save(): Promise<string>
  readonly clock: {
    advance(seconds: number): Promise<void>
    freeze(): Promise<void>
    resume(): Promise<void>
    set(at: Date): Promise<void>
  }
  /** @returns a function that ends the fault */
  fail(fault: Fault): Promise<() => Promise<void>>
  heal(): Promise<void>
  /** Since the reset, oldest first; at most the newest 500. */
  log(filter?: LogFilter): Promise<LogEntry[]>
  end(): Promise<void>
}

/** @param name 1 to 40 small letters, digits and hyphens; `name@checkpoint` is a world of its own, made from that checkpoint */
export const openWorld = (url: string, name: string, webSocket?: SocketConstructor): World => {
  const headers = { 'X-World': name }
  const control = async (method: string, path: string, body?: object, mayBe = 200): Promise<string> => {
    const response = await fetch(`${url}/api/_dev${path}`, {
      method,
      headers: { ...headers, ...(body && { 'Content-Type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok && response.status !== mayBe)
      throw new Error(`${method} /api/_dev${path} was answered ${response.status}: ${text}`)
    return text
  }
  const moveClock = async (action: string, more: object = {}) => {
    await control('POST', '/clock', { action, ...more })
  }
  const client = (options: Partial<ClientOptions> = {}) =>
    createClient({ baseUrl: url, world: name, WebSocket: webSocket, ...options })
  return {
    name,
    url,
    headers,
    client,
    loginAs: async (user, { expired = false } = {}) => {
      const pair: Tokens = JSON.parse(await control('POST', '/login-as', { user, expired }))
      const tokens = memoryTokens()
      tokens.save(pair)
      return client({ tokens })
    },
    reset: async () => {
      await control('POST', '/reset')
    },
    checkpoint: async checkpoint => {
      await control('POST', `/checkpoints/${checkpoint}`)
    },
    restore: async checkpoint => {
      await control('POST', `/checkpoints/${checkpoint}/restore`)
    },
    save: () => control('GET', '/world.json'),
    clock: {
      advance: seconds => moveClock('advance', { seconds }),
      freeze: () => moveClock('freeze'),
      resume: () => moveClock('resume'),
      set: at => moveClock('set', { at: at.toISOString() }),
    },
    fail: async fault => {
      const { id } = JSON.parse(await control('POST', '/rules', fault))
      return async () => {
        // A fault that was used up is gone.
        await control('DELETE', `/rules/${id}`, undefined, 404)
      }
    },
    heal: async () => {
      await control('DELETE', '/rules')
    },
    log: async (filter = {}) => {
      const query = new URLSearchParams(
        Object.entries(filter).map(([key, value]): [string, string] => [key, String(value)]),
      )
      const { entries }: { entries: LogEntry[] } = JSON.parse(await control('GET', `/log?${query}`))
      return entries
    },
    end: async () => {
      await control('DELETE', `/worlds/${name}`)
    },
  }
}
