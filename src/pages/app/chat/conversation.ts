import {
  type ChatMessage,
  ChayenityError,
  type Client,
  type ConnectionState,
  type RoomSubscription,
  type RoomUpdate,
} from '../../../client/index.ts'
import { markRead, mergeMessages } from './message-list.ts'
import { Outbox, type OutboxStore, type PendingMessage } from './outbox.ts'

export interface ConversationState {
  messages: readonly ChatMessage[]
  pending: readonly PendingMessage[]
  /** Null until the newest have arrived. */
  hasOlder: boolean | null
  isTyping: boolean
  isOtherHere: boolean
  isActive: boolean
  connection: ConnectionState['state']
  reason: string
}

/** Without a repetition. */
const typingMs = 6000
const pageSize = 50
const uploadAgainMs = 2000

type Api = Pick<Client, 'subscribe' | 'getMessages' | 'uploadGeneralImage'>

/** It lives on after the screen until everything in it is sent. */
export class Conversation {
  state: ConversationState
  readonly #client: Api
  readonly #roomId: string
  readonly #userId: string
  readonly #room: RoomSubscription
  readonly #outbox: Outbox
  readonly #onEnd: () => void
  readonly #listeners = new Set<() => void>()
  #isShown = false
  #isOver = false
  #typingTimer: ReturnType<typeof setTimeout> | undefined

  /** @param onEnd called when nobody looks and nothing is left to send */
  constructor(client: Api, ids: { roomId: string; userId: string }, store: OutboxStore, onEnd: () => void) {
    this.#client = client
    this.#roomId = ids.roomId
    this.#userId = ids.userId
    this.#onEnd = onEnd
    this.#outbox = new Outbox(
      store,
      message => this.#deliver(message),
      () => this.#afterOutbox(),
    )
    this.state = {
      messages: [],
      pending: this.#outbox.pending,
      hasOlder: null,
      isTyping: false,
      isOtherHere: false,
      isActive: true,
      connection: 'connecting',
      reason: '',
    }
    this.#room = client.subscribe.room(ids.roomId, update => this.#receive(update), { history: pageSize })
    void this.#outbox.run()
  }

  /** @returns what ends it */
  onState(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** What comes while it is shown is read. */
  show(isShown: boolean): void {
    this.#isShown = isShown
    if (isShown) this.#room.read()
  }

  leave(): void {
    this.#isShown = false
    this.typing(false)
    if (this.#outbox.isEmpty) this.close()
  }

  close(): void {
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#typingTimer)
    this.#room.close()
    this.#onEnd()
  }

  send(message: Omit<PendingMessage, 'error'>): void {
    this.#outbox.add(message)
  }

  retry(clientId: string): void {
    this.#outbox.retry(clientId)
  }

  discard(clientId: string): void {
    this.#outbox.remove(clientId)
  }

  typing(isTyping: boolean): void {
    this.#room.typing(isTyping)
  }

  /** @throws ChayenityError */
  async loadOlder(): Promise<void> {
    const { messages, has_more } = await this.#client.getMessages({
      room_id: this.#roomId,
      skip: this.state.messages.length,
      limit: pageSize,
    })
    this.#set({ messages: mergeMessages(this.state.messages, messages), hasOlder: has_more })
  }

  async #deliver(message: PendingMessage): Promise<ChatMessage> {
    const image_url = message.image_url ?? (message.file && (await this.#upload(message, message.file)))
    const { content, client_id } = message
    const sent = await this.#room.send({ content, client_id, ...(image_url && { image_url }) })
    this.#set({ messages: mergeMessages(this.state.messages, [sent]) })
    return sent
  }

  /** Repeats while there is no connection. */
  async #upload({ client_id }: PendingMessage, file: File): Promise<string> {
    for (;;) {
      try {
        const { url } = await this.#client.uploadGeneralImage({ file })
        this.#outbox.uploaded(client_id, url)
        return url
      } catch (error) {
        const mayPass = error instanceof ChayenityError && error.isConnectionProblem
        if (!mayPass || this.#isOver) throw error
        await new Promise(resolve => setTimeout(resolve, uploadAgainMs))
      }
    }
  }

  #afterOutbox(): void {
    this.#set({ pending: this.#outbox.pending })
    if (!this.#isShown && this.#listeners.size === 0 && this.#outbox.isEmpty) this.close()
  }

  #receive({ type, data }: RoomUpdate): void {
    if (type === 'message') this.#addMessage(data)
    else if (type === 'connection') this.#changeConnection(data)
    else if (type === 'restored') this.#set({ messages: [], hasOlder: null })
    else if (type === 'room_ended') this.#set({ isActive: false })
    else if (data.user_id === this.#userId) return
    else if (type === 'typing') this.#showTyping(data.is_typing)
    else if (type === 'read')
      this.#set({ messages: markRead(this.state.messages, data.user_id, data.last_read_message_id) })
    else this.#set({ isOtherHere: type === 'user_joined' })
  }

  #addMessage(message: ChatMessage): void {
    const isMine = message.sender_id === this.#userId
    if (isMine && message.client_id) this.#outbox.remove(message.client_id)
    if (!isMine) this.#showTyping(false)
    this.#set({
      messages: mergeMessages(this.state.messages, [message]),
      hasOlder: this.state.hasOlder ?? message.seq > 1,
    })
    if (this.#isShown && !isMine && !message.is_read) this.#room.read()
  }

  #changeConnection({ state, reason }: ConnectionState): void {
    this.#set({ connection: state, reason, isOtherHere: false })
    if (state !== 'open') this.#showTyping(false)
    if (state === 'closed') this.#onEnd()
    if (state === 'open') {
      if (this.#isShown) this.#room.read()
      if (this.state.messages.length > 0) void this.#catchUpReceipts()
      if (this.state.hasOlder === null) void this.#lookForMessages()
      void this.#outbox.run()
    }
  }

  /** Events of receipts are not repeated after a reconnect. */
  async #catchUpReceipts(): Promise<void> {
    const page = await this.#client.getMessages({ room_id: this.#roomId, limit: pageSize }).catch(() => null)
    if (page) this.#set({ messages: mergeMessages(this.state.messages, page.messages) })
  }

  /** In a room without messages no event says so. */
  async #lookForMessages(): Promise<void> {
    const page = await this.#client.getMessages({ room_id: this.#roomId, limit: 1 }).catch(() => null)
    if (page?.total_count === 0) this.#set({ hasOlder: false })
  }

  #showTyping(isTyping: boolean): void {
    clearTimeout(this.#typingTimer)
    if (isTyping) this.#typingTimer = setTimeout(() => this.#showTyping(false), typingMs)
    if (this.state.isTyping !== isTyping) this.#set({ isTyping })
  }

  #set(change: Partial<ConversationState>): void {
    this.state = { ...this.state, ...change }
    for (const listener of this.#listeners) listener()
  }
}
