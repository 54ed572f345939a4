import type { roomEvents } from '../../src/domain/chat/events.ts'
import type { gigEvents } from '../../src/domain/gigs/events.ts'
import type { NotificationEvent } from '../../src/domain/notifications/events.ts'
import type { commonEvents } from '../../src/realtime/common-events.ts'
import type { EventOf } from '../../src/realtime/events.ts'
import type { Decoded } from '../../src/schema/json-text.ts'
import type { Person } from './people.ts'
import type { TestServer } from './server.ts'

/** Everything that a client of the server can see. */
type ServerEvent = WireForm<
  EventOf<(typeof roomEvents | typeof gigEvents | typeof commonEvents)[number]> | NotificationEvent
>

/** As a client sees it. */
type WireForm<Event> = Event extends { type: infer Type; data: infer Data }
  ? { type: Type; data: Decoded<Data> }
  : never

type DataOf<Type extends ServerEvent['type']> = Extract<ServerEvent, { type: Type }>['data']

/** A WebSocket client that remembers everything it was told. */
export class TestSocket {
  readonly events: ServerEvent[] = []
  readonly closed: Promise<{ code: number; reason: string }>
  pings = 0
  readonly #ws: WebSocket
  #watchers: (() => void)[] = []

  constructor(url: string) {
    this.#ws = new WebSocket(url)
    this.#ws.addEventListener('message', ({ data }) => {
      const event: ServerEvent = JSON.parse(String(data))
      this.events.push(event)
      for (const look of [...this.#watchers]) look()
    })
    // Bun's client shows pings, which the browser's interface does not know.
    this.#ws.addEventListener('ping' as 'message', () => {
      this.pings += 1
      for (const look of [...this.#watchers]) look()
    })
    this.closed = new Promise(resolve =>
      this.#ws.addEventListener('close', ({ code, reason }) => resolve({ code, reason })),
    )
  }

  opened(): Promise<this> {
    const { promise, resolve, reject } = Promise.withResolvers<this>()
    this.#ws.addEventListener('open', () => resolve(this))
    this.#ws.addEventListener('error', () => reject(new Error('The socket could not be opened.')))
    return promise
  }

  send(frame: unknown): void {
    this.#ws.send(typeof frame === 'string' || frame instanceof Uint8Array ? frame : JSON.stringify(frame))
  }

  all<Type extends ServerEvent['type']>(type: Type): DataOf<Type>[] {
    // Of one type, as the condition says.
    return this.events.filter(event => event.type === type).map(({ data }) => data) as DataOf<Type>[]
  }

  /** Waits until `isThere` holds; it is looked at after every event. */
  async until(isThere: () => boolean): Promise<void> {
    if (isThere()) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const look = () => {
      if (isThere()) resolve()
    }
    this.#watchers.push(look)
    await promise
    this.#watchers = this.#watchers.filter(watcher => watcher !== look)
  }

  /** The `count`th event of a type, counted from 1, as soon as it is there. */
  async next<Type extends ServerEvent['type']>(type: Type, count = 1): Promise<DataOf<Type>> {
    await this.until(() => this.all(type).length >= count)
    const data = this.all(type)[count - 1]
    if (!data) throw new Error(`There is no ${type} event.`)
    return data
  }

  /** Waits until the server has taken every frame sent so far and all it had published before has arrived. */
  async settle(): Promise<void> {
    const before = this.all('pong').length
    this.send({ type: 'ping' })
    await this.next('pong', before + 1)
  }

  close(): Promise<{ code: number; reason: string }> {
    this.#ws.close(1000)
    return this.closed
  }

  /** Breaks off without a word, as a phone in a tunnel does. */
  cut(): Promise<{ code: number; reason: string }> {
    this.#ws.terminate()
    return this.closed
  }
}

const socketUrl = (server: Pick<TestServer, 'url'>, path: string, token: string) =>
  `${server.url.replace('http', 'ws')}${path}${path.includes('?') ? '&' : '?'}token=${token}`

export const connectWith = (server: Pick<TestServer, 'url'>, path: string, token: string): TestSocket =>
  new TestSocket(socketUrl(server, path, token))

/** A socket of a person in a room. */
export const connectToRoom = (
  server: Pick<TestServer, 'url'>,
  roomId: string,
  person: Person,
): Promise<TestSocket> => connectWith(server, `/ws/chat/${roomId}`, person.tokens.access_token).opened()

export const connectToNotifications = (
  server: Pick<TestServer, 'url'>,
  person: Person,
): Promise<TestSocket> => connectWith(server, '/ws/notifications', person.tokens.access_token).opened()

/** A socket of a person for the gigs within `west,south,east,north`. */
export const connectToArea = (
  server: Pick<TestServer, 'url'>,
  bbox: string,
  person: Person,
): Promise<TestSocket> => connectWith(server, `/ws/gigs?bbox=${bbox}`, person.tokens.access_token).opened()
