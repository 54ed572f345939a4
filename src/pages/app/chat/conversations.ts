import type { Client } from '../../../client/index.ts'
import type { LoggedIn } from '../session-context.ts'
import { Conversation } from './conversation.ts'
import { roomsWithPending, storedOutbox } from './outbox-store.ts'
import { browserPictures } from './picture-store.ts'

type Owner = Pick<LoggedIn, 'client' | 'phone' | 'user'>

const open = new WeakMap<Client, Map<string, Conversation>>()

const conversationsOf = (client: Client): Map<string, Conversation> => {
  const known = open.get(client) ?? new Map<string, Conversation>()
  open.set(client, known)
  return known
}

/** One room has one conversation, so that nothing is sent twice. */
export const openConversation = ({ client, phone, user }: Owner, roomId: string): Conversation => {
  const own = conversationsOf(client)
  const known = own.get(roomId)
  if (known) return known
  const store = storedOutbox(phone, user.id, roomId, browserPictures)
  const made = new Conversation(client, { roomId, userId: user.id }, store, () => own.delete(roomId))
  own.set(roomId, made)
  return made
}

/** Written before the app was closed. @returns what ends all conversations */
export const resumeConversations = (owner: Owner): (() => void) => {
  for (const roomId of roomsWithPending(owner.phone, owner.user.id)) openConversation(owner, roomId).leave()
  return () => {
    for (const conversation of [...conversationsOf(owner.client).values()]) conversation.close()
  }
}
