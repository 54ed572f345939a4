import type { Context } from '../../context.ts'
import type { Command, Reader } from '../../lib/command.ts'
import { type Page, type PageRequest, toPage } from '../../lib/page.ts'
import type { GigId, MessageId, RoomId, UserId } from '../ids.ts'
import { roomNotFound } from '../not-found.ts'
import { messageEvent, readEvent, roomEndedEvent, roomPublication, roomTopic } from './events.ts'
import { toMessageView } from './model.ts'
import type { ChatRoom, MessagePage, SentMessage } from './room.ts'
import {
  assertTakesPart,
  type Draft,
  messageFor,
  messageNotification,
  nextMessage,
  recipientOf,
} from './rules.ts'

export const maxCaughtUp = 1000
const usualLimit = 50

export const listRoomsOf = async (
  ctx: Context,
  userId: UserId,
  page: PageRequest,
  gigId: GigId | undefined,
  reader: Reader | null,
): Promise<Page<ChatRoom>> => {
  if (gigId === undefined) return ctx.store.chat.listRooms(userId, page, reader)
  const room = await findRoomOfGig(ctx, gigId, userId)
  const rooms = room ? [room] : []
  return toPage(rooms.slice(page.skip), rooms.length, page)
}

/** @returns null also for others than the two */
export const findRoomOfGig = async (ctx: Context, gigId: GigId, userId: UserId): Promise<ChatRoom | null> => {
  const room = await ctx.store.chat.findOfGig(gigId)
  return room && (room.seekerId === userId || room.helperId === userId) ? room : null
}

/** @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS */
export const getRoom = async (ctx: Context, id: RoomId, userId: UserId): Promise<ChatRoom> => {
  const room = await ctx.store.chat.find(id)
  if (!room) throw roomNotFound()
  assertTakesPart(room, userId)
  return room
}

/** Counted back from the newest, or those behind `after`. @throws AppError RESOURCE_NOT_FOUND */
export const listMessages = async (
  ctx: Context,
  room: ChatRoom,
  { skip, limit, after }: { skip: number; limit?: number | undefined; after?: MessageId | undefined },
  reader: Reader | null,
): Promise<MessagePage> => {
  const page =
    after === undefined
      ? await ctx.store.chat.listMessages(room, { skip, limit: limit ?? usualLimit }, reader)
      : await ctx.store.chat.listMessagesAfter(room, after, limit ?? maxCaughtUp)
  const { isHidden } = ctx.store.reports
  return {
    ...page,
    items: page.items.map(message =>
      messageFor(message, reader?.userId ?? null, isHidden('message', message.id)),
    ),
  }
}

/**
 * Notifies a recipient without a socket in the room. A repeat of `clientId` returns the first message.
 * @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS, ROOM_NOT_ACTIVE
 */
export const sendMessage = (
  ctx: Context,
  command: Command<SentMessage>,
  id: RoomId,
  draft: Draft,
): Promise<SentMessage> => {
  const messageId = command.newId<'message'>()
  return ctx.store.chat.send(command, id, draft.clientId, room => {
    const message = nextMessage(room, command.actor, draft, messageId, command.now)
    const recipient = recipientOf(room, command.actor)
    const isPresent = ctx.hub.isPresent(roomTopic(id), recipient.id)
    return {
      message,
      notifications: isPresent ? [] : [messageNotification(room, message)],
      events: [roomPublication(id, messageEvent(toMessageView(message, room)), { order: message.seq })],
    }
  })
}

/** @returns how many had been unread @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS */
export const markRoomRead = (ctx: Context, command: Command<number>, id: RoomId): Promise<number> =>
  ctx.store.chat.read(command, id, (room, newestMessageId) => {
    assertTakesPart(room, command.actor)
    const reader = command.actor === room.seekerId ? room.seeker : room.helper
    if (reader.unreadCount === 0 || newestMessageId === null) return {}
    const data = {
      user_id: command.actor,
      room_id: id,
      last_read_message_id: newestMessageId,
      timestamp: command.now,
    }
    return { events: [roomPublication(id, readEvent(data))] }
  })

/** The history stays readable. @throws AppError RESOURCE_NOT_FOUND, INSUFFICIENT_PERMISSIONS */
export const endRoom = (ctx: Context, command: Command<void>, id: RoomId): Promise<void> =>
  ctx.store.chat.end(command, id, room => {
    assertTakesPart(room, command.actor)
    if (!room.isActive) return {}
    const data = { user_id: command.actor, room_id: id, timestamp: command.now }
    return { events: [roomPublication(id, roomEndedEvent(data))] }
  })
