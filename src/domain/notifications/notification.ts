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

export interface Notification {
  id: NotificationId
  userId: UserId
  type: NotificationType
  text: string
  gigId: GigId
  roomId: RoomId | null
  reviewId: Id<'review'> | null
  transactionId: Id<'transaction'> | null
  isRead: boolean
  createdAt: Timestamp
}

export type NotificationDraft = Pick<Notification, 'userId' | 'type' | 'text' | 'gigId'> &
  Partial<Pick<Notification, 'roomId' | 'reviewId' | 'transactionId'>>
