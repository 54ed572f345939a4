import type { BrowserGlobals } from './react-client.ts'

/**
 * A client that sends what the client of the original service's integration guide sends. It never refreshes a token,
 * says that it sends JSON where it sends nothing, and puts its token into the URL of a socket, which connects again by
 * itself. Only the base address and the globals of a browser come from outside.
 */

/** What the client finds in a browser. */
interface GuideGlobals {
  fetch: BrowserGlobals['fetch']
  localStorage: { setItem(key: string, value: string): void; getItem(key: string): string | null }
  WebSocket: new (url: string) => WebSocket
}

type GuideResponse = Awaited<ReturnType<GuideGlobals['fetch']>>

/** A success has `data`; everything else has the server's sentence as `error`. */
export interface GuideResult<T> {
  data?: T
  error?: string
  statusCode: number
}

interface GuideToken {
  access_token: string
}

interface Registration {
  email: string
  password: string
  full_name: string
}

const storedToken = 'chayenity_token'

export const createGuideClient = (server: string, { fetch, localStorage, WebSocket }: GuideGlobals) => {
  const base = `${server}/api`
  let token: string | null = null

  const jsonHeaders = (): Record<string, string> => ({
    'Content-Type': 'application/json',
    ...(token !== null && { Authorization: `Bearer ${token}` }),
  })

  const resultOf = async <T>(response: GuideResponse): Promise<GuideResult<T>> => {
    const statusCode = response.status
    try {
      if (response.ok) return { data: await response.json<T>(), statusCode }
      const { detail } = await response.json<{ detail?: string }>()
      return { error: detail || 'An error occurred', statusCode }
    } catch {
      return { error: 'Network error or invalid response', statusCode }
    }
  }

  const ask = async <T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<GuideResult<T>> =>
    resultOf(
      await fetch(`${base}${path}`, {
        method,
        headers: jsonHeaders(),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    )

  const register = (person: Registration) => ask<{ id: string }>('POST', '/auth/register', person)

  const login = async (username: string, password: string): Promise<GuideResult<GuideToken>> => {
    const form = new FormData()
    form.append('username', username)
    form.append('password', password)
    const result = await resultOf<GuideToken>(
      await fetch(`${base}/auth/login`, { method: 'POST', body: form }),
    )
    if (result.data) {
      token = result.data.access_token
      localStorage.setItem(storedToken, token)
    }
    return result
  }

  /** A socket of a room that connects again 2, 4, 8, 16 and 32 s after it was closed, with the token of that moment. */
  const openChat = (room: string, onFrame: (frame: unknown) => void) => {
    let socket: WebSocket
    let failures = 0
    const connect = () => {
      const current = token ?? localStorage.getItem(storedToken)
      socket = new WebSocket(`${server.replace('http', 'ws')}/ws/chat/${room}?token=${current}`)
      socket.onopen = () => {
        failures = 0
      }
      socket.onmessage = event => onFrame(JSON.parse(String(event.data)))
      socket.onclose = () => {
        failures += 1
        if (failures <= 5) setTimeout(connect, 2 ** failures * 1000)
      }
    }
    connect()
    return {
      isConnected: () => socket.readyState === socket.OPEN,
      sendMessage: (content: string) =>
        socket.send(JSON.stringify({ type: 'send_message', content, image_url: undefined })),
    }
  }

  return {
    register,
    login,
    openChat,
    getCurrentUser: () => ask<{ email: string }>('GET', '/auth/me'),
    createGig: (gig: object) => ask<{ id: string }>('POST', '/gigs/', gig),
    searchGigs: (query: Record<string, string>) =>
      ask<{ gigs: { id: string }[] }>('GET', `/gigs/search?${new URLSearchParams(query)}`),
    acceptGig: (id: string) => ask<{ message: string }>('POST', `/gigs/${id}/accept`),
    getChatRooms: () => ask<{ rooms: { id: string }[] }>('GET', '/chat/rooms?'),
    sendMessage: (room: string, content: string) =>
      ask<{ id: string }>('POST', `/chat/rooms/${room}/messages`, { content, image_url: undefined }),
    uploadProfileImage: async (file: File) => {
      const form = new FormData()
      form.append('file', file)
      const headers = { Authorization: `Bearer ${token}` }
      return resultOf<{ url: string }>(
        await fetch(`${base}/upload/profile`, { method: 'POST', headers, body: form }),
      )
    },
  }
}
