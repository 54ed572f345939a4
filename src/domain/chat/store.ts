import type { Id } from '../../lib/ids.ts'
import type { Once } from '../../lib/once.ts'
import type { Page, PageRequest } from '../../lib/page.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { GigId } from '../gigs/store.ts'
import type { Notification } from '../notifications/store.ts'
import type { User, UserId } from '../users/store.ts'

export type RoomId = Id<'room'>
export type MessageId = Id<'message'>

/** Where the seeker and the helper of one gig talk. Made in the step in which the gig is accepted (ruling K3). */
export interface Room {
  id: RoomId
  gigId: GigId
  seekerId: UserId
  helperId: UserId
  isActive: boolean
  createdAt: Timestamp
}

export type Participant = Pick<User, 'id' | 'fullName' | 'profileImageId'>

/** How far one participant has come in a room. */
export interface ReadState {
  /** The number of the newest message they have read; 0 before the first. */
  readSeq: number
  /** How many messages of the other they have not read. */
  unreadCount: number
}

/** A room with everything that is shown of it besides its messages. */
export interface ChatRoom extends Room {
  gigTitle: string
  seeker: Participant & ReadState
  helper: Participant & ReadState
  /** The number of the newest message, and so of all messages; 0 in an empty room. */
  lastSeq: number
  lastMessage: string | null
  lastMessageAt: Timestamp | null
}

export interface Message {
  id: MessageId
  roomId: RoomId
  /** Its place in the room, from 1 without a gap. It orders the messages; the time does not. */
  seq: number
  senderId: UserId
  /** Empty only where there is an image. */
  content: string
  imageUrl: string | null
  /** What the sender calls it, so that a message sent twice is kept once. */
  clientId: string | null
  createdAt: Timestamp
}

/** Some messages of a room, and how many there are in the whole list. */
export interface MessagePage extends Page<Message> {
  hasMore: boolean
}

export interface SentMessage {
  message: Message
  room: ChatRoom
  /** False when the same sender had sent the same `clientId` in this room before: then nothing was changed. */
  isNew: boolean
}

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
