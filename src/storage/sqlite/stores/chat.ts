import type { ChatStore } from '../../../domain/chat/store.ts'
import type { RoomId, UserId } from '../../../domain/ids.ts'
import { messageNotFound } from '../../../domain/not-found.ts'
import { followUp } from '../../../lib/command.ts'
import type { Connections } from '../engine/connections.ts'
import { createChatReads } from './chat-reads.ts'
import { createChatWrites } from './chat-writes.ts'

export const createChatStore = ({ readConnection, writeConnection, transact }: Connections): ChatStore => {
  const reads = createChatReads(readConnection)
  const writes = createChatWrites(writeConnection)

  const markSome = (userId: UserId, id: RoomId, rest: { upTo: number }) => {
    if (!writes.markReadOfRoom(userId, id, rest.upTo)) rest.upTo = 0
    return { result: undefined }
  }

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
    read: async (command, id, decide) => {
      const rest = { upTo: 0 }
      const unread = await transact(command, () => writes.read(id, command.actor, decide, rest))
      // Thousands of notifications in one transaction would keep the writer busy.
      while (rest.upTo > 0) await transact(followUp(command), () => markSome(command.actor, id, rest))
      return unread
    },
    end: (write, id, decide) => transact(write, () => writes.end(id, decide)),
  }
}
