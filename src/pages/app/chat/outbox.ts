import type { ChatMessage } from '../../../client/index.ts'
import { ChayenityError } from '../../../client/index.ts'

export interface PendingMessage {
  /** The server knows a repetition by it. */
  client_id: string
  content: string
  image_url: string | null
  file: File | null
  /** Null while it can still be sent. */
  error: unknown
}

/** A reload has lost the picture of a message. */
export class PictureLost extends Error {}

export interface OutboxStore {
  /** In the order of writing. A message whose picture is lost has `PictureLost` as its error. */
  load(): Promise<PendingMessage[]>
  save(messages: readonly PendingMessage[]): void
}

/** Sends exactly once. @throws ChayenityError when the server rejects it, or it was given up */
type Deliver = (message: PendingMessage) => Promise<ChatMessage>

export class Outbox {
  #pending: readonly PendingMessage[] = []
  readonly #store: OutboxStore
  readonly #deliver: Deliver
  readonly #onChange: () => void
  readonly #loading: Promise<void>
  #isLoaded = false
  #isRunning = false

  constructor(store: OutboxStore, deliver: Deliver, onChange: () => void) {
    this.#store = store
    this.#deliver = deliver
    this.#onChange = onChange
    this.#loading = this.#load()
  }

  get pending(): readonly PendingMessage[] {
    return this.#pending
  }

  get isEmpty(): boolean {
    return this.#isLoaded && this.#pending.length === 0
  }

  add(message: Omit<PendingMessage, 'error'>): void {
    this.#set([...this.#pending, { ...message, error: null }])
    void this.run()
  }

  retry(clientId: string): void {
    this.#change(clientId, { error: null })
    void this.run()
  }

  /** It was rejected, or it has arrived by another way. */
  remove(clientId: string): void {
    if (this.#pending.some(({ client_id }) => client_id === clientId))
      this.#set(this.#pending.filter(({ client_id }) => client_id !== clientId))
  }

  /** A repetition sends the address and does not upload again. */
  uploaded(clientId: string, imageUrl: string): void {
    this.#change(clientId, { image_url: imageUrl, file: null })
  }

  /** One after the other, until each is gone, rejected or given up. */
  async run(): Promise<void> {
    if (this.#isRunning) return
    this.#isRunning = true
    await this.#loading
    for (let next = this.#next(); next; next = this.#next()) {
      try {
        await this.#deliver(next)
        this.remove(next.client_id)
      } catch (error) {
        if (!isRejection(error)) break
        this.#change(next.client_id, { error })
      }
    }
    this.#isRunning = false
  }

  /** What is written meanwhile comes after what was written before. */
  async #load(): Promise<void> {
    const kept = await this.#store.load()
    this.#isLoaded = true
    this.#set([...kept, ...this.#pending])
  }

  #next(): PendingMessage | undefined {
    return this.#pending.find(({ error }) => error === null)
  }

  #change(clientId: string, change: Partial<PendingMessage>): void {
    this.#set(
      this.#pending.map(message => (message.client_id === clientId ? { ...message, ...change } : message)),
    )
  }

  #set(pending: readonly PendingMessage[]): void {
    this.#pending = pending
    // Before all is loaded, it would forget what was kept.
    if (this.#isLoaded) this.#store.save(pending)
    this.#onChange()
  }
}

/** After a login that has ended, the message can still be sent. */
const isRejection = (error: unknown): boolean =>
  error instanceof ChayenityError && !error.isConnectionProblem && error.status !== 401
