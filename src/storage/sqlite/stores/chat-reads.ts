import type Database from 'better-sqlite3'
import { and, asc, desc, eq, gt, lte, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import type { Message } from '../../../domain/chat/room.ts'
import type { GigId, RoomId, UserId } from '../../../domain/ids.ts'
import { type PageRequest, readPage } from '../../../lib/page.ts'
import { toRoom } from '../../rooms.ts'
import { chatMessages, chatRooms } from '../../tables.ts'
import { named, pageOfKeys } from '../engine/statements.ts'
import { createTotals } from '../engine/totals.ts'
import { selectRooms } from './chat-rooms.ts'

export const createChatReads = (readConnection: Database.Database) => {
  const db = drizzle(readConnection)
  const totals = createTotals(readConnection)
  const isOfRoom = eq(chatMessages.roomId, named('roomId'))
  const find = selectRooms(db)
    .where(eq(chatRooms.id, named('id')))
    .prepare()
  const findOfGig = selectRooms(db)
    .where(eq(chatRooms.gigId, named('gigId')))
    .prepare()
  const parts = ['seeker_id', 'helper_id'].map(
    side => sql`SELECT id, activity FROM chat_rooms WHERE ${sql.raw(side)} = ${named('userId')}`,
  )
  const page = selectRooms(db)
    .where(sql`${chatRooms.id} IN (${pageOfKeys(parts, 'id', 'activity DESC')})`)
    .orderBy(desc(chatRooms.activity))
    .prepare()
  const messagesUpTo = db
    .select()
    .from(chatMessages)
    .where(and(isOfRoom, lte(chatMessages.seq, named('seq'))))
    .orderBy(desc(chatMessages.seq))
    .limit(named('limit'))
    .prepare()
  const messagesAfter = db
    .select()
    .from(chatMessages)
    .where(and(isOfRoom, gt(chatMessages.seq, named('seq'))))
    .orderBy(asc(chatMessages.seq))
    .limit(named('limit'))
    .prepare()
  const findMessage = db
    .select()
    .from(chatMessages)
    .where(eq(chatMessages.id, named('id')))
    .prepare()
  const seqOf = db
    .select({ seq: chatMessages.seq })
    .from(chatMessages)
    .where(and(eq(chatMessages.id, named('id')), isOfRoom))
    .prepare()

  return {
    find: (id: RoomId) => {
      const row = find.get({ id })
      return row ? toRoom(row) : null
    },
    findMessage: (id: Message['id']): Message | null => findMessage.get({ id }) ?? null,
    findOfGig: (gigId: GigId) => {
      const row = findOfGig.get({ gigId })
      return row ? toRoom(row) : null
    },
    listRooms: (userId: UserId, request: PageRequest) => {
      const items = () => page.all({ ...request, userId }).map(toRoom)
      return readPage(request, totals.count(userId, '', 'rooms'), items)
    },
    messagesUpTo: (roomId: RoomId, seq: number, limit: number) =>
      messagesUpTo.all({ roomId, seq, limit }).reverse(),
    messagesAfter: (roomId: RoomId, seq: number, limit: number) => messagesAfter.all({ roomId, seq, limit }),
    seqOf: (roomId: RoomId, id: Message['id']) => seqOf.get({ roomId, id })?.seq ?? null,
  }
}
