import type { Phone } from '../phone.ts'
import { type OutboxStore, type PendingMessage, PictureLost } from './outbox.ts'

/** For pictures that are not uploaded yet. Nothing rejects. */
export interface PictureStore {
  put(key: string, picture: File): Promise<void>
  /** @returns null for one that is not there */
  get(key: string): Promise<File | null>
  remove(key: string): Promise<void>
}

/** The picture is in the store of pictures, under the same key. */
interface KeptMessage extends Pick<PendingMessage, 'client_id' | 'content' | 'image_url'> {
  has_picture: boolean
  /** Milliseconds. */
  at: number
}

/** Each message has its own key, so that two tabs do not overwrite each other's. */
export const storedOutbox = (
  phone: Phone,
  userId: string,
  roomId: string,
  pictures: PictureStore,
): OutboxStore => {
  const { storage } = phone
  const prefix = `${prefixOf(phone, userId)}${roomId}:`
  let own = new Map<string, KeptMessage>()
  const keep = (message: PendingMessage, at: number): KeptMessage => {
    const { client_id, content, image_url, file } = message
    const before = own.get(client_id)
    const kept = { client_id, content, image_url, has_picture: file !== null, at: before?.at ?? at }
    if (before?.image_url === image_url && before.has_picture === kept.has_picture) return before
    const key = prefix + client_id
    write(storage, key, kept)
    if (file) void pictures.put(key, file)
    else if (before?.has_picture) void pictures.remove(key)
    return kept
  }
  return {
    load: async () => {
      const kept = keysOf(phone, prefix)
        .flatMap(key => readMessage(storage.getItem(key)))
        .sort((one, other) => one.at - other.at)
      own = new Map(kept.map(message => [message.client_id, message]))
      return Promise.all(
        kept.map(async ({ client_id, content, image_url, has_picture }): Promise<PendingMessage> => {
          const file = has_picture ? await pictures.get(prefix + client_id) : null
          const error = has_picture && !file ? new PictureLost() : null
          return { client_id, content, image_url, file, error }
        }),
      )
    },
    save: messages => {
      const now = Date.now()
      const kept = new Map(messages.map((message, at) => [message.client_id, keep(message, now + at)]))
      for (const [id, { has_picture }] of own) {
        if (kept.has(id)) continue
        storage.removeItem(prefix + id)
        if (has_picture) void pictures.remove(prefix + id)
      }
      own = kept
    },
  }
}

export const roomsWithPending = (phone: Phone, userId: string): string[] => {
  const prefix = prefixOf(phone, userId)
  return [...new Set(keysOf(phone, prefix).map(key => key.slice(prefix.length).split(':')[0] ?? ''))]
}

const prefixOf = ({ prefix }: Phone, userId: string): string => `${prefix}outbox:${userId}:`

const keysOf = ({ storage }: Phone, prefix: string): string[] =>
  Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? '').filter(key =>
    key.startsWith(prefix),
  )

const write = (storage: Storage, key: string, value: KeptMessage): void => {
  try {
    storage.setItem(key, JSON.stringify(value))
  } catch {
    // The storage is full: the message is sent as long as the app stays open.
  }
}

/** An older version of the app, or somebody, may have written what is no message. */
const readMessage = (text: string | null): KeptMessage[] => {
  const item = parse(text)
  if (typeof item !== 'object' || item === null) return []
  const {
    client_id,
    content,
    image_url,
    has_picture,
    at = 0,
  }: Partial<Record<string, unknown>> = {
    ...item,
  }
  if (typeof client_id !== 'string' || typeof content !== 'string' || typeof at !== 'number') return []
  const address = typeof image_url === 'string' ? image_url : null
  return [{ client_id, content, image_url: address, has_picture: has_picture === true, at }]
}

const parse = (text: string | null): unknown => {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return null
  }
}
