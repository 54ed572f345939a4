import type { Phone } from '../phone.ts'
import type { OutboxStore, PendingMessage } from './outbox.ts'

/**
 * Pending messages of a person in a room, in the storage of their phone. Each has a key of its own, so that two tabs do
 * not overwrite what the other has to send.
 */
export const storedOutbox = (phone: Phone, userId: string, roomId: string): OutboxStore => {
  const { storage } = phone
  const prefix = `${prefixOf(phone, userId)}${roomId}:`
  let own = new Set<string>()
  return {
    load: () => {
      const messages = keysOf(phone, prefix)
        .flatMap(key => readMessage(storage.getItem(key)))
        .sort((one, other) => one.at - other.at)
        .map(({ at: _, ...message }) => message)
      own = new Set(messages.map(({ client_id }) => client_id))
      return messages
    },
    save: messages => {
      const kept = messages.filter(({ file }) => file === null)
      const ids = new Set(kept.map(({ client_id }) => client_id))
      for (const id of own) if (!ids.has(id)) storage.removeItem(prefix + id)
      for (const [at, { client_id, content, image_url }] of kept.entries())
        if (!own.has(client_id))
          write(storage, prefix + client_id, { client_id, content, image_url, at: Date.now() + at })
      own = ids
    },
  }
}

/** The rooms for which messages are pending. */
export const roomsWithPending = (phone: Phone, userId: string): string[] => {
  const prefix = prefixOf(phone, userId)
  return [...new Set(keysOf(phone, prefix).map(key => key.slice(prefix.length).split(':')[0] ?? ''))]
}

const prefixOf = ({ prefix }: Phone, userId: string): string => `${prefix}outbox:${userId}:`

const keysOf = ({ storage }: Phone, prefix: string): string[] =>
  Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? '').filter(key =>
    key.startsWith(prefix),
  )

const write = (storage: Storage, key: string, value: object): void => {
  try {
    storage.setItem(key, JSON.stringify(value))
  } catch {
    // The storage is full: the message is sent as long as the app stays open.
  }
}

/** What an older version of the app wrote, or somebody by hand, is left out where it is no message. */
const readMessage = (text: string | null): (PendingMessage & { at: number })[] => {
  const item = parse(text)
  if (typeof item !== 'object' || item === null) return []
  const { client_id, content, image_url = null, at = 0 }: Partial<Record<string, unknown>> = { ...item }
  if (typeof client_id !== 'string' || typeof content !== 'string' || typeof at !== 'number') return []
  const picture = typeof image_url === 'string' ? image_url : null
  return [{ client_id, content, image_url: picture, file: null, error: null, at }]
}

const parse = (text: string | null): unknown => {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return null
  }
}
