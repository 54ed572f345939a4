import { basePath } from './base-path.ts'

/** What this page reads of the API's answers and events; the documents at /openapi.json and /asyncapi.json have it all. */

export interface User {
  id: string
  full_name: string
}

export interface Room {
  id: string
  gig_title: string
  participants: User[]
  is_active: boolean
}

export interface Message {
  id: string
  sender_id: string
  content: string | null
  image_url: string | null
  is_read: boolean
}

export interface CloseCode {
  code: number
  reason: string
  reconnect: string
  advice: string
}

export type RoomEvent =
  | { type: 'message'; data: Message }
  | { type: 'typing'; data: { user_name: string; is_typing: boolean } }
  | { type: 'user_joined' | 'user_left'; data: { user_name: string } }
  | { type: 'read'; data: { user_id: string } }
  | { type: 'room_ended'; data: object }

interface Login {
  access_token: string
}

/**
 * Asks the HTTP API. The caller names the type that the document promises for the path.
 * @throws Error with the API's sentence for people
 */
const ask = async <Answer>(
  path: string,
  token: string | null,
  options: RequestInit = {},
): Promise<Answer> => {
  const headers: HeadersInit = token === null ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(basePath + path, { ...options, headers })
  const body = await response.json()
  if (!response.ok) throw new Error(body.detail)
  return body
}

export const logIn = async (email: string, password: string): Promise<string> => {
  const body = new URLSearchParams({ username: email, password })
  const login = await ask<Login>('/api/auth/login', null, { method: 'POST', body })
  return login.access_token
}

export const getProfile = (token: string) => ask<User>('/api/users/profile', token)

export const listRooms = async (token: string): Promise<Room[]> =>
  (await ask<{ rooms: Room[] }>('/api/chat/rooms?limit=100', token)).rooms

/** @param after the last message that is known; null for the newest hundred */
export const listMessages = async (
  token: string,
  roomId: string,
  after: string | null,
): Promise<Message[]> => {
  const query = after === null ? 'limit=100' : `after=${after}`
  return (await ask<{ messages: Message[] }>(`/api/chat/rooms/${roomId}/messages?${query}`, token)).messages
}

export const listCloseCodes = async (): Promise<CloseCode[]> =>
  (await ask<{ 'x-close-codes': CloseCode[] }>('/asyncapi.json', null))['x-close-codes']
