import type Database from 'better-sqlite3'
import { and, asc, desc, eq, getTableColumns, gt, lte, sql } from 'drizzle-orm'
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3'
import { alias } from 'drizzle-orm/sqlite-core'
import type { ChatRoom, Message, Room, SentMessage } from '../../../domain/chat/room.ts'
import type { ChatStore } from '../../../domain/chat/store.ts'
import type { GigId, RoomId, UserId } from '../../../domain/ids.ts'
import { messageNotFound, roomNotFound } from '../../../domain/not-found.ts'
import { type PageRequest, readPage } from '../../../lib/page.ts'
import type { Outcome } from '../../outcome.ts'
import { toRoom } from '../../rooms.ts'
import { chatMessages, chatRooms, gigs, users } from '../../tables.ts'
import type { Connections } from '../engine/connections.ts'
import { named, pageOfKeys, parametersFor, prepareWrite } from '../engine/statements.ts'
import { createTotals } from '../engine/totals.ts'
import { createNotificationWrites } from './notification-writes.ts'

const seekers = alias(users, 'seekers')
const helpers = alias(users, 'helpers')
const { activity, ...columns } = getTableColumns(chatRooms)
const messageColumns = getTableColumns(chatMessages)

/** Rooms with all that is shown of them, in one statement. */
const selectRooms = (db: BetterSQLite3Database) =>
  db
    .select({
      ...columns,
      gigTitle: gigs.title,
      seekerName: seekers.fullName,
      seekerImageId: seekers.profileImageId,
      helperName: helpers.fullName,
      helperImageId: helpers.profileImageId,
    })
    .from(chatRooms)
    .innerJoin(gigs, eq(gigs.id, chatRooms.gigId))
    .innerJoin(seekers, eq(seekers.id, chatRooms.seekerId))
    .innerJoin(helpers, eq(helpers.id, chatRooms.helperId))

const nextActivity = sql`(SELECT coalesce(max(activity), 0) + 1 FROM chat_rooms)`

/** For the transaction in which a gig is accepted. */
export const createRoomWrites = (writeConnection: Database.Database) => {
  const writeDb = drizzle(writeConnection)
  const { id, gigId, seekerId, helperId, isActive, createdAt } = columns
  const insert = prepareWrite(
    writeConnection,
    writeDb.insert(chatRooms).values({
      ...parametersFor({ id, gigId, seekerId, helperId, isActive, createdAt }),
      activity: nextActivity,
    }),
  )
  return {
    insert: (room: Room) => {
      insert({ ...room })
    },
  }
}

export const createChatStore = ({ readConnection, writeConnection, transact }: Connections): ChatStore => {
  const reads = createChatReads(readConnection)
  const writes = createChatWrites(writeConnection)

  return {
    find: async id => reads.find(id),
    findMessage: async id => reads.findMessage(id),
    findOfGig: async gigId => reads.findOfGig(gigId),
    listRooms: async (userId, page) => reads.listRooms(userId, page),
    listMessages: async (room, { skip, limit }) => {
      const newestSeq = room.lastSeq - skip
      const items = newestSeq < 1 ? [] : reads.messagesUpTo(room.id, newestSeq, limit)
      return { items, totalCount: room.lastSeq, hasMore: newestSeq > limit }
    },
    listMessagesAfter: async (room, after, limit) => {
      const afterSeq = reads.seqOf(room.id, after)
      if (afterSeq === null) throw messageNotFound()
      const items = reads.messagesAfter(room.id, afterSeq, limit)
      // The room may have been read a moment before these messages.
      const totalCount = Math.max(room.lastSeq - afterSeq, items.length)
      return { items, totalCount, hasMore: items.length < totalCount }
    },
    send: (command, id, clientId, decide) =>
      transact(command, () => writes.send(id, command.actor, clientId, decide)),
    read: (command, id, decide) => transact(command, () => writes.read(id, command.actor, decide)),
    end: (write, id, decide) => transact(write, () => writes.end(id, decide)),
  }
}

const createChatReads = (readConnection: Database.Database) => {
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
    .orderBy(desc(activity))
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

const createChatWrites = (writeConnection: Database.Database) => {
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

  const read = (id: RoomId, userId: UserId, decide: Parameters<ChatStore['read']>[2]): Outcome<number> => {
    const room = get(id)
    const effects = decide(room, idAt.get({ roomId: id, seq: room.lastSeq })?.id ?? null)
    recordRead.run({ id, userId })
    notificationWrites.markReadOfRoom(userId, id)
    const { unreadCount } = userId === room.seekerId ? room.seeker : room.helper
    return { result: unreadCount, ...effects }
  }

  const end = (id: RoomId, decide: Parameters<ChatStore['end']>[2]): Outcome<void> => {
    const effects = decide(get(id))
    close.run({ id })
    return { result: undefined, ...effects }
  }

  return { send, read, end }
}
