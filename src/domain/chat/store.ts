import type { Once } from '../../lib/once.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import type { MessageId, RoomId, UserId } from '../ids.ts'
import type { Notification } from '../notifications/notification.ts'
import type { ChatRoom, Message, MessagePage, SentMessage } from './room.ts'

export interface ChatStore {
  find(id: RoomId): Promise<ChatRoom | null>

  /** The rooms of one person, latest activity first. */
  listRooms(userId: UserId, page: PageRequest): Promise<Page<ChatRoom>>

  /** `skip` counts back from the newest; the page reads oldest to newest (ruling C2). */
  listMessages(room: ChatRoom, page: PageRequest): Promise<MessagePage>

  /** At most `limit` messages behind one, oldest first. @throws AppError RESOURCE_NOT_FOUND when it is not of this room */
  listMessagesAfter(room: ChatRoom, after: MessageId, limit: number): Promise<MessagePage>

  /**
   * Puts a message behind all others of the room and keeps the notifications, in one step. `decide` gets the room as it
   * was before. A `clientId` of this sender that the room knows already gives that message instead.
   * @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws
   */
  send(
    id: RoomId,
    senderId: UserId,
    clientId: string | null,
    decide: (room: ChatRoom) => { message: Message; notifications: Notification[] },
    once?: Once<SentMessage>,
  ): Promise<SentMessage>

  /**
   * Marks everything in a room as read by one participant, also what they were notified of; `decide` may refuse.
   * @returns the room after it, the newest message, and how many had been unread
   * @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws
   */
  read(
    id: RoomId,
    userId: UserId,
    decide: (room: ChatRoom) => void,
  ): Promise<{ room: ChatRoom; lastMessageId: MessageId | null; readCount: number }>

  /**
   * Ends a room; one that has ended stays as it is.
   * @returns the room, and whether this call ended it
   * @throws AppError RESOURCE_NOT_FOUND, and whatever `decide` throws
   */
  end(id: RoomId, decide: (room: ChatRoom) => void): Promise<{ room: ChatRoom; hasEnded: boolean }>
}
