import type { Phone } from '../phone.ts'
import type { OutboxStore, PendingMessage } from './outbox.ts'

/** Pending messages of a person in a room, in the storage of their phone. */
export const storedOutbox = (phone: Phone, userId: string, roomId: string): OutboxStore => {
  const key = `${prefixOf(phone, userId)}${roomId}`
  return {
    load: () => readMessages(phone.storage.getItem(key)),
    save: messages => {
      const kept = messages.filter(({ file }) => file === null)
      if (kept.length === 0) phone.storage.removeItem(key)
      else phone.storage.setItem(key, JSON.stringify(kept.map(toStored)))
    },
  }
}

/** The rooms for which messages are pending. */
export const roomsWithPending = (phone: Phone, userId: string): string[] => {
  const prefix = prefixOf(phone, userId)
  const keys = Array.from({ length: phone.storage.length }, (_, at) => phone.storage.key(at) ?? '')
  return keys.filter(key => key.startsWith(prefix)).map(key => key.slice(prefix.length))
}

const prefixOf = ({ prefix }: Phone, userId: string): string => `${prefix}outbox:${userId}:`

const toStored = ({ client_id, content, image_url }: PendingMessage) => ({ client_id, content, image_url })

/** What an older version of the app wrote, or somebody by hand, is left out where it is no message. */
const readMessages = (text: string | null): PendingMessage[] => {
  try {
    const list: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(list) ? list.flatMap(readMessage) : []
  } catch {
    return []
  }
}

const readMessage = (item: unknown): PendingMessage[] => {
  if (typeof item !== 'object' || item === null) return []
  const { client_id, content, image_url = null }: Partial<Record<string, unknown>> = { ...item }
  if (typeof client_id !== 'string' || typeof content !== 'string') return []
  return [
    {
      client_id,
      content,
      image_url: typeof image_url === 'string' ? image_url : null,
      file: null,
      error: null,
    },
  ]
}
