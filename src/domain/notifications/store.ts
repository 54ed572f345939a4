import type { Id } from '../../lib/ids.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { RoomId } from '../chat/store.ts'
import type { GigId } from '../gigs/store.ts'
import type { UserId } from '../users/store.ts'

export type NotificationId = Id<'notification'>

export const notificationTypes = [
  'gig_accepted',
  'gig_status_changed',
  'new_message',
  'review_received',
  'payment_moved',
] as const
export type NotificationType = (typeof notificationTypes)[number]

/**
 * What one person is told while they are elsewhere. The act that causes it also keeps it: a store method whose `decide`
 * returns a notification writes it in the same transaction.
 */
export interface Notification {
  id: NotificationId
  /** Who is told. */
  userId: UserId
  type: NotificationType
  /** A sentence for people. */
  text: string
  gigId: GigId
  roomId: RoomId | null
  reviewId: Id<'review'> | null
  transactionId: Id<'transaction'> | null
  isRead: boolean
  createdAt: Timestamp
}

export interface NotificationStore {
  /**
   * At most `limit` of one person's notifications made since `since`, in the order in which they were made: those that
   * follow `after`, or the newest when `after` is null. An `after` that is not kept any more gives them from the first.
   */
  list(
    userId: UserId,
    after: NotificationId | null,
    since: Timestamp,
    limit: number,
  ): Promise<{ notifications: Notification[]; unreadCount: number; hasMore: boolean }>

  /** Marks one person's notifications as read, all or those up to one of them. @returns how many were unread */
  markRead(userId: UserId, upTo: NotificationId | null): Promise<number>
}
