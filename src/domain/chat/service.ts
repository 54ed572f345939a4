import type { Context } from '../../context.ts'
import { AppError } from '../../errors.ts'
import type { Once } from '../../lib/once.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import { toTimestamp } from '../../lib/timestamp.ts'
import type { MessageId, RoomId, UserId } from '../ids.ts'
import { News } from '../notifications/service.ts'
import { messageEvent, readEvent, roomEndedEvent, roomPublication, roomTopic } from './events.ts'
import { toMessageView } from './model.ts'
import type { ChatRoom, Message, MessagePage, SentMessage } from './room.ts'
import { assertTakesPart, type Draft, nextMessage, participantOf, previewOf, recipientOf } from './rules.ts'

/** How many messages are given to a client that catches up and names no limit. */
const maxCaughtUp = 1000
const usualLimit = 50

export const listRoomsOf = (ctx: Context, userId: UserId, page: PageRequest): Promise<Page<ChatRoom>> =>
  ctx.store.chat.listRooms(userId, page)

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS */
export const getRoom = async (ctx: Context, id: RoomId, userId: UserId): Promise<ChatRoom> => {
  const room = await ctx.store.chat.find(id)
  if (!room) throw new AppError('RESOURCE_NOT_FOUND', 'There is no room with this id.')
  assertTakesPart(room, userId)
  return room
}

/** Messages of a room, counted back from the newest, or those behind `after`. @throws AppError RESOURCE_NOT_FOUND */
export const listMessages = (
  ctx: Context,
  room: ChatRoom,
  { skip, limit, after }: { skip: number; limit?: number | undefined; after?: MessageId | undefined },
): Promise<MessagePage> =>
  after === undefined
    ? ctx.store.chat.listMessages(room, { skip, limit: limit ?? usualLimit })
    : ctx.store.chat.listMessagesAfter(room, after, limit ?? maxCaughtUp)

/**
 * Says something in a room. The sockets of the room get it when it is durable; a recipient who is elsewhere gets a
 * notification. Sent again with the same `clientId` it changes nothing and gives the first message.
 * @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS, ROOM_NOT_ACTIVE
 */
export const sendMessage = async (
  ctx: Context,
  id: RoomId,
  senderId: UserId,
  draft: Draft,
  once?: Once<SentMessage>,
): Promise<SentMessage> => {
  const news = new News(ctx)
  const decide = (room: ChatRoom) => {
    const message = nextMessage(room, senderId, draft, ctx.newId(), toTimestamp(ctx.clock.now()))
    return { message, notifications: noteMessage(ctx, news, room, message) }
  }
  const sent = await ctx.store.chat.send(id, senderId, draft.clientId, decide, once)
  if (!sent.isNew) return sent
  ctx.hub.publish(roomPublication(id, messageEvent(toMessageView(sent.message, sent.room))))
  news.announce()
  return sent
}

/** For a recipient who does not see the room at the moment. */
const noteMessage = (ctx: Context, news: News, room: ChatRoom, message: Message) => {
  const recipient = recipientOf(room, message.senderId)
  if (ctx.hub.isPresent(roomTopic(room.id), recipient.id)) return []
  const notification = news.note({
    userId: recipient.id,
    type: 'new_message',
    text: `${participantOf(room, message.senderId).fullName}: ${previewOf(message)}`,
    gigId: room.gigId,
    roomId: room.id,
  })
  return [notification]
}

/**
 * Marks everything in a room as read by one participant; the room's sockets get a receipt when that is news.
 * @returns how many messages had been unread
 * @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS
 */
export const markRoomRead = async (ctx: Context, id: RoomId, userId: UserId): Promise<number> => {
  const { lastMessageId, readCount } = await ctx.store.chat.read(id, userId, room =>
    assertTakesPart(room, userId),
  )
  if (readCount > 0 && lastMessageId !== null) {
    const timestamp = toTimestamp(ctx.clock.now())
    const data = { user_id: userId, room_id: id, last_read_message_id: lastMessageId, timestamp }
    ctx.hub.publish(roomPublication(id, readEvent(data)))
  }
  return readCount
}

/**
 * Ends a room for both: nothing can be sent any more, the history stays. Its sockets are told.
 * @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS
 */
export const endRoom = async (ctx: Context, id: RoomId, userId: UserId): Promise<void> => {
  const { hasEnded } = await ctx.store.chat.end(id, room => assertTakesPart(room, userId))
  if (!hasEnded) return
  const data = { user_id: userId, room_id: id, timestamp: toTimestamp(ctx.clock.now()) }
  ctx.hub.publish(roomPublication(id, roomEndedEvent(data)))
}
