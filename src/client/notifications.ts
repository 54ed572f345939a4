import type { NotificationEvent, Operations } from './api.ts'
import { ChayenityError } from './error.ts'
import { type ConnectionState, LiveSocket } from './live-socket.ts'
import type { Transport } from './transport.ts'

/** Each notification comes once, and `connection` whenever its state changes. */
export type NotificationUpdate = NotificationEvent | { type: 'connection'; data: ConnectionState }

export interface Subscription {
  readonly isOpen: boolean
  close(): void
}

const keptIds = 1000

/** Includes those that are made while there is no connection. */
export class NotificationFeed implements Subscription {
  readonly #api: Pick<Operations, 'getNotifications'>
  readonly #listener: (update: NotificationUpdate) => void
  readonly #socket: LiveSocket<NotificationEvent>
  readonly #seen = new Set<string>()
  #waiting: NotificationEvent[] | null = []
  /** Undefined until it was asked for. */
  #lastId: string | null | undefined

  constructor(
    transport: Transport,
    api: Pick<Operations, 'getNotifications'>,
    listener: (update: NotificationUpdate) => void,
  ) {
    this.#api = api
    this.#listener = listener
    this.#socket = new LiveSocket(transport, '/ws/notifications', {
      event: event => this.#receive(event),
      state: state => {
        if (state.state !== 'open') this.#waiting ??= []
        listener({ type: 'connection', data: state })
      },
      opened: () => void this.#catchUp(),
      restored: () => {
        this.#lastId = undefined
      },
    })
  }

  get isOpen(): boolean {
    return this.#socket.isOpen
  }

  close(): void {
    this.#socket.close()
  }

  #receive(event: NotificationEvent): void {
    if (this.#waiting) this.#waiting.push(event)
    else this.#passOn(event)
  }

  #passOn(event: NotificationEvent): void {
    const { id } = event.data
    if (this.#seen.has(id)) return
    this.#seen.add(id)
    const [oldest] = this.#seen
    if (this.#seen.size > keptIds && oldest) this.#seen.delete(oldest)
    this.#lastId = id
    this.#listener(event)
  }

  async #catchUp(): Promise<void> {
    try {
      if (this.#lastId === undefined) await this.#findNewest()
      else await this.#fetchMissed()
      const live = this.#waiting ?? []
      this.#waiting = null
      for (const event of live) this.#passOn(event)
    } catch (error) {
      if (error instanceof ChayenityError && error.status === 401) this.#socket.close(null, error.message)
      else this.#socket.restart()
    }
  }

  async #findNewest(): Promise<void> {
    const { notifications } = await this.#api.getNotifications({ limit: 1 })
    this.#lastId = notifications.at(-1)?.id ?? null
  }

  async #fetchMissed(): Promise<void> {
    for (let hasMore = true; hasMore; ) {
      const after = this.#lastId ?? undefined
      const page = await this.#api.getNotifications({ after, limit: 100 })
      for (const data of page.notifications) this.#passOn({ type: data.type, data })
      hasMore = after !== undefined && page.has_more && page.notifications.length > 0
    }
  }
}
