import type { ChatRoom, Message } from '../../../domain/chat/room.ts'
import type { ChatStore } from '../../../domain/chat/store.ts'
import { messageNotFound } from '../../../domain/not-found.ts'
import { toPage } from '../../../lib/page.ts'
import { type RoomRow, toRoom } from '../../rooms.ts'
import type { Connections } from '../engine/connections.ts'
import type { Queries } from '../engine/queries.ts'
import { totalCount } from '../engine/totals.ts'
import { endRoom, messageList, readRoom, selectRooms, sendInRoom } from './chat-writes.ts'

const findRoom = async (reads: Queries, column: 'id' | 'gig_id', id: string): Promise<ChatRoom | null> => {
  const row = await reads.get<RoomRow>(`${selectRooms} WHERE chat_rooms.${column} = $1`, [id])
  return row && toRoom(row)
}

/** The two sides of a room always differ, so no room is in both parts. */
const newestRooms = `${selectRooms}
  WHERE chat_rooms.id IN (SELECT id FROM (
    (SELECT id, activity FROM chat_rooms WHERE seeker_id = $1 ORDER BY activity DESC LIMIT $2::int + $3::int)
    UNION ALL
    (SELECT id, activity FROM chat_rooms WHERE helper_id = $1 ORDER BY activity DESC LIMIT $2::int + $3::int)
    ORDER BY activity DESC LIMIT $2::int OFFSET $3::int) AS page)
  ORDER BY chat_rooms.activity DESC`

export const createChatStore = ({ reads, transact }: Connections): ChatStore => ({
  find: id => findRoom(reads, 'id', id),
  findMessage: id => reads.get<Message>(`SELECT ${messageList} FROM chat_messages WHERE id = $1`, [id]),
  findOfGig: gigId => findRoom(reads, 'gig_id', gigId),
  listRooms: async (userId, page) => {
    const [count, rows] = await Promise.all([
      totalCount(reads, userId, '', 'rooms'),
      reads.all<RoomRow>(newestRooms, [userId, page.limit, page.skip]),
    ])
    return toPage(rows.map(toRoom), count, page)
  },
  listMessages: async (room, { skip, limit }) => {
    const newestSeq = room.lastSeq - skip
    const items =
      newestSeq < 1
        ? []
        : await reads.all<Message>(
            `SELECT ${messageList} FROM chat_messages WHERE room_id = $1 AND seq <= $2 ORDER BY seq DESC LIMIT $3`,
            [room.id, newestSeq, limit],
          )
    return { items: items.reverse(), totalCount: room.lastSeq, hasMore: newestSeq > limit }
  },
  listMessagesAfter: async (room, after, limit) => {
    const known = await reads.get<Pick<Message, 'seq'>>(
      'SELECT seq FROM chat_messages WHERE id = $1 AND room_id = $2',
      [after, room.id],
    )
    if (!known) throw messageNotFound()
    const items = await reads.all<Message>(
      `SELECT ${messageList} FROM chat_messages WHERE room_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
      [room.id, known.seq, limit],
    )
    // The room may have been read a moment before these messages.
    const totalCountAfter = Math.max(room.lastSeq - known.seq, items.length)
    return { items, totalCount: totalCountAfter, hasMore: items.length < totalCountAfter }
  },
  send: (command, id, clientId, decide) =>
    transact(command, tx => sendInRoom(tx, id, command.actor, clientId, decide), id),
  read: (command, id, decide) => transact(command, tx => readRoom(tx, id, command.actor, decide), id),
  end: (write, id, decide) => transact(write, tx => endRoom(tx, id, decide), id),
})
