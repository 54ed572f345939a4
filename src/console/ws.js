// Served as /docs/ws.js: two chat clients on one page. What people write is put in as text, never as HTML.

const find = (root, selector) => root.querySelector(selector)
const notice = find(document, '#notice')
const chooser = find(document, '#room')
const socketBase = location.origin.replace(/^http/, 'ws')

/** Asks the HTTP API; a refusal becomes an error with the sentence for people. */
const ask = async (path, token, options = {}) => {
  const headers = token ? { authorization: `Bearer ${token}` } : {}
  const response = await fetch(path, { ...options, headers })
  const body = await response.json()
  if (!response.ok) throw new Error(body.detail)
  return body
}

const append = (list, className, ...parts) => {
  const item = document.createElement('li')
  item.className = className
  item.append(...parts)
  list.append(item)
  list.scrollTop = list.scrollHeight
  return item
}

const span = (className, text) => {
  const element = document.createElement('span')
  element.className = className
  element.textContent = text
  return element
}

class Client {
  token = null
  user = null
  roomId = null
  room = null
  news = null
  isTyping = false
  shown = new Map()

  constructor(root) {
    root.append(find(document, '#client').content.cloneNode(true))
    this.root = root
    this.talk = find(root, '.talk')
    this.log = find(root, '.log')
    this.typing = find(root, '.typing')
    this.login = find(root, '.login')
    this.login.elements.email.value = root.dataset.email
    this.connectButton = find(root, '.connect')
    this.#listen()
    this.#show('closed', 'not connected')
  }

  #listen() {
    this.login.addEventListener('submit', event => {
      event.preventDefault()
      attempt(() => this.logIn().then(listRooms))
    })
    this.connectButton.addEventListener('click', () => (this.room ? this.room.close(1000) : this.connect()))
    find(this.root, '.clear').addEventListener('click', () => this.log.replaceChildren())
    find(this.root, '.say').addEventListener('submit', event => {
      event.preventDefault()
      const field = event.target.elements.content
      this.send({
        type: 'send_message',
        content: field.value,
        client_id: crypto.randomUUID?.() ?? `${Date.now()}`,
      })
      this.isTyping = false
      field.value = ''
    })
    find(this.root, '.raw form').addEventListener('submit', event => {
      event.preventDefault()
      this.#sendText(event.target.elements.frame.value)
    })
    const frames = {
      typing: () => {
        this.isTyping = !this.isTyping
        return { type: 'typing', is_typing: this.isTyping }
      },
      read: () => ({ type: 'read' }),
      ping: () => ({ type: 'ping' }),
      authenticate: () => ({ type: 'authenticate', token: this.token }),
    }
    for (const [type, make] of Object.entries(frames)) {
      find(this.root, `[data-frame=${type}]`).addEventListener('click', () => this.send(make()))
    }
  }

  async logIn() {
    const { email, password } = this.login.elements
    const body = new URLSearchParams({ username: email.value, password: password.value })
    const tokens = await ask('/api/auth/login', null, { method: 'POST', body })
    this.token = tokens.access_token
    this.user = await ask('/api/users/profile', this.token)
    find(this.root, '.name').textContent = this.user.full_name
    this.connectButton.disabled = false
    this.news?.close(1000)
    this.news = this.#open('/ws/notifications', 'news', () => {})
  }

  /** Opens the socket first and fetches the history then, so that nothing falls between the two. */
  async connect() {
    if (!this.token || !chooser.value) return
    this.room?.close(1000)
    if (this.roomId !== chooser.value) this.#forget()
    this.roomId = chooser.value
    this.#show('opening', 'connecting …')
    const socket = this.#open(`/ws/chat/${this.roomId}`, 'room', event => this.#take(event))
    this.room = socket
    socket.addEventListener('close', ({ code, reason }) => {
      if (this.room !== socket) return
      this.room = null
      this.typing.textContent = ''
      this.isTyping = false
      this.#show(
        code === 1000 ? 'closed' : 'refused',
        code === 1000 ? 'not connected' : `closed: ${code} ${reason}`,
      )
    })
    await new Promise(resolve => {
      socket.addEventListener('open', resolve, { once: true })
      socket.addEventListener('close', resolve, { once: true })
    })
    if (socket.readyState !== WebSocket.OPEN) return
    this.#show('open', 'connected')
    await attempt(() => this.#catchUp())
  }

  async #catchUp() {
    const known = [...this.shown.keys()].at(-1)
    const query = known ? `?after=${known}` : '?limit=100'
    const { messages } = await ask(`/api/chat/rooms/${this.roomId}/messages${query}`, this.token)
    for (const message of messages) this.#showMessage(message)
  }

  send(frame) {
    this.#sendText(JSON.stringify(frame))
  }

  #sendText(text) {
    if (this.room?.readyState !== WebSocket.OPEN) {
      notice.textContent = 'Connect this client first.'
      return
    }
    this.room.send(text)
    // A token on the screen would be a token in every screenshot.
    this.#note('out', '→ room', this.token ? text.replace(this.token, '…') : text)
  }

  #open(path, name, take) {
    const socket = new WebSocket(`${socketBase}${path}?token=${encodeURIComponent(this.token)}`)
    socket.addEventListener('open', () => this.#note('open', `· ${name}`, `connected to ${path}`))
    socket.addEventListener('message', ({ data }) => {
      this.#note('in', `← ${name}`, data)
      take(JSON.parse(data))
    })
    socket.addEventListener('close', ({ code, reason }) =>
      this.#note('close', `× ${name}`, `closed with ${code} ${reason}`),
    )
    return socket
  }

  #take({ type, data }) {
    if (type === 'message') {
      if (data.sender_id !== this.user.id) this.typing.textContent = ''
      this.#showMessage(data)
    }
    if (type === 'typing') this.typing.textContent = data.is_typing ? `${data.user_name} is typing …` : ''
    if (type === 'user_joined') append(this.talk, 'event', `${data.user_name} joined`)
    if (type === 'user_left') append(this.talk, 'event', `${data.user_name} left`)
    if (type === 'room_ended') append(this.talk, 'event', 'The room has ended')
    if (type === 'read' && data.user_id !== this.user.id) {
      for (const item of this.talk.querySelectorAll('.mine')) item.classList.add('read')
    }
  }

  /** A message can come by the socket and by the history: its id tells. */
  #showMessage({ id, sender_id, content, image_url, is_read }) {
    if (this.shown.has(id)) return
    const isMine = sender_id === this.user.id
    const text = [content, image_url].filter(part => part).join(' ')
    this.shown.set(id, append(this.talk, `${isMine ? 'mine' : 'theirs'}${is_read ? ' read' : ''}`, text))
  }

  #forget() {
    this.shown.clear()
    this.talk.replaceChildren()
  }

  #show(state, text) {
    const element = find(this.root, '.state')
    element.dataset.state = state
    element.textContent = text
    this.connectButton.textContent = state === 'open' || state === 'opening' ? 'Disconnect' : 'Connect'
  }

  #note(className, way, text) {
    append(this.log, className, span('way', way), span('text', text))
  }
}

