import type Database from 'better-sqlite3'
import { and, eq, getTableColumns, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { ChatRoom, Message, SentMessage } from '../../../domain/chat/room.ts'
import type { ChatStore } from '../../../domain/chat/store.ts'
import type { RoomId, UserId } from '../../../domain/ids.ts'
import { roomNotFound } from '../../../domain/not-found.ts'
import type { Outcome } from '../../outcome.ts'
import { toRoom } from '../../rooms.ts'
import { chatMessages, chatRooms } from '../../tables.ts'
import { named, parametersFor, prepareWrite } from '../engine/statements.ts'
import { selectRooms } from './chat-rooms.ts'
import { createNotificationWrites } from './notification-writes.ts'

const messageColumns = getTableColumns(chatMessages)

export const createChatWrites = (writeConnection: Database.Database) => {
  const writeDb = drizzle(writeConnection)
  const notificationWrites = createNotificationWrites(writeConnection)
  const find = selectRooms(writeDb)
    .where(eq(chatRooms.id, named('id')))
    .prepare()
  const known = writeDb
    .select()
    .from(chatMessages)
    .where(
      and(
        eq(chatMessages.roomId, named('roomId')),
        eq(chatMessages.senderId, named('senderId')),
        eq(chatMessages.clientId, named('clientId')),
        // Lets SQLite use the partial index.
        sql`${chatMessages.clientId} IS NOT NULL`,
      ),
    )
    .prepare()
  const insert = prepareWrite(
    writeConnection,
    writeDb.insert(chatMessages).values(parametersFor(messageColumns)),
  )
  const recordMessage = writeConnection.prepare<Message>(`
    UPDATE chat_rooms SET
      activity = (SELECT max(activity) FROM chat_rooms) + 1,
      last_seq = @seq, last_message = @content, last_message_at = @createdAt,
      seeker_unread = seeker_unread + (seeker_id <> @senderId),
      helper_unread = helper_unread + (helper_id <> @senderId)
    WHERE id = @roomId`)
  const recordRead = writeConnection.prepare<{ id: RoomId; userId: UserId }>(`
    UPDATE chat_rooms SET
      seeker_read_seq = iif(seeker_id = @userId, last_seq, seeker_read_seq),
      seeker_unread = iif(seeker_id = @userId, 0, seeker_unread),
      helper_read_seq = iif(helper_id = @userId, last_seq, helper_read_seq),
      helper_unread = iif(helper_id = @userId, 0, helper_unread)
    WHERE id = @id`)
  const idAt = writeDb
    .select({ id: chatMessages.id })
    .from(chatMessages)
    .where(and(eq(chatMessages.roomId, named('roomId')), eq(chatMessages.seq, named('seq'))))
    .prepare()
  const close = writeDb
    .update(chatRooms)
    .set({ isActive: false })
    .where(eq(chatRooms.id, named('id')))
    .prepare()

  const get = (id: RoomId): ChatRoom => {
    const row = find.get({ id })
    if (!row) throw roomNotFound()
    return toRoom(row)
  }

  const send = (
    id: RoomId,
    senderId: UserId,
    clientId: string | null,
    decide: Parameters<ChatStore['send']>[3],
  ): Outcome<SentMessage> => {
    const room = get(id)
    const twin = clientId === null ? undefined : known.get({ roomId: id, senderId, clientId })
    if (twin) return { result: { message: twin, room, isNew: false } }
    const { message, ...effects } = decide(room)
    insert({ ...message })
    recordMessage.run(message)
    return { result: { message, room, isNew: true }, ...effects }
  }

  /** Notes in `rest` up to which row notifications are left to be marked as read. */
  const read = (
    id: RoomId,
    userId: UserId,
    decide: Parameters<ChatStore['read']>[2],
    rest: { upTo: number },
  ): Outcome<number> => {
    const room = get(id)
    const effects = decide(room, idAt.get({ roomId: id, seq: room.lastSeq })?.id ?? null)
    recordRead.run({ id, userId })
    const newest = notificationWrites.newestUnreadOfRoom(userId, id)
    rest.upTo = notificationWrites.markReadOfRoom(userId, id, newest) ? newest : 0
    const { unreadCount } = userId === room.seekerId ? room.seeker : room.helper
    return { result: unreadCount, ...effects }
  }

  const end = (id: RoomId, decide: Parameters<ChatStore['end']>[2]): Outcome<void> => {
    const effects = decide(get(id))
    close.run({ id })
    return { result: undefined, ...effects }
  }

  return { send, read, end, markReadOfRoom: notificationWrites.markReadOfRoom }
}
