import type { Client, ConnectionState, Subscription, UserNotification } from '../../client/index.ts'

export interface LiveState {
  unread: number | null
  connection: ConnectionState['state']
}

export class Live {
  state: LiveState = { unread: null, connection: 'connecting' }
  readonly #client: Pick<Client, 'subscribe' | 'getNotifications'>
  readonly #subscription: Subscription
  readonly #stateListeners = new Set<() => void>()
  readonly #listeners = new Set<(notification: UserNotification) => void>()

  constructor(client: Pick<Client, 'subscribe' | 'getNotifications'>) {
    this.#client = client
    this.#subscription = client.subscribe.notifications(update => {
      if (update.type === 'connection') {
        this.#set({ connection: update.data.state })
        if (update.data.state === 'open') void this.countUnread()
        return
      }
      this.#set({ unread: (this.state.unread ?? 0) + 1 })
      for (const listener of this.#listeners) listener(update.data)
    })
  }

  /** @returns what ends it */
  onState(listener: () => void): () => void {
    this.#stateListeners.add(listener)
    return () => this.#stateListeners.delete(listener)
  }

  /** From now on. @returns what ends it */
  onNotification(listener: (notification: UserNotification) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  setUnread(unread: number): void {
    this.#set({ unread })
  }

  /** A failure leaves the number as it is. */
  async countUnread(): Promise<void> {
    const page = await this.#client.getNotifications({ limit: 1 }).catch(() => null)
    if (page) this.#set({ unread: page.unread_count })
  }

  close(): void {
    this.#subscription.close()
  }

  #set(change: Partial<LiveState>): void {
    this.state = { ...this.state, ...change }
    for (const listener of this.#stateListeners) listener()
  }
}
