import type { Page } from '../../lib/page.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { GigId, MessageId, RoomId, UserId } from '../ids.ts'
import type { User } from '../users/user.ts'

/** Made in the step in which the gig is accepted (ruling K3). */
export interface Room {
  id: RoomId
  gigId: GigId
  seekerId: UserId
  helperId: UserId
  isActive: boolean
  createdAt: Timestamp
}

export type Participant = Pick<User, 'id' | 'fullName' | 'profileImageId'>

export interface ReadState {
  /** The number of the newest message they have read; 0 before the first. */
  readSeq: number
  unreadCount: number
}

export interface ChatRoom extends Room {
  gigTitle: string
  seeker: Participant & ReadState
  helper: Participant & ReadState
  /** The number of the newest message, and so of all; 0 in an empty room. */
  lastSeq: number
  lastMessage: string | null
  lastMessageAt: Timestamp | null
}

export interface Message {
  id: MessageId
  roomId: RoomId
  /** Counts from 1 without a gap. It orders the messages; the time does not. */
  seq: number
  senderId: UserId
  /** Empty only where there is an image. */
  content: string
  imageUrl: string | null
  /** The sender's own id, so that a message sent twice is stored once. */
  clientId: string | null
  createdAt: Timestamp
  isHidden?: true
}

export interface MessagePage extends Page<Message> {
  hasMore: boolean
}

export interface SentMessage {
  message: Message
  room: ChatRoom
  /** False for a repeat of a `clientId`, which changed nothing. */
  isNew: boolean
}
