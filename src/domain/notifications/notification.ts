import type { Id } from '../../lib/ids.ts'
import type { Timestamp } from '../../lib/timestamp.ts'
import type { GigId, NotificationId, RoomId, UserId } from '../ids.ts'
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
