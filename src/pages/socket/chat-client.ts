import { getProfile, listMessages, logIn, type Message, type RoomEvent, type User } from './api.ts'
import { basePath } from './base-path.ts'

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

interface ClientState {
  email: string
  password: string
  user: User | null
  connection: 'closed' | 'opening' | 'open' | 'refused'
  /** What is known of the connection, for people. */
  connectionText: string
  talk: TalkLine[]
  typing: string
  frames: FrameLine[]
  error: string
}

type Frame = { type: string } & Record<string, unknown>

const socketBase = location.origin.replace(/^http/, 'ws') + basePath

/** One person's side of a chat: a login, a socket of their room and one of their notifications. */
export class ChatClient {
  state: ClientState
  token: string | null = null
  #roomId: string | null = null
  #room: WebSocket | null = null
  #notifications: WebSocket | null = null
  #isTyping = false
  #lastId = 0
  #lastMessageId: string | null = null
  readonly #listeners = new Set<() => void>()

  constructor(email: string) {
    this.state = {
      email,
      password: 'demo-password',
      user: null,
      connection: 'closed',
      connectionText: 'not connected',
      talk: [],
      typing: '',
      frames: [],
      error: '',
    }
  }

  /** @returns how to stop listening */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  set(change: Partial<ClientState>): void {
    this.state = { ...this.state, ...change }
    for (const listener of this.#listeners) listener()
  }

  async logIn(): Promise<void> {
    this.token = await logIn(this.state.email, this.state.password)
    this.set({ user: await getProfile(this.token) })
    this.#notifications?.close(1000)
    this.#notifications = this.#open('/ws/notifications', 'news', this.token)
  }

  /** Opens the socket first and fetches the history then, so that nothing falls between the two. */
  async connect(roomId: string): Promise<void> {
    const { token } = this
    if (token === null || roomId === '') return
    this.disconnect()
    if (this.#roomId !== roomId) this.#forgetRoom(roomId)
    this.set({ connection: 'opening', connectionText: 'connecting …' })
    const socket = this.#open(`/ws/chat/${roomId}`, 'room', token)
    this.#room = socket
    socket.addEventListener('message', ({ data }) => this.#apply(JSON.parse(data)))
    socket.addEventListener('close', ({ code, reason }) => {
      if (this.#room === socket) this.#endRoom(code, reason)
    })
    await settled(socket)
    if (socket.readyState !== WebSocket.OPEN) return
    this.set({ connection: 'open', connectionText: 'connected' })
    for (const message of await listMessages(token, roomId, this.#lastMessageId)) this.#addMessage(message)
  }

  disconnect(): void {
    this.#room?.close(1000)
  }

  sendMessage(content: string): void {
    this.#isTyping = false
    // On a plain LAN address the browser has no randomUUID; here a time tells two messages apart as well.
    this.send({ type: 'send_message', content, client_id: crypto.randomUUID?.() ?? `${Date.now()}` })
  }

  toggleTyping(): void {
    this.#isTyping = !this.#isTyping
    this.send({ type: 'typing', is_typing: this.#isTyping })
  }

  send(frame: Frame): void {
    this.sendText(JSON.stringify(frame))
  }

  sendText(text: string): void {
    if (this.#room?.readyState !== WebSocket.OPEN) {
      this.set({ error: 'Connect this client first.' })
      return
    }
    this.#room.send(text)
    // A token on the screen would be a token in every screenshot.
    this.#note('out', '→ room', this.token ? text.replace(this.token, '…') : text)
  }

  #open(path: string, name: string, token: string): WebSocket {
    const socket = new WebSocket(`${socketBase}${path}?token=${encodeURIComponent(token)}`)
    socket.addEventListener('open', () => this.#note('open', `· ${name}`, `connected to ${path}`))
    socket.addEventListener('message', ({ data }) => this.#note('in', `← ${name}`, data))
    socket.addEventListener('close', ({ code, reason }) =>
      this.#note('close', `× ${name}`, `closed with ${code} ${reason}`),
    )
    return socket
  }

  #apply(event: RoomEvent): void {
    if (event.type === 'message') {
      if (event.data.sender_id !== this.state.user?.id) this.set({ typing: '' })
      this.#addMessage(event.data)
    }
    if (event.type === 'typing')
      this.set({ typing: event.data.is_typing ? `${event.data.user_name} is typing …` : '' })
    if (event.type === 'user_joined') this.#addEvent(`${event.data.user_name} joined`)
    if (event.type === 'user_left') this.#addEvent(`${event.data.user_name} left`)
    if (event.type === 'room_ended') this.#addEvent('The room has ended')
    if (event.type === 'read' && event.data.user_id !== this.state.user?.id)
      this.set({
        talk: this.state.talk.map(line => (line.kind === 'mine' ? { ...line, isRead: true } : line)),
      })
  }

  /** A message can come by the socket and by the history: its id tells. */
  #addMessage({ id, sender_id, content, image_url, is_read }: Message): void {
    if (this.state.talk.some(line => line.id === id)) return
    this.#lastMessageId = id
    this.#addLine({
      id,
      kind: sender_id === this.state.user?.id ? 'mine' : 'theirs',
      text: [content, image_url].filter(part => part).join(' '),
      isRead: is_read,
    })
  }

  #addEvent(text: string): void {
    this.#lastId += 1
    this.#addLine({ id: `event-${this.#lastId}`, kind: 'event', text, isRead: false })
  }

  #addLine(line: TalkLine): void {
    this.set({ talk: [...this.state.talk, line] })
  }

  #forgetRoom(next: string): void {
    this.#roomId = next
    this.#lastMessageId = null
    this.set({ talk: [] })
  }

  #endRoom(code: number, reason: string): void {
    this.#room = null
    this.#isTyping = false
    const isOrdinary = code === 1000
    this.set({
      typing: '',
      connection: isOrdinary ? 'closed' : 'refused',
      connectionText: isOrdinary ? 'not connected' : `closed: ${code} ${reason}`,
    })
  }

  #note(kind: FrameLine['kind'], way: string, text: string): void {
    this.#lastId += 1
    this.set({ frames: [...this.state.frames, { id: this.#lastId, kind, way, text }] })
  }
}

/** Resolves when a socket is open or has failed. */
const settled = (socket: WebSocket): Promise<void> =>
  new Promise(resolve => {
    socket.addEventListener('open', () => resolve(), { once: true })
    socket.addEventListener('close', () => resolve(), { once: true })
  })
