import type { ChatMessage } from '../../../client/index.ts'

export const mergeMessages = (
  known: readonly ChatMessage[],
  added: readonly ChatMessage[],
): readonly ChatMessage[] => {
  const byId = new Map(known.map(message => [message.id, message]))
  for (const message of added) {
    const before = byId.get(message.id)
    // What was read stays read: a page that was asked for earlier may arrive later.
    byId.set(message.id, before?.is_read ? { ...message, is_read: true } : message)
  }
  return [...byId.values()].sort((one, other) => one.seq - other.seq)
}

/** Those that the reader has got from the other, up to a message. */
export const markRead = (
  messages: readonly ChatMessage[],
  readerId: string,
  lastReadId: string,
): readonly ChatMessage[] => {
  const last = messages.find(({ id }) => id === lastReadId)?.seq ?? Number.POSITIVE_INFINITY
  return messages.map(message =>
    message.sender_id !== readerId && message.seq <= last && !message.is_read
      ? { ...message, is_read: true }
      : message,
  )
}

export interface PlacedMessage {
  message: ChatMessage
  /** The first one of its day. */
  startsDay: boolean
  /** The one before it is of the same sender and day. */
  continues: boolean
}

export const placeMessages = (messages: readonly ChatMessage[]): PlacedMessage[] =>
  messages.map((message, at) => {
    const before = messages[at - 1]
    const startsDay = !before || dayOf(before) !== dayOf(message)
    return { message, startsDay, continues: !startsDay && before?.sender_id === message.sender_id }
  })

const dayOf = ({ created_at }: ChatMessage): string => new Date(created_at).toDateString()
