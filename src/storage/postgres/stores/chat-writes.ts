import { getTableColumns } from 'drizzle-orm'
import type { ChatRoom, Message, Room, SentMessage } from '../../../domain/chat/room.ts'
import type { ChatStore } from '../../../domain/chat/store.ts'
import type { RoomId, UserId } from '../../../domain/ids.ts'
import { roomNotFound } from '../../../domain/not-found.ts'
import type { Outcome } from '../../outcome.ts'
import { type RoomRow, toRoom } from '../../rooms.ts'
import { chatMessages, chatRooms } from '../../tables.ts'
import { listOf, prepareInsert } from '../engine/columns.ts'
import type { Queries } from '../engine/queries.ts'
import { markReadOfRoom } from './notification-writes.ts'

const { activity: _activity, ...columns } = getTableColumns(chatRooms)
const messageColumns = getTableColumns(chatMessages)

/** In one statement. */
export const selectRooms = `
  SELECT ${listOf(columns, 'chat_rooms')}, gigs.title AS "gigTitle",
    seekers.full_name AS "seekerName", seekers.profile_image_id AS "seekerImageId",
    helpers.full_name AS "helperName", helpers.profile_image_id AS "helperImageId"
  FROM chat_rooms JOIN gigs ON gigs.id = chat_rooms.gig_id
    JOIN users AS seekers ON seekers.id = chat_rooms.seeker_id
    JOIN users AS helpers ON helpers.id = chat_rooms.helper_id`

export const messageList = listOf(messageColumns)

const { id, gigId, seekerId, helperId, isActive, createdAt } = columns
const insertRow = prepareInsert('chat_rooms', { id, gigId, seekerId, helperId, isActive, createdAt })
const insertMessage = prepareInsert('chat_messages', messageColumns)

/** For the transaction in which a gig is accepted. */
export const insertRoom = async (tx: Queries, room: Room): Promise<void> => {
  await insertRow(tx, room)
}

const getRoom = async (tx: Queries, roomId: RoomId): Promise<ChatRoom> => {
  const row = await tx.get<RoomRow>(
    `${selectRooms} WHERE chat_rooms.id = $1 FOR NO KEY UPDATE OF chat_rooms`,
    [roomId],
  )
  if (!row) throw roomNotFound()
  return toRoom(row)
}

export const sendInRoom = async (
  tx: Queries,
  roomId: RoomId,
  senderId: UserId,
  clientId: string | null,
  decide: Parameters<ChatStore['send']>[3],
): Promise<Outcome<SentMessage>> => {
  const room = await getRoom(tx, roomId)
  const twin =
    clientId === null
      ? null
      : await tx.get<Message>(
          `SELECT ${messageList} FROM chat_messages WHERE room_id = $1 AND sender_id = $2 AND client_id = $3`,
          [roomId, senderId, clientId],
        )
  if (twin) return { result: { message: twin, room, isNew: false } }
  const { message, ...effects } = decide(room)
  await insertMessage(tx, message)
  await tx.run(
    `UPDATE chat_rooms SET activity = nextval('chat_room_activity'),
      last_seq = $2, last_message = $3, last_message_at = $4,
      seeker_unread = seeker_unread + (seeker_id <> $5)::int,
      helper_unread = helper_unread + (helper_id <> $5)::int
    WHERE id = $1`,
    [message.roomId, message.seq, message.content, message.createdAt, message.senderId],
  )
  return { result: { message, room, isNew: true }, ...effects }
}

export const readRoom = async (
  tx: Queries,
  roomId: RoomId,
  userId: UserId,
  decide: Parameters<ChatStore['read']>[2],
): Promise<Outcome<number>> => {
  const room = await getRoom(tx, roomId)
  const newest = await tx.get<Pick<Message, 'id'>>(
    'SELECT id FROM chat_messages WHERE room_id = $1 AND seq = $2',
    [roomId, room.lastSeq],
  )
  const effects = decide(room, newest?.id ?? null)
  await tx.run(
    `UPDATE chat_rooms SET
      seeker_read_seq = CASE WHEN seeker_id = $2 THEN last_seq ELSE seeker_read_seq END,
      seeker_unread = CASE WHEN seeker_id = $2 THEN 0 ELSE seeker_unread END,
      helper_read_seq = CASE WHEN helper_id = $2 THEN last_seq ELSE helper_read_seq END,
      helper_unread = CASE WHEN helper_id = $2 THEN 0 ELSE helper_unread END
    WHERE id = $1`,
    [roomId, userId],
  )
  await markReadOfRoom(tx, userId, roomId)
  const { unreadCount } = userId === room.seekerId ? room.seeker : room.helper
  return { result: unreadCount, ...effects }
}

export const endRoom = async (
  tx: Queries,
  roomId: RoomId,
  decide: Parameters<ChatStore['end']>[2],
): Promise<Outcome<void>> => {
  const effects = decide(await getRoom(tx, roomId))
  await tx.run('UPDATE chat_rooms SET is_active = false WHERE id = $1', [roomId])
  return { result: undefined, ...effects }
}
