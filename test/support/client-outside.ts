import { jest, spyOn } from 'bun:test'
import type { ClientOptions } from '../../src/client/client-options.ts'
import { memoryTokens, type TokenStore } from '../../src/client/session.ts'
import type { SocketLike } from '../../src/client/socket-like.ts'
import { Transport } from '../../src/client/transport.ts'

/** What surrounds a client, in the hands of a test: the time, the server, and the sockets to it. */

const realImmediate = setImmediate

/** Lets everything happen that needs no time. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 4; turn += 1) await new Promise<void>(resolve => void realImmediate(resolve))
}

let release = () => {}

/** The time of timers and of `Date` stands still until the test lets it go on; chance gives always the same. */
export const holdTime = (chance: number): { pass(ms: number): Promise<void>; timers(): number } => {
  jest.useFakeTimers({ now: Date.UTC(2026, 0, 1) })
  const random = spyOn(Math, 'random').mockReturnValue(chance)
  release = () => {
    random.mockRestore()
    jest.useRealTimers()
  }
  return {
    pass: async ms => {
      await settle()
      // Bun makes a millisecond of none.
      if (ms > 0) jest.advanceTimersByTime(ms)
      await settle()
    },
    timers: () => jest.getTimerCount(),
  }
}

export const releaseTime = (): void => {
  release()
  release = () => {}
}

export interface Asked {
  method: string
  /** With the query. */
  path: string
  headers: Headers
  body: RequestInit['body']
  signal: AbortSignal
}

/** A server that keeps what it was asked and answers as the test says; an Error breaks the connection. */
export const createFetch = (answer: (asked: Asked, at: number) => Response | Error | Promise<Response>) => {
  const asked: Asked[] = []
  const fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const one: Asked = {
      method: init.method ?? 'GET',
      path: url.replace('http://server', ''),
      headers: new Headers(init.headers),
      body: init.body,
      signal: init.signal ?? new AbortController().signal,
    }
    asked.push(one)
    const answered = await answer(one, asked.length - 1)
    if (answered instanceof Error) throw answered
    return answered
  }
  return { fetch, asked }
}

/** Never answers; rejects when the client gives up, as `fetch` does. */
export const silence = ({ signal }: Asked): Promise<Response> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

export const failure = (status: number, code: string, headers: Record<string, string> = {}): Response =>
  Response.json({ detail: `It is ${code}.`, error_code: code }, { status, headers })

export const pairOf = (name: string, minutes = 30) => ({
  access_token: name,
  refresh_token: `refresh of ${name}`,
  token_type: 'bearer',
  expires_in_minutes: minutes,
})

export const storeOf = (name: string): TokenStore => {
  const tokens = memoryTokens()
  tokens.save(pairOf(name))
  return tokens
}

/** A socket that the test opens, speaks through and closes. */
export class OutsideSocket implements SocketLike {
  readyState = 0
  onopen: unknown = null
  onmessage: unknown = null
  onclose: unknown = null
  readonly sent: unknown[] = []

  constructor(readonly url: string) {}

  send(data: string): void {
    this.sent.push(JSON.parse(data))
  }

  close(): void {
    this.readyState = 3
  }

  open(): Promise<void> {
    this.readyState = 1
    return this.#tell(this.onopen, {})
  }

  say(type: string, data: unknown = {}): Promise<void> {
    return this.#tell(this.onmessage, { data: JSON.stringify({ type, data }) })
  }

  end(code: number, reason = ''): Promise<void> {
    this.readyState = 3
    return this.#tell(this.onclose, { code, reason })
  }

  #tell(hear: unknown, event: unknown): Promise<void> {
    if (typeof hear === 'function') Reflect.apply(hear, this, [event])
    return settle()
  }
}

/** The sockets of a client, in the order in which they were made. */
export const createSockets = () => {
  const all: OutsideSocket[] = []
  class Made extends OutsideSocket {
    constructor(url: string) {
      super(url)
      all.push(this)
    }
  }
  const last = (): OutsideSocket => {
    const socket = all.at(-1)
    if (!socket) throw new Error('There is no socket.')
    return socket
  }
  return { WebSocket: Made, all, last }
}

/** Somebody who has logged in a moment ago, with a token for `minutes`. */
export const logIn = async (options: Partial<ClientOptions>, minutes = 30): Promise<Transport> => {
  const { fetch: inner } = options
  const login = createFetch(() => Response.json(pairOf('first', minutes)))
  let isIn = false
  const transport = new Transport({
    baseUrl: 'http://server',
    ...options,
    fetch: (url, init) => (isIn && inner ? inner(url, init) : login.fetch(url, init)),
  })
  await transport.login('mali@example.com', 'a long password')
  isIn = true
  return transport
}