/** Shows what went wrong in place of throwing it. */
const attempt = async work => {
  notice.textContent = ''
  try {
    await work()
  } catch (error) {
    notice.textContent = error.message
  }
}

const [left, right] = ['left', 'right'].map(id => new Client(find(document, `#${id}`)))

/** Fills the chooser with the rooms of the left one; those shared with the right one come first. */
const listRooms = async () => {
  const asker = left.token ? left : right
  const { rooms } = await ask('/api/chat/rooms?limit=100', asker.token)
  const isShared = room =>
    [left, right].every(({ user }) => room.participants.some(({ id }) => id === user?.id))
  const chosen = chooser.value
  const options = [...rooms.filter(isShared), ...rooms.filter(room => !isShared(room))].map(room => {
    const others = room.participants
      .filter(({ id }) => id !== asker.user.id)
      .map(({ full_name }) => full_name)
    const ended = room.is_active ? '' : ' (ended)'
    return new Option(`${room.gig_title} · with ${others.join(', ')}${ended}`, room.id)
  })
  chooser.replaceChildren(...options)
  chooser.disabled = options.length === 0
  if (options.length === 0) throw new Error('There is no room yet: accept a gig first.')
  if (rooms.some(({ id }) => id === chosen)) chooser.value = chosen
}

const connectBoth = () => Promise.all([left.connect(), right.connect()])

find(document, '#start').addEventListener('click', () =>
  attempt(async () => {
    await Promise.all([left.logIn(), right.logIn()])
    await listRooms()
    await connectBoth()
  }),
)
chooser.addEventListener('change', connectBoth)

const showCloseCodes = async () => {
  const { 'x-close-codes': codes } = await ask('/asyncapi.json', null)
  for (const { code, reason, reconnect, advice } of codes) {
    const row = find(document, '#codes').insertRow()
    for (const text of [code, reason, reconnect, advice]) row.insertCell().textContent = text
  }
}
attempt(showCloseCodes)
