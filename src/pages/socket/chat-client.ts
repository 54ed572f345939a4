import {
  type ChatMessage,
  type ChatRoom,
  type Client,
  createClient,
  memoryTokens,
  newKey,
  type Profile,
  type RoomSubscription,
  type RoomUpdate,
  type Subscription,
} from '../../client/index.ts'
import { basePath } from '../shared/base-path.ts'
import { watchedSocket } from './watched-socket.ts'

export interface TalkLine {
  id: string
  kind: 'mine' | 'theirs' | 'event'
  text: string
  isRead: boolean
}

export interface FrameLine {
  id: number
  kind: 'in' | 'out' | 'open' | 'close'
  way: string
  text: string
}

export interface ClientState {
  email: string
  password: string
  user: Profile | null
  connection: 'closed' | 'opening' | 'open' | 'refused'
  connectionText: string
  talk: TalkLine[]
  typing: string
  frames: FrameLine[]
  error: string
}

type Frame = { type: string } & Record<string, unknown>

const keptLines = 500

/** A login, a subscription to a room and one to notifications. */
export class ChatClient {
  state: ClientState = {
    email: '',
    password: '',
    user: null,
    connection: 'closed',
    connectionText: 'not connected',
    talk: [],
    typing: '',
    frames: [],
    error: '',
  }
  readonly #tokens = memoryTokens()
  readonly #client: Client
  #room: RoomSubscription | null = null
  #notifications: Subscription | null = null
  #roomSocket: WebSocket | null = null
  #isTyping = false
  #lastId = 0
  readonly #listeners = new Set<() => void>()

  constructor() {
    this.#client = createClient({
      baseUrl: location.origin + basePath,
      tokens: this.#tokens,
      WebSocket: watchedSocket(path => this.#watch(path.includes('/ws/chat/') ? 'room' : 'news')),
    })
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  set(change: Partial<ClientState>): void {
    this.state = { ...this.state, ...change }
    for (const listener of this.#listeners) listener()
  }

  get isLoggedIn(): boolean {
    return this.#tokens.load() !== null
  }

  async logIn(): Promise<void> {
    await this.#client.login({ email: this.state.email, password: this.state.password })
    this.set({ user: await this.#client.getUserProfile() })
    this.#notifications?.close()
    // The frames themselves are shown.
    this.#notifications = this.#client.subscribe.notifications(() => {})
  }

  async listRooms(): Promise<ChatRoom[]> {
    return (await this.#client.getChatRooms({ limit: 100 })).rooms
  }

  /** Resolves also when the room cannot be opened. */
  connect(roomId: string): Promise<void> {
    if (!this.isLoggedIn || roomId === '') return Promise.resolve()
    this.disconnect()
    this.set({ talk: [], connection: 'opening', connectionText: 'connecting …' })
    return new Promise(resolve => {
      this.#room = this.#client.subscribe.room(roomId, update => {
        this.#apply(update)
        if (update.type === 'connection' && update.data.state !== 'connecting') resolve()
      })
    })
  }

  disconnect(): void {
    this.#room?.close()
    this.#room = null
  }

  sendMessage(content: string): void {
    this.#isTyping = false
    this.send({ type: 'send_message', content, client_id: newKey() })
  }

  toggleTyping(): void {
    this.#isTyping = !this.#isTyping
    this.send({ type: 'typing', is_typing: this.#isTyping })
  }

  authenticate(): void {
    this.send({ type: 'authenticate', token: this.#tokens.load()?.access_token ?? '' })
  }

  send(frame: Frame): void {
    this.sendText(JSON.stringify(frame))
  }

  sendText(text: string): void {
    if (this.#roomSocket?.readyState === WebSocket.OPEN) this.#roomSocket.send(text)
    else this.set({ error: 'Connect this client first.' })
  }

  #watch(name: string) {
    return {
      opened: (socket: WebSocket, path: string) => {
        if (name === 'room') this.#roomSocket = socket
        this.#note('open', `· ${name}`, `connected to ${path}`)
      },
      received: (text: string) => this.#note('in', `← ${name}`, text),
      // A token on the screen would be a token in every screenshot.
      sent: (text: string) => this.#note('out', `→ ${name}`, text.replace(/"token":"[^"]*"/, '"token":"…"')),
      closed: (code: number, reason: string) =>
        this.#note('close', `× ${name}`, `closed with ${code} ${reason}`),
    }
  }

  #apply({ type, data }: RoomUpdate): void {
    if (type === 'message') this.#addMessage(data)
    else if (type === 'connection') {
      if (data.state === 'open') this.set({ connection: 'open', connectionText: 'connected' })
      if (data.state === 'waiting')
        this.#interrupt('opening', `reconnecting: ${data.code ?? ''} ${data.reason}`)
      if (data.state === 'closed') this.#end(data.code, data.reason)
    } else if (type === 'restored') this.set({ talk: [] })
    else if (type === 'typing') this.set({ typing: data.is_typing ? `${data.user_name} is typing …` : '' })
    else if (type === 'user_joined') this.#addEvent(`${data.user_name} joined`)
    else if (type === 'user_left') this.#addEvent(`${data.user_name} left`)
    else if (type === 'room_ended') this.#addEvent('The room has ended')
    else if (data.user_id !== this.state.user?.id) this.#markRead()
  }

  #markRead(): void {
    this.set({
      talk: this.state.talk.map(line => (line.kind === 'mine' ? { ...line, isRead: true } : line)),
    })
  }

  #addMessage({ id, sender_id, content, image_url, is_read }: ChatMessage): void {
    const isMine = sender_id === this.state.user?.id
    if (!isMine) this.set({ typing: '' })
    this.#addLine({
      id,
      kind: isMine ? 'mine' : 'theirs',
      text: [content, image_url].filter(part => part).join(' '),
      isRead: is_read,
    })
  }

  #addEvent(text: string): void {
    this.#lastId += 1
    this.#addLine({ id: `event-${this.#lastId}`, kind: 'event', text, isRead: false })
  }

  #addLine(line: TalkLine): void {
    this.set({ talk: [...this.state.talk, line].slice(-keptLines) })
  }

  #end(code: number | null, reason: string): void {
    this.#room = null
    if (code === null) this.#interrupt('closed', 'not connected')
    else this.#interrupt('refused', `closed: ${code} ${reason}`)
  }

  #interrupt(connection: ClientState['connection'], connectionText: string): void {
    this.#roomSocket = null
    this.#isTyping = false
    this.set({ typing: '', connection, connectionText })
  }

  #note(kind: FrameLine['kind'], way: string, text: string): void {
    this.#lastId += 1
    this.set({ frames: [...this.state.frames, { id: this.#lastId, kind, way, text }].slice(-keptLines) })
  }
}
